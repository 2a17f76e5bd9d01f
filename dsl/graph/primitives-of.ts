/**
 * A network as one flat graph of primitives, for training, costs and export: the expansions of its operators spliced together.
 * Every operator keeps primitives of its own (operators never share weights), and remembers whose they are.
 */
import type { Network, PrimitiveNode } from './network.ts';

export interface OwnedPrimitive extends PrimitiveNode {
  /** Index into `Network.nodes` of the operator that the primitive belongs to. */
  readonly owner: number;
}

export interface PrimitiveGraph {
  /** Topological order; `inputs` are indices of earlier nodes. Node 0 is the `input`. */
  readonly nodes: readonly OwnedPrimitive[];
  readonly output: number;
  /** Early exits in order, flat indices; none where the network has but one result. */
  readonly exits?: readonly number[];
}

/** Splices the expansions. Operators that pass a value through leave no node behind. */
export function primitivesOf(network: Network): PrimitiveGraph {
  const nodes: OwnedPrimitive[] = [];
  /** Flat index of the result of every operator. */
  const results: number[] = [];
  network.nodes.forEach((operator, owner) => {
    const { expansion } = operator;
    const inputs = operator.inputs.map((input) => indexOf(results, input));
    if (inputs.length !== expansion.arity) {
      throw new Error(`${operator.path}: ${inputs.length} inputs for an expansion of ${expansion.arity}`);
    }
    const first = nodes.length - expansion.arity;
    const resolve = (reference: number): number =>
      reference < expansion.arity ? indexOf(inputs, reference) : first + reference;
    for (const node of expansion.nodes) nodes.push({ ...node, inputs: node.inputs.map(resolve), owner });
    results.push(resolve(expansion.output));
  });
  const output = indexOf(results, network.output);
  if (network.exits === undefined) return { nodes, output };
  return { nodes, output, exits: network.exits.map((exit) => indexOf(results, exit)) };
}

function indexOf(table: readonly number[], position: number): number {
  const index = table[position];
  if (index === undefined) throw new Error(`node ${position} is used before it is made`);
  return index;
}
