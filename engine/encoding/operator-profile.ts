/**
 * What an operator does, in the few numbers that the graph features need: read from its expansion into primitives, so that the
 * operators that a user writes are understood as well as the prelude's.
 */
import type { Expansion, PrimitiveNode } from '../../dsl/graph/network.ts';

export interface OperatorProfile {
  readonly name: string;
  /** Passes its input through unchanged: `skip`. */
  readonly identity: boolean;
  /** Holds trainable weights beyond normalisation: a convolution, a dense layer, attention. */
  readonly weighted: boolean;
  /** Pixels that the receptive field grows by: sum of (k - 1) * dilation over its convolutions and pools. */
  readonly growth: number;
  /** Kernel positions: sum of k * k over its convolutions; 1 for each other weighted primitive. */
  readonly positions: number;
  /** Share of its input's variance that it passes on; undefined where a normalisation resets the variance to one. */
  readonly passes: number | undefined;
}

const normalisations = new Set(['batchnorm', 'layernorm', 'groupnorm']);

export function operatorProfile(name: string, expansion: Expansion): OperatorProfile {
  let growth = 0;
  let positions = 0;
  let weighted = false;
  let normalised = false;
  let passes = 1;
  for (const node of expansion.nodes) {
    const [kh, kw] = windowOf(node);
    growth += (Math.max(kh, kw) - 1) * numberOf(node, 'dilation', 1);
    if (normalisations.has(node.op)) normalised = true;
    else if (node.params > 0) {
      weighted = true;
      positions += node.op === 'conv' ? kh * kw : 1;
    }
    if (node.op === 'avgpool') passes /= Math.sqrt(kh * kw);
    // The mean of nine neighbours keeps about a third of the variance, as neighbours are alike; the largest keeps more.
    else if (node.op === 'maxpool') passes *= 0.7;
  }
  return {
    name,
    identity: expansion.output < expansion.arity,
    weighted,
    growth,
    positions,
    passes: normalised ? undefined : passes,
  };
}

function windowOf(node: PrimitiveNode): readonly [number, number] {
  if (node.op !== 'conv' && node.op !== 'avgpool' && node.op !== 'maxpool') return [1, 1];
  const k = numberOf(node, 'k', 1);
  return [numberOf(node, 'kh', k), numberOf(node, 'kw', k)];
}

function numberOf(node: PrimitiveNode, attribute: string, otherwise: number): number {
  const value = node.attributes[attribute];
  return typeof value === 'number' ? value : otherwise;
}
