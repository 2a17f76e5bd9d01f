/** The plan of one training: how many steps, at which learning rates, when to validate. Known before the first step. */
import { constantRate, cosine, steps as stepwise, warmUp, type Schedule } from '../../compute/index.ts';
import type { EvaluationBudget } from '../evaluator.ts';
import type { TrainOptions } from './options.ts';

export interface Plan {
  readonly steps: number;
  readonly perEpoch: number;
  readonly rate: Schedule;
  /** Steps after which to validate, ascending; the last is `steps`. */
  readonly validations: readonly number[];
  /** Steps after which the loss curve gets a point, each so many. */
  readonly lossEvery: number;
}

const LOSS_POINTS = 100;

/** @param perEpoch training steps an epoch */
export function plan(options: TrainOptions, budget: EvaluationBudget, perEpoch: number): Plan {
  const asked = options.steps ?? (options.epochs ?? 1) * perEpoch;
  const steps = Math.max(
    1,
    Math.min(asked, budget.steps ?? Infinity, Math.ceil((budget.epochs ?? Infinity) * perEpoch)),
  );
  const count = Math.min(options.validations, steps);
  return {
    steps,
    perEpoch,
    rate: schedule(options, steps),
    validations: Array.from({ length: count }, (_, i) => Math.round(((i + 1) * steps) / count)),
    lossEvery: Math.ceil(steps / LOSS_POINTS),
  };
}

function schedule(options: TrainOptions, total: number): Schedule {
  const warm = Math.floor(options.warmup * total);
  const rest = Math.max(1, total - warm);
  const rate = options.learningRate;
  switch (options.schedule) {
    case 'cosine':
      return warmUp(warm, cosine(rate, rest));
    case 'constant':
      return warmUp(warm, constantRate(rate));
    case 'step':
      return warmUp(warm, stepwise(rate, [Math.round(rest / 2), Math.round((3 * rest) / 4)]));
  }
}
