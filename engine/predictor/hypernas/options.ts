/** What `predictor Name = hypernas { ... }` can set. */
import {
  integer,
  number,
  oneOf,
  optional,
  readOptions,
  show,
  withDefault,
  type OptionReader,
} from '../../data/options.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { AuxiliaryData } from '../../hypernetwork/auxiliary/images.ts';
import { placements, type Placement } from './global-encoding.ts';

/**
 * `full`: accuracy and the generated network's cross-entropy are learnt together; `P`: accuracy alone; `H`: the generated network alone, its
 * cross-entropy is the score.
 */
export const variants = ['full', 'P', 'H'] as const;

/** How node embeddings become weights: heads on them, or heads on the states of a gated graph network. */
export interface Hypernet {
  readonly name: 'mlp' | 'ghn';
  readonly hidden: number;
  readonly rounds: number;
}

export interface HypernasOptions {
  readonly samples: number | undefined;
  readonly hypernet: Hypernet;
  readonly ensemble: number;
  readonly seed: number | undefined;
  readonly epochs: number | undefined;
  readonly learningRate: number;
  readonly hidden: number | undefined;
  readonly layers: number;
  readonly q: number;
  readonly variant: (typeof variants)[number];
  readonly loss: 'squared' | 'pairwise';
  readonly weighting: 'dynamic' | 'fixed';
  readonly placement: Placement;
  readonly auxiliary: AuxiliaryData;
}

const hypernet: OptionReader<Hypernet> = (value) => {
  const call = typeof value === 'string' ? { name: value } : value;
  if (!isRecord(call) || (call['name'] !== 'mlp' && call['name'] !== 'ghn'))
    return fail(`must be mlp(hidden: 32) or ghn(hidden: 32, rounds: 5), not ${show(value)}`);
  const { name, ...rest } = call;
  const hidden = withDefault(integer(4, 256), 32);
  const read =
    name === 'ghn'
      ? readOptions('ghn', { hidden, rounds: withDefault(integer(1, 10), 5) }, rest)
      : readOptions('mlp', { hidden }, rest);
  if ('error' in read) return fail(`is wrong: ${read.error}`);
  return ok({ rounds: 0, ...read.value, name });
};

const auxiliary: OptionReader<AuxiliaryData> = (value) => {
  if (typeof value === 'string' && value !== '') return ok({ kind: value, options: {} });
  if (!isRecord(value) || typeof value['name'] !== 'string')
    return fail(`must be a data set such as glyphs or cifar10(path: "data"), not ${show(value)}`);
  const { name, ...options } = value;
  return ok({ kind: name, options });
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const hypernasOptions = {
  /** Learn from so many of the labels, drawn at random; all unless told. */
  samples: optional(integer(5, 100_000)),
  hypernet: withDefault<Hypernet>(hypernet, { name: 'mlp', hidden: 32, rounds: 0 }),
  /** Networks that answer together. */
  ensemble: withDefault(integer(1, 32), 5),
  /** Of weights, batches and folds; drawn from the caller's generator unless told. */
  seed: optional(integer(0, Number.MAX_SAFE_INTEGER)),
  /** Passes over the labels; unless told, what makes 220 steps of 32 at 78 labels, growing a little slower than they. */
  epochs: optional(integer(1, 100_000)),
  learning_rate: withDefault(number(1e-6, 1), 0.005),
  /** Width of the embeddings; 32 unless told, 64 with `MANY_LABELS` or more. */
  hidden: optional(integer(4, 256)),
  /** Graph convolutions at each position. */
  layers: withDefault(integer(1, 8), 2),
  /** Exponent of a task's loss in the common one. */
  q: withDefault(number(0.5, 4), 1.5),
  variant: withDefault(oneOf(...variants), 'full'),
  loss: withDefault(oneOf('squared', 'pairwise'), 'squared'),
  /** `dynamic`: a learned weight for each task; `fixed`: the plain sum. */
  weighting: withDefault(oneOf('dynamic', 'fixed'), 'dynamic'),
  placement: withDefault(oneOf(...placements), 'global'),
  auxiliary: withDefault(auxiliary, { kind: 'glyphs', options: {} }),
};

/** From so many labels on wider embeddings are better than narrow ones. */
const MANY_LABELS = 250;

/** Options with what depends on the number of labels. */
export interface SettledOptions extends HypernasOptions {
  readonly hidden: number;
}

export function settled(options: HypernasOptions, labels: number): SettledOptions {
  return { ...options, hidden: options.hidden ?? (labels < MANY_LABELS ? 32 : 64) };
}

export function readHypernasOptions(given: Readonly<Record<string, unknown>>): Outcome<HypernasOptions> {
  const read = readOptions('predictor hypernas', hypernasOptions, given);
  if ('error' in read) return read;
  const { learning_rate: learningRate, ...rest } = read.value;
  return ok({ ...rest, learningRate });
}
