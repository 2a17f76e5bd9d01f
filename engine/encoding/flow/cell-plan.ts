/** What is computed for a decided cell, in order, and what of it is computed once though it is used several times. */
import type { CellTopology, Expansion } from '../../../dsl/graph/network.ts';
import type { CellFlowRules } from './cell-flow.ts';

/** What lies between a vertex and those where the result arrives. */
export interface Passage {
  readonly from: number;
  /** What an input is fitted by where operators stand on vertices. */
  readonly adapter: Expansion | undefined;
  readonly operator: Expansion | undefined;
  /** How many edges do the same to the same value, each with weights of its own. */
  uses: number;
}

export interface PlannedVertex {
  /** Indices of passages. */
  readonly arriving: number[];
  readonly operator: Expansion | undefined;
  readonly merge: string;
}

export interface CellPlan {
  /** What every input is fitted by, where passages do not. */
  readonly adapter: Expansion | undefined;
  readonly passages: readonly Passage[];
  /** The vertices after the inputs. */
  readonly vertices: readonly PlannedVertex[];
}

export function cellPlan(topology: CellTopology, { operators, adapter }: CellFlowRules): CellPlan {
  const inputs = topology.inputs.length;
  const expansionOf = (name: string | undefined): Expansion | undefined =>
    name === undefined ? undefined : operators.get(name);
  const onVertices = topology.vertices.some(({ operator }) => operator !== undefined);
  const vertices: PlannedVertex[] = [];
  for (let v = inputs; v < topology.vertices.length; v++) {
    const vertex = topology.vertices[v];
    vertices.push({ arriving: [], operator: expansionOf(vertex?.operator), merge: vertex?.merge ?? 'none' });
  }
  const passages: Passage[] = [];
  for (const { from, to, operator, live } of topology.edges) {
    const arriving = vertices[to - inputs]?.arriving;
    if (!live || arriving === undefined) continue;
    const fitted = onVertices && from < inputs ? adapter : undefined;
    const own = expansionOf(operator);
    let index = 0;
    while (index < passages.length && !isSame(passages[index], from, fitted, own)) index++;
    const passage = passages[index];
    if (passage === undefined) passages.push({ from, adapter: fitted, operator: own, uses: 1 });
    else passage.uses += 1;
    arriving.push(index);
  }
  return { adapter: onVertices ? undefined : adapter, passages, vertices };
}

function isSame(
  passage: Passage | undefined,
  from: number,
  adapter: Expansion | undefined,
  operator: Expansion | undefined,
): boolean {
  return passage?.from === from && passage.adapter === adapter && passage.operator === operator;
}
