/** What a checkpoint belongs to: everything that decides the course of a training but for the backend's arithmetic. */
import { createHash } from 'node:crypto';
import type { Dataset } from '../../data/dataset.ts';
import type { EvaluationBudget } from '../evaluator.ts';
import type { TrainOptions } from './options.ts';
import type { Programs } from './programs.ts';

export function fingerprintOf(
  programs: Programs,
  dataset: Dataset,
  options: TrainOptions,
  budget: EvaluationBudget,
  seed: number | string,
): string {
  // Limits of time end a training, they do not change its course.
  const { seconds: _, initialise, ...rest } = options;
  const deciding = initialise === undefined ? rest : { ...rest, initialise };
  const { seconds: __, ...limits } = budget;
  const data = [dataset.name, dataset.train.size, dataset.val.size, dataset.mean, dataset.std, dataset.augment];
  const parts = [programs.step.program.hash, data, sorted(deciding), sorted(limits), String(seed)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
