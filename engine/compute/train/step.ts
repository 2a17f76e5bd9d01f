/**
 * A training step as one program: forward part, gradients, clipping, optimiser, updates of running statistics.
 */
import type { Tensor } from '../program/tensor.ts';
import { program } from '../program/program.ts';
import type { Program, Update } from '../program/program.ts';
import { ProgramError, sizeOf } from '../program/shape.ts';
import { gradients } from '../program/gradient.ts';
import { input } from '../ops/source.ts';
import type { HostTensor } from '../backend/backend.ts';
import { joinedAverages } from './averages.ts';
import { clipByGlobalNorm } from './clip.ts';
import type { Optimizer, Slot } from './optimizer.ts';

/** Name of the fed scalar. */
export const LEARNING_RATE = 'learningRate';

export interface TrainingSpec<Output extends string> {
  /** float32 scalar to minimise; returned by every step as `loss`. */
  readonly loss: Tensor;
  /** `input` tensors to train. */
  readonly parameters: readonly Tensor[];
  readonly optimizer: Optimizer;
  /** Other state to move along, such as running statistics. */
  readonly updates?: readonly Update[];
  /** State that the step reads but does not change. */
  readonly frozen?: readonly Tensor[];
  /** More values to return. */
  readonly outputs?: Readonly<Record<Output, Tensor>>;
  /** Limit of the global gradient norm. */
  readonly clipNorm?: number;
}

export interface Training<Output extends string = string> {
  /** Feed its inputs and `learningRate`; run it in a session whose state is `initialState(...)`. */
  readonly program: Program<Output | 'loss'>;
  /** The optimiser's own state. */
  readonly slots: readonly Slot[];
}

/** Builds the step. Refuses a loss that is no scalar and parameters that are no inputs. */
export function trainingStep<Output extends string = never>(spec: TrainingSpec<Output>): Training<Output> {
  const { loss, parameters, optimizer, updates = [], frozen = [], clipNorm } = spec;
  if (parameters.length === 0) throw new ProgramError('trainingStep: there are no parameters to train.');
  const raw = gradients(loss, parameters);
  const used = clipNorm === undefined ? raw : clipByGlobalNorm(raw, clipNorm).clipped;
  const step = optimizer(parameters, used, input(LEARNING_RATE, []));
  const outputs = { ...spec.outputs, loss } as Readonly<Record<Output | 'loss', Tensor>>;
  return {
    program: program({ outputs, state: frozen, updates: [...step.updates, ...joinedAverages(updates)] }),
    slots: step.slots,
  };
}

/** Weights (and other state) together with the optimiser's zeros: what to open the session with. */
export function initialState(
  training: Training,
  values: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const zeros = training.slots.map(
    ({ name, shape }) => [name, { shape, data: new Float32Array(sizeOf(shape)) }] as const,
  );
  return { ...Object.fromEntries(zeros), ...values };
}
