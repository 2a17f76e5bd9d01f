/** The numbers that describe one operator of a network. */
import type { Expansion, OperatorNode } from '../../../dsl/graph/network.ts';
import { channelsOf, type Shape } from '../../../dsl/graph/shape.ts';
import type { Scalars } from './position-graph.ts';

/** In the order of `SCALARS`. `entering` is the shape of its first input, undefined for the network's input. */
export function scalarsOf(node: OperatorNode, entering: Shape | undefined): Scalars {
  const { shape, expansion } = node;
  const stride = entering === undefined ? 1 : Math.max(1, resolutionOf(entering) / resolutionOf(shape));
  const where = placeScalars(shape);
  return [kernelOf(expansion), Math.log2(stride), ...where.slice(2, 4), Math.log1p(expansion.params), Math.log1p(expansion.macs)]; // prettier-ignore
}

/** Of a value that is only passed on: its channels and resolution. */
export function placeScalars(shape: Shape): Scalars {
  return [0, 0, Math.log2(Math.max(1, channelsOf(shape))), Math.log2(resolutionOf(shape)), 0, 0];
}

/** Side of an image, root of the number of tokens, so that a transformer's patches and an image's pixels are alike; 1 else. */
function resolutionOf(shape: Shape): number {
  if (shape.kind === 'image') return Math.sqrt(shape.height * shape.width);
  return shape.kind === 'tokens' ? Math.sqrt(shape.count) : 1;
}

const kernels = new WeakMap<Expansion, number>();

/** The largest window among its primitives; 0 where there is none. Expansions are shared, so each is read once. */
function kernelOf(expansion: Expansion): number {
  const known = kernels.get(expansion);
  if (known !== undefined) return known;
  let kernel = 0;
  for (const { attributes } of expansion.nodes) {
    for (const name of ['k', 'kh', 'kw']) {
      const size = attributes[name];
      if (typeof size === 'number') kernel = Math.max(kernel, size);
    }
  }
  kernels.set(expansion, kernel);
  return kernel;
}
