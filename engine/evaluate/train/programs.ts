/** The two programs of a training: the step, and the logits of a batch in inference mode. They share weights by name. */
import type { PrimitiveGraph } from '../../../dsl/graph/primitives-of.ts';
import {
  add,
  adam,
  adamW,
  concat,
  crossEntropy,
  input,
  mul,
  program,
  sgd,
  sizeOf,
  trainingStep,
  type Feeds,
  type Optimizer,
  type Program,
  type Tensor,
  type Training,
} from '../../compute/index.ts';
import { buildModel } from './model.ts';
import type { TrainOptions } from './options.ts';

export const LABELS = 'labels';

export interface Programs {
  /** Feeds: pixels, labels, learning rate, the uniforms. Output: `loss`. */
  readonly step: Training<'loss'>;
  /** Feeds: pixels. Output: `logits`, [batch, classes] of each exit in turn, the network's end last. */
  readonly inference: Program<'logits'>;
  /** Results of the network: early exits and its end. */
  readonly exits: number;
  /** Dropout inputs of a step and how many numbers each takes. */
  readonly uniforms: readonly { readonly name: string; readonly size: number }[];
}

/** Builds both at one batch size. Throws ProgramError when a primitive cannot be computed at its shapes. */
export function buildPrograms(graph: PrimitiveGraph, batch: number, options: TrainOptions): Programs {
  const training = buildModel(graph, batch, true);
  const labels = input(LABELS, [batch], 'int32');
  const step = trainingStep<'loss'>({
    loss: meanOf(training.results.map((logits) => crossEntropy(logits, labels, options.labelSmoothing))),
    parameters: training.parameters,
    optimizer: optimizer(options),
    updates: training.updates,
    ...(options.clip > 0 ? { clipNorm: options.clip } : {}),
  });
  const inference = buildModel(graph, batch, false);
  return {
    step,
    exits: inference.results.length,
    inference: program({
      outputs: { logits: inference.results.length === 1 ? inference.logits : concat(inference.results, 0) },
      state: [...inference.parameters, ...inference.buffers],
    }),
    uniforms: training.uniforms.map((tensor) => ({
      name: tensor.op === 'input' ? tensor.attributes.name : '',
      size: sizeOf(tensor.shape),
    })),
  };
}

/** All exits learn alike, as in MSDNet (Huang et al., ICLR 2018, section 4). */
function meanOf(losses: readonly Tensor[]): Tensor {
  const sum = losses.reduce((total, loss) => add(total, loss));
  return losses.length === 1 ? sum : mul(sum, 1 / losses.length);
}

/**
 * The values that a program takes. Where a cell of `none` cuts the input off, the result does not depend on the images, and the
 * program has no input for them: such a network is trained and validated as any other, and guesses.
 */
export function feedsFor(takes: Program, values: Feeds): Feeds {
  const names = new Set(takes.inputs.map((port) => port.name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

function optimizer(options: TrainOptions): Optimizer {
  const { weightDecay, momentum, nesterov } = options;
  switch (options.optimizer) {
    case 'sgd':
      return sgd({ momentum, nesterov, weightDecay });
    case 'adam':
      return adam({ weightDecay });
    case 'adamw':
      return adamW({ weightDecay });
  }
}
