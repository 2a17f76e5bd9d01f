/** The two programs of a training: the step, and the logits of a batch in inference mode. They share weights by name. */
import type { PrimitiveGraph } from '../../../dsl/graph/primitives-of.ts';
import {
  adam,
  adamW,
  crossEntropy,
  input,
  program,
  sgd,
  sizeOf,
  trainingStep,
  type Feeds,
  type Optimizer,
  type Program,
  type Training,
} from '../../compute/index.ts';
import { buildModel } from './model.ts';
import type { TrainOptions } from './options.ts';

export const LABELS = 'labels';

export interface Programs {
  /** Feeds: pixels, labels, learning rate, the uniforms. Output: `loss`. */
  readonly step: Training<'loss'>;
  /** Feeds: pixels. Output: `logits`, [batch, classes]. */
  readonly inference: Program<'logits'>;
  /** Dropout inputs of a step and how many numbers each takes. */
  readonly uniforms: readonly { readonly name: string; readonly size: number }[];
}

/** Builds both at one batch size. Throws ProgramError when a primitive cannot be computed at its shapes. */
export function buildPrograms(graph: PrimitiveGraph, batch: number, options: TrainOptions): Programs {
  const training = buildModel(graph, batch, true);
  const labels = input(LABELS, [batch], 'int32');
  const step = trainingStep<'loss'>({
    loss: crossEntropy(training.logits, labels, options.labelSmoothing),
    parameters: training.parameters,
    optimizer: optimizer(options),
    updates: training.updates,
    ...(options.clip > 0 ? { clipNorm: options.clip } : {}),
  });
  const inference = buildModel(graph, batch, false);
  return {
    step,
    inference: program({
      outputs: { logits: inference.logits },
      state: [...inference.parameters, ...inference.buffers],
    }),
    uniforms: training.uniforms.map((tensor) => ({
      name: tensor.op === 'input' ? tensor.attributes.name : '',
      size: sizeOf(tensor.shape),
    })),
  };
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
