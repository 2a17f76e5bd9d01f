/**
 * FLOPs as NAS-Bench-201's table counts them (`flops_m`): multiply-accumulates, plus elementwise work: 2 for an element out of a
 * normalisation, 1 for one out of an activation, k^2 for one out of a k x k pool, and (h + 1) (w + 1) a channel for the mean over an
 * h x w image. With this the table's figure is met in every row, to the last digit.
 */
import type { Attributes, Expansion } from './network.ts';
import type { PrimitiveName } from './primitives.ts';
import { elementsOf, type Shape } from './shape.ts';

type Count = (attributes: Attributes, input: Shape | undefined, output: Shape) => number;

const perElement =
  (count: number): Count =>
  (_attributes, _input, output) =>
    count * elementsOf(output);

const window: Count = (attributes, _input, output) => Number(attributes['k'] ?? 1) ** 2 * elementsOf(output);

const wholeImage: Count = (_attributes, input) =>
  input?.kind === 'image' ? input.channels * (input.height + 1) * (input.width + 1) : 0;

const elementwise: Partial<Record<PrimitiveName, Count>> = {
  batchnorm: perElement(2),
  layernorm: perElement(2),
  groupnorm: perElement(2),
  relu: perElement(1),
  relu6: perElement(1),
  hswish: perElement(1),
  hsigmoid: perElement(1),
  sigmoid: perElement(1),
  tanh: perElement(1),
  gelu: perElement(1),
  silu: perElement(1),
  maxpool: window,
  avgpool: window,
  global_avgpool: wholeImage,
};

/** Expansions are shared between equal operators, so what is counted for one is kept with it. */
const counted = new WeakMap<Expansion, number>();

/** FLOPs of an operator over inputs of these shapes. */
export function flopsOf(expansion: Expansion, inputs: readonly Shape[]): number {
  const known = counted.get(expansion);
  if (known !== undefined) return known;
  let flops = expansion.macs;
  for (const { op, attributes, inputs: references, shape } of expansion.nodes) {
    const [reference] = references;
    const input =
      reference === undefined ? undefined : (inputs[reference] ?? expansion.nodes[reference - expansion.arity]?.shape);
    flops += elementwise[op]?.(attributes, input, shape) ?? 0;
  }
  counted.set(expansion, flops);
  return flops;
}
