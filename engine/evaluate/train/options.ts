/** How to train: the options of `evaluator Name = train { ... }`, checked, with defaults for small networks and short trainings. */
import type { BackendChoice } from '../../compute/index.ts';
import { flag, integer, number, oneOf, optional, readOptions, show, text, withDefault } from '../../data/options.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';

export interface TrainOptions {
  /** Passes over the training images; undefined when `steps` is given. */
  readonly epochs: number | undefined;
  /** Training steps in all. */
  readonly steps: number | undefined;
  /** Images a step; cut to the number of training images. */
  readonly batch: number;
  readonly optimizer: 'sgd' | 'adam' | 'adamw';
  /** Highest learning rate. */
  readonly learningRate: number;
  /** `sgd` only. */
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly schedule: 'cosine' | 'constant' | 'step';
  /** Share of the steps in which the learning rate rises linearly. */
  readonly warmup: number;
  readonly labelSmoothing: number;
  /** Limit of the gradient's global norm; 0: none. */
  readonly clip: number;
  /** Seconds after which training ends early; undefined: never. */
  readonly seconds: number | undefined;
  /** Validation passes, spread evenly over the training; the last one stands at its end. */
  readonly validations: number;
  /** Hypernetwork whose weights a training begins with; undefined: drawn ones. */
  readonly initialise: string | undefined;
  /** Measure the test split too, at the end. */
  readonly test: boolean;
}

/** Where to train: not part of what decides the result's quality, but of its bits. */
export interface DeviceOptions {
  readonly backend: BackendChoice;
  readonly device: 'cpu' | 'webgpu';
  /** Undefined: the runtime's choice. */
  readonly threads: number | undefined;
}

/** Whose trained weights are kept with the run: not part of what is measured. */
export interface KeepOptions {
  /** Of the members of the front, of the so many best, or of none. */
  readonly keep: 'front' | 'none' | number;
  /** Bytes of one run at most. */
  readonly keepSize: number;
}

/** Names of those options. */
export const trainOptionsAside: readonly string[] = ['keep', 'keep_size'];

const table = {
  epochs: optional(integer(1, 100_000)),
  steps: optional(integer(1, 1_000_000_000)),
  batch: withDefault(integer(1, 65_536), 64),
  optimizer: withDefault(oneOf('sgd', 'adam', 'adamw'), 'adamw'),
  learning_rate: optional(number(1e-9, 1e6)),
  momentum: withDefault(number(0, 0.9999), 0.9),
  nesterov: withDefault(flag, true),
  weight_decay: optional(number(0, 100)),
  schedule: withDefault(oneOf('cosine', 'constant', 'step'), 'cosine'),
  warmup: withDefault(number(0, 0.9), 0.1),
  label_smoothing: withDefault(number(0, 0.99), 0),
  clip: withDefault(number(0, 1e6), 0),
  seconds: optional(number(0.001, 1e9)),
  validations: withDefault(integer(1, 100_000), 3),
  initialise: optional(text),
  test: withDefault(flag, false),
  backend: withDefault(oneOf('auto', 'onnx', 'web', 'tfjs'), 'auto'),
  device: withDefault(oneOf('cpu', 'webgpu'), 'cpu'),
  threads: optional(integer(1, 1024)),
  keep: withDefault(kept, 'front'),
  keep_size: withDefault(number(0, 1e15), 256e6),
};

/** Names of all options, for completion and messages. */
export const trainOptionNames: readonly string[] = Object.keys(table);

/** Epochs when neither epochs nor steps are given. */
const DEFAULT_EPOCHS = 6;
const DEFAULT_RATE = { sgd: 0.1, adam: 0.01, adamw: 0.01 } as const;
const DEFAULT_DECAY = { sgd: 5e-4, adam: 0, adamw: 0.05 } as const;

/** Checks the options; one sentence names the one that is wrong. */
export function readTrainOptions(
  options: Readonly<Record<string, unknown>>,
): Outcome<TrainOptions & DeviceOptions & KeepOptions> {
  const read = readOptions('evaluator train', table, options);
  if ('error' in read) return read;
  const { learning_rate, weight_decay, label_smoothing, keep_size, epochs, steps, ...rest } = read.value;
  if (epochs !== undefined && steps !== undefined) return fail('evaluator train: give epochs or steps, not both');
  return ok({
    ...rest,
    steps,
    epochs: epochs ?? (steps === undefined ? DEFAULT_EPOCHS : undefined),
    learningRate: learning_rate ?? DEFAULT_RATE[rest.optimizer],
    weightDecay: weight_decay ?? DEFAULT_DECAY[rest.optimizer],
    labelSmoothing: label_smoothing,
    keepSize: keep_size,
  });
}

function kept(value: unknown): Outcome<KeepOptions['keep']> {
  if (value === 'front' || value === 'none') return ok(value);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100_000) return ok(value);
  return fail(`must be front, none or how many of the best, 1..100000, not ${show(value)}`);
}
