/**
 * The results of a network in the order in which they are reached: early exits, then the end. Whoever stops at the k-th has run what it
 * and the ones before it need, so its cost is that of all of these, each operator counted once.
 */
import type { Network } from './network.ts';
import type { PrimitiveGraph } from './primitives-of.ts';

export interface Exit {
  /** Counted from 1. */
  readonly number: number;
  /** Index into `Network.nodes` of the node that is the result. */
  readonly node: number;
  /** Multiply-accumulates of one example until it is reached; of the last one, those of the whole network. */
  readonly macs: number;
}

/** All results, the last one is the network's end. A network without early exits has this one. */
export function exitsOf(network: Network): readonly Exit[] {
  const done = new Uint8Array(network.nodes.length);
  let spent = 0;
  const early = (network.exits ?? []).map((node, i): Exit => {
    spent += newMacs(network, node, done);
    return { number: i + 1, node, macs: spent };
  });
  const whole = network.nodes.reduce((sum, { expansion }) => sum + expansion.macs, 0);
  return [...early, { number: early.length + 1, node: network.output, macs: whole }];
}

/** Adds what a node needs to `done`; returns the multiply-accumulates of what is new. */
function newMacs(network: Network, result: number, done: Uint8Array): number {
  let macs = 0;
  const pending = [result];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const node = network.nodes[index];
    if (node === undefined || done[index] === 1) continue;
    done[index] = 1;
    macs += node.expansion.macs;
    pending.push(...node.inputs);
  }
  return macs;
}

/** Flat indices of all results of a primitive graph, early exits first, the end last. */
export function resultsOf(graph: PrimitiveGraph): readonly number[] {
  return [...(graph.exits ?? []), graph.output];
}
