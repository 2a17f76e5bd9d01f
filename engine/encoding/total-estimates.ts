/** The totals of a network that cell features tell, where only cells are decided: parameters, multiply-accumulates, activations. */
import type { Network } from '../../dsl/graph/network.ts';
import { elementsOf } from '../../dsl/graph/shape.ts';
import { costColumns, estimate, fitLinearEstimate, type LinearEstimate } from './cost-estimate.ts';

export interface TotalEstimates {
  readonly names: readonly string[];
  readonly totals: readonly LinearEstimate[];
}

const totals: readonly { readonly name: string; readonly of: (network: Network) => number }[] = [
  { name: 'log params', of: ({ nodes }) => nodes.reduce((sum, node) => sum + node.expansion.params, 0) },
  { name: 'log macs', of: ({ nodes }) => nodes.reduce((sum, node) => sum + node.expansion.macs, 0) },
  { name: 'log activations', of: ({ nodes }) => nodes.reduce((sum, node) => sum + elementsOf(node.shape), 0) },
];

/** `rows` are the cell features of the networks, `names` those of their columns. */
export function fitTotals(
  networks: readonly Network[],
  rows: readonly Float64Array[],
  names: readonly string[],
): TotalEstimates {
  const columns = costColumns(names);
  return {
    names: totals.map(({ name }) => name),
    totals: totals.map(({ of }) => fitLinearEstimate(rows, networks.map(of), columns)),
  };
}

/** Writes `names.length` numbers to `out` from `at` on and returns the offset after them. */
export function writeTotals(row: Float64Array, estimates: TotalEstimates, out: Float64Array, at: number): number {
  for (const total of estimates.totals) out[at++] = Math.log1p(Math.max(0, estimate(total, row)));
  return at;
}
