/** The decided topology of a cell, shared between all uses and architectures that decide it alike. */
import type { CellEdge, CellTopology, CellVertex } from '../graph/network.ts';
import type { CellStructure } from '../semantics/cells.ts';
import { isError, isList, show, type Value, type VertexValue } from '../semantics/values.ts';

/** Topologies of one space, by what was decided, and the alternatives of its decisions as texts. */
export interface TopologyCache {
  readonly known: Map<string, CellTopology>;
  readonly alternatives: readonly (readonly string[])[];
}

/** An inner vertex with everything decided. Indices are those of the topology. */
export interface DecidedVertex {
  readonly index: number;
  /** Index in the declaration, for the path of its decisions. */
  readonly declared: number;
  readonly sources: readonly number[];
}

export interface DecidedCell {
  readonly topology: CellTopology;
  readonly vertices: readonly DecidedVertex[];
  readonly outputSources: readonly number[];
}

export function decideTopology(structure: CellStructure, cache: TopologyCache): DecidedCell {
  const inputs = structure.inputs.length;
  const present = structure.vertices.filter((vertex) => vertex.active === true);
  const renumbered = new Map<number, number>(structure.inputs.map((_, i) => [i, i]));
  present.forEach((vertex, i) => renumbered.set(vertex.index, inputs + i));
  const sourcesOf = (list: Value): number[] =>
    isList(list) ? list.map((vertex) => renumbered.get((vertex as VertexValue).index) ?? 0) : [];
  const vertices = present.map((vertex, i) => ({
    index: inputs + i,
    declared: structure.vertices.indexOf(vertex),
    sources: sourcesOf(vertex.from),
  }));
  const outputSources = sourcesOf(structure.output.of);
  const label = (value: Value | undefined): string | undefined => (value === undefined || isError(value) ? undefined : show(value));
  const edges: Omit<CellEdge, 'live'>[] = vertices.flatMap(({ index, declared, sources }) =>
    sources.map((from, j) => ({ from, to: index, operator: label(structure.vertices[declared]?.edges?.[j]) })),
  );
  const outputIndex = inputs + present.length;
  edges.push(...outputSources.map((from) => ({ from, to: outputIndex, operator: undefined })));
  const operators = present.map((vertex) => label(vertex.op));
  const key = `${structure.name}|${present.length}|${structure.output.merge}|${operators.join()}|${edges.map((e) => `${e.from}>${e.to}:${e.operator ?? ''}`).join()}`;
  let topology = cache.known.get(key);
  if (topology === undefined) {
    topology = makeTopology(structure, present.map((vertex) => vertex.merge), present.map((vertex) => vertex.name), operators, edges);
    if (cache.known.size > 50_000) cache.known.clear();
    cache.known.set(key, topology);
  }
  return { topology, vertices, outputSources };
}

function makeTopology(
  structure: CellStructure,
  merges: readonly string[],
  names: readonly string[],
  operators: readonly (string | undefined)[],
  edges: readonly Omit<CellEdge, 'live'>[],
): CellTopology {
  const inputs = structure.inputs.length;
  const count = inputs + names.length + 1;
  const cut = (edge: Omit<CellEdge, 'live'>): boolean => isNone(edge.operator);
  const dead = (vertex: number): boolean => isNone(operators[vertex - inputs]);
  const forward = new Uint8Array(count);
  forward.fill(1, 0, inputs);
  for (let v = inputs; v < count; v++) {
    if (!dead(v) && edges.some((edge) => edge.to === v && !cut(edge) && forward[edge.from] === 1)) forward[v] = 1;
  }
  const live = new Uint8Array(count);
  live[count - 1] = forward[count - 1] as number;
  for (let v = count - 1; v >= 0; v--) {
    if (live[v] === 0) continue;
    for (const edge of edges) if (edge.to === v && !cut(edge) && forward[edge.from] === 1) live[edge.from] = 1;
  }
  const vertices: CellVertex[] = [
    ...structure.inputs.map((name, i) => ({ name, operator: undefined, merge: 'none', live: live[i] === 1 })),
    ...names.map((name, i) => ({
      name,
      operator: operators[i],
      merge: merges[i] as string,
      live: live[inputs + i] === 1,
    })),
    { name: 'output', operator: undefined, merge: structure.output.merge, live: live[count - 1] === 1 },
  ];
  return {
    cell: structure.name,
    inputs: structure.inputs,
    vertices,
    edges: edges.map((edge) => ({
      ...edge,
      live: !cut(edge) && live[edge.from] === 1 && live[edge.to] === 1,
    })),
    output: { merge: structure.output.merge },
  };
}

function isNone(operator: string | undefined): boolean {
  return operator === 'none' || operator?.startsWith('none(') === true;
}

