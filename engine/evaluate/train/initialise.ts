/** First weights of a network, drawn from a seed: each weight from a stream of its own, so that order does not matter. */
import type { Random } from '../../../dsl/random.ts';
import type { HostTensor } from '../../compute/index.ts';
import type { Initialisation } from '../../../dsl/graph/primitives.ts';
import type { ModelWeight } from './model.ts';

/** Values of all weights and buffers by name. `random` is not advanced. */
export function initialWeights(weights: readonly ModelWeight[], random: Random): Record<string, HostTensor> {
  const values: Record<string, HostTensor> = {};
  for (const { name, shape, initialisation } of weights) {
    const size = shape.reduce((a, b) => a * b, 1);
    values[name] = { shape, data: draw(initialisation, size, random.fork(name)) };
  }
  return values;
}

/**
 * `kaiming`: normal with variance 2 / fan-in (He et al., arXiv 1502.01852, equation 10). `xavier`: uniform within
 * sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio, AISTATS 2010, equation 16).
 */
function draw(initialisation: Initialisation, size: number, random: Random): Float32Array {
  switch (initialisation.kind) {
    case 'zeros':
      return new Float32Array(size);
    case 'ones':
      return new Float32Array(size).fill(1);
    case 'normal':
      return Float32Array.from({ length: size }, () => initialisation.deviation * random.normal());
    case 'kaiming': {
      const deviation = Math.sqrt(2 / initialisation.fanIn);
      return Float32Array.from({ length: size }, () => deviation * random.normal());
    }
    case 'xavier': {
      const limit = Math.sqrt(6 / (initialisation.fanIn + initialisation.fanOut));
      return Float32Array.from({ length: size }, () => limit * (2 * random.next() - 1));
    }
  }
}
