/**
 * What a device has to compute for an architecture, as numbers that latency is nearly linear in: how often each operator runs. Runtimes differ in what
 * they leave out, so operators of cells are counted three times: all that are written, those whose result reaches the output (what a tracing runtime
 * keeps), and those that the input reaches too. Outside of cells: counts, MACs and activations by operator.
 */
import type { CellTopology, Network } from '../../../dsl/graph/network.ts';
import { elementsOf } from '../../../dsl/graph/shape.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { featureSchema } from '../../encoding/encoder.ts';
import { featureMatrix, rowOf, type FeatureMatrix } from '../../encoding/feature-matrix.ts';

export const useGroups = ['written', 'reaching', 'live', 'joins', 'network', 'work'] as const;
export type UseGroup = (typeof useGroups)[number];

export interface OperatorUse {
  /** A row an architecture; columns in the order of the groups. */
  readonly matrix: FeatureMatrix;
  /** Group of each column. */
  readonly groups: readonly UseGroup[];
}

const NONE = 'none';

/** Multiply-accumulates, parameters, activations and operators of the live graph. */
const WORK = 4;

/** `work`: with the work of the live graph in all, for which each network is built. */
export function operatorUse(space: DecisionSpace, architectures: readonly Architecture[], work = false): OperatorUse {
  const { cells, around } = featureSchema(space);
  const alphabets = cells.map(({ operators }) => [NONE, ...operators.map(({ name }) => name)]);
  const outside = 'network' in around ? around.network.operators : [];
  const groups: UseGroup[] = [
    ...(['written', 'reaching', 'live'] as const).flatMap((group) =>
      alphabets.flatMap((names) => names.map(() => group)),
    ),
    ...cells.flatMap(() => ['joins', 'joins'] as const),
    ...('network' in around ? ['network', 'network', 'network'] as const : []), // prettier-ignore
    ...outside.flatMap(() => ['network', 'network'] as const),
    ...(work ? Array.from({ length: WORK }, () => 'work' as const) : []),
  ];
  const matrix = featureMatrix(architectures.length, groups.length);
  const block = alphabets.reduce((sum, names) => sum + names.length, 0);
  const known = rowsOf(space, work);
  architectures.forEach((architecture, i) => {
    const row = rowOf(matrix, i);
    const before = known.get(architecture);
    if (before !== undefined) {
      row.set(before);
      return;
    }
    const network = 'network' in around || work ? space.network(architecture) : undefined;
    const topologies = network === undefined ? (space.topologies?.(architecture) ?? []) : [...new Set(network.cells.map(({ topology }) => topology))]; // prettier-ignore
    let at = 0;
    cells.forEach(({ cell }, k) => {
      const names = alphabets[k] as string[];
      const topology = topologies.find((each) => each.cell === cell);
      if (topology !== undefined) writeCell(topology, names, row, at, block, 3 * block + 2 * k);
      at += names.length;
    });
    if (network !== undefined && 'network' in around) writeOutside(network, outside, row, 3 * block + 2 * cells.length);
    if (network !== undefined && work) writeWork(network, row, groups.length - WORK);
    known.set(architecture, row.slice());
  });
  return { matrix, groups };
}

/** Networks are built once an architecture: the same ones are asked for again and again. */
const seen = { plain: newRows(), work: newRows() };

function newRows(): WeakMap<DecisionSpace, WeakMap<Architecture, Float64Array>> {
  return new WeakMap();
}

function rowsOf(space: DecisionSpace, work: boolean): WeakMap<Architecture, Float64Array> {
  const ofKind = work ? seen.work : seen.plain;
  const rows = ofKind.get(space) ?? new WeakMap<Architecture, Float64Array>();
  ofKind.set(space, rows);
  return rows;
}

function writeWork({ nodes }: Network, row: Float64Array, at: number): void {
  for (const { expansion, shape } of nodes) {
    row[at]! += expansion.macs;
    row[at + 1]! += expansion.params;
    row[at + 2]! += elementsOf(shape);
    row[at + 3]! += 1;
  }
}

function writeCell(
  topology: CellTopology,
  names: readonly string[],
  row: Float64Array,
  at: number,
  block: number,
  joins: number,
): void {
  // prettier-ignore
  const { edges, vertices } = topology;
  const reaches = vertices.map((_, v) => v === vertices.length - 1);
  for (const { from, to, operator } of [...edges].sort((a, b) => b.to - a.to)) {
    if (operator !== NONE && reaches[to] === true) reaches[from] = true;
  }
  const count = (operator: string | undefined, reaching: boolean, live: boolean): void => {
    const number = operator === undefined ? -1 : names.indexOf(operator);
    if (number < 0) return;
    row[at + number]! += 1;
    if (reaching) row[block + at + number]! += 1;
    if (live) row[2 * block + at + number]! += 1;
  };
  const entering = vertices.map(() => 0);
  for (const { from, to, operator, live } of edges) {
    const reaching = reaches[to] === true;
    count(operator, reaching, live);
    if (operator !== NONE && reaching && reaches[from] === true) entering[to]! += 1;
  }
  vertices.forEach(({ operator, live }, v) => { count(operator, reaches[v] === true, live); }); // prettier-ignore
  for (const [v, inputs] of entering.entries()) {
    if (reaches[v] === true) row[joins]! += 1;
    row[joins + 1]! += Math.max(0, inputs - 1);
  }
}

function writeOutside(network: Network, operators: readonly string[], row: Float64Array, at: number): void {
  for (const { operator, expansion, shape, cell } of network.nodes) {
    row[at]! += expansion.macs;
    row[at + 1]! += expansion.params;
    row[at + 2]! += elementsOf(shape);
    const number = cell < 0 ? operators.indexOf(operator) : -1;
    if (number < 0) continue;
    row[at + 3 + 2 * number]! += 1;
    row[at + 4 + 2 * number]! += expansion.macs;
  }
}
