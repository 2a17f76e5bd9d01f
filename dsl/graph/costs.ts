/**
 * Exact costs of a network. Conventions are in docs/costs.md: MACs are the multiply-accumulates of convolutions, dense layers
 * and attention; memory is float32 at batch 1.
 */
import { flopsOf } from './flops.ts';
import type { Costs, Expansion, Network } from './network.ts';
import { primitives } from './primitives.ts';
import { primitivesOf, type PrimitiveGraph } from './primitives-of.ts';
import { sizeOf } from './primitives/primitive.ts';
import { elementsOf, type Shape } from './shape.ts';

const BYTES = 4;

export function costsOf(network: Network): Costs {
  let params = 0;
  let macs = 0;
  let flops = 0;
  let buffers = 0;
  for (const node of network.nodes) {
    params += node.expansion.params;
    macs += node.expansion.macs;
    const inputs = node.inputs.flatMap((input) => network.nodes[input]?.shape ?? []);
    flops += flopsOf(node.expansion, inputs);
    buffers += bufferElements(node.expansion, inputs);
  }
  return {
    params,
    macs,
    flops,
    weightBytes: BYTES * (params + buffers),
    activationBytes: BYTES * peakElements(primitivesOf(network)),
    depth: weightDepth(network),
  };
}

/** Expansions are shared between equal operators, so what is counted for one is kept with it. */
const bufferCounts = new WeakMap<Expansion, number>();

/** Elements of the weights that are stored but not trained: running statistics. */
function bufferElements(expansion: Expansion, inputs: readonly Shape[]): number {
  const known = bufferCounts.get(expansion);
  if (known !== undefined) return known;
  let count = 0;
  for (const node of expansion.nodes) {
    const shapes = node.inputs.flatMap((r) => inputs[r] ?? expansion.nodes[r - expansion.arity]?.shape ?? []);
    for (const weight of primitives[node.op].weights(node.attributes, shapes)) {
      if (!weight.trainable) count += sizeOf(weight);
    }
  }
  bufferCounts.set(expansion, count);
  return count;
}

/**
 * Most elements alive at once when the primitives run in order, each value from the moment it is made until its last use; the
 * inputs and the output of the running primitive are alive together, nothing is computed in place.
 */
export function peakElements(graph: PrimitiveGraph): number {
  const lastUse = new Int32Array(graph.nodes.length);
  graph.nodes.forEach((node, i) => {
    for (const input of node.inputs) lastUse[input] = i;
  });
  lastUse[graph.output] = graph.nodes.length;
  let alive = 0;
  let peak = 0;
  graph.nodes.forEach((node, i) => {
    alive += elementsOf(node.shape);
    peak = Math.max(peak, alive);
    for (const input of new Set(node.inputs)) {
      const shape = graph.nodes[input]?.shape;
      if (lastUse[input] === i && shape !== undefined) alive -= elementsOf(shape);
    }
    if (lastUse[i] === 0) alive -= elementsOf(node.shape);
  });
  return peak;
}

/** Most operators with weights on any path from the input to the output. */
function weightDepth(network: Network): number {
  const depths: number[] = [];
  for (const node of network.nodes) {
    const before = node.inputs.reduce((most, input) => Math.max(most, depths[input] ?? 0), 0);
    depths.push(before + (node.expansion.params > 0 ? 1 : 0));
  }
  return depths[network.output] ?? 0;
}
