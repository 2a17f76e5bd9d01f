/** Scores that need no label: what a predictor has to beat before its labels have earned anything. */
import type { Costs, Expansion, Network } from '../../dsl/graph/network.ts';

export interface Baseline {
  readonly name: string;
  readonly description: string;
  /** Larger is taken for better. `costs` count every operator, the network holds the live ones. */
  score(costs: Costs, network: Network): number;
}

export const baselines: readonly Baseline[] = [
  { name: 'params', description: 'trainable parameters', score: (costs) => costs.params },
  { name: 'macs', description: 'multiply-accumulates', score: (costs) => costs.macs },
  {
    name: 'live-convolutions',
    description: 'live convolutions, each counted by its kernel positions: 3x3 as 9, 1x1 as 1',
    score: (_costs, network) => network.nodes.reduce((sum, node) => sum + kernelPositions(node.expansion), 0),
  },
];

/** Expansions are shared between equal operators: each is counted once. */
const known = new WeakMap<Expansion, number>();

function kernelPositions(expansion: Expansion): number {
  let positions = known.get(expansion);
  if (positions === undefined) {
    positions = 0;
    for (const node of expansion.nodes) {
      if (node.op === 'conv') positions += Number(node.attributes['kh']) * Number(node.attributes['kw']);
    }
    known.set(expansion, positions);
  }
  return positions;
}
