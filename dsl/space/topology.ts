/** The decided topology of a cell, shared between all uses and architectures that decide it alike. */
import type { CellEdge, CellTopology, CellVertex } from '../graph/network.ts';
import { evaluateCell, type CellStructure, type CellUse, type InnerVertex } from '../semantics/cells.ts';
import { resolveCopy } from '../semantics/copies.ts';
import { lookUp } from '../semantics/environment.ts';
import type { Machine } from '../semantics/machine.ts';
import type { SpaceModel } from './model.ts';
import { settledStructure, type SettledStructure } from './settled-structure.ts';
import { isError, isList, isOp, show, type OpValue, type Value, type VertexValue } from '../semantics/values.ts';

/** A cell at one use: its structure with the decisions made, and the topology that follows. */
export interface Decided {
  readonly structure: CellStructure;
  readonly decided: DecidedCell;
}

/** Decided cells of one space, shared between architectures, and the alternatives of its decisions as texts. */
export interface TopologyCache {
  readonly alternatives: readonly (readonly string[])[];
  /** Undefined where the cell's declaration is broken. */
  decide(machine: Machine, use: Pick<CellUse, 'cell' | 'place'>, choices: ArrayLike<number>): Decided | undefined;
}

const CACHE_LIMIT = 50_000;

export function makeTopologyCache(model: SpaceModel): TopologyCache {
  const byLabel = new Map<string, CellTopology>();
  const byChoices = new Map<string, Decided>();
  const decisionsOf = new Map<string, number[]>();
  for (const { cell, id } of model.decisions) {
    if (cell !== undefined) decisionsOf.set(cell, [...(decisionsOf.get(cell) ?? []), id]);
  }
  const known = new Map<object, Independence>();
  const readers = new Map<string, SettledStructure | undefined>();
  /** Where the text says the same at every use, what the trace has found out is read instead of the text. */
  const structureOf = (name: string, own: Partial<Plain>, choices: ArrayLike<number>): CellStructure | undefined => {
    if (!readers.has(name)) {
      const traced = model.structures.get(name);
      readers.set(name, traced === undefined ? undefined : settledStructure(traced));
    }
    const structure = readers.get(name)?.(choices);
    return structure === undefined ? undefined : { ...structure, out: own.out, stride: own.stride ?? 1 };
  };
  return {
    alternatives: model.decisions.map((decision) => decision.alternatives.map(show)),
    decide(machine, use, choices) {
      const name = use.cell.item.name.text;
      const cell = resolveCopy(machine, use.cell, name);
      if (cell === undefined) return undefined;
      let independence = known.get(use.cell.item);
      if (independence === undefined) known.set(use.cell.item, (independence = independenceOf(cell)));
      let key = '';
      if (independence.ofOthers) {
        key = name;
        for (const id of decisionsOf.get(name) ?? []) key += `,${choices[id]}`;
        for (const [parameter, value] of cell.args) key += `|${parameter}=${show(value)}`;
        const made = byChoices.get(key);
        if (made !== undefined) return made;
      }
      const plain = independence.ofArguments ? plainArguments(cell) : undefined;
      const structure =
        (plain === undefined ? undefined : structureOf(name, plain, choices)) ??
        evaluateCell(machine, use.cell, use.place);
      if (structure === undefined) return undefined;
      const made: Decided = { structure, decided: decideTopology(structure, byLabel) };
      if (independence.ofOthers) {
        if (byChoices.size > CACHE_LIMIT) byChoices.clear();
        byChoices.set(key, made);
      }
      return made;
    },
  };
}

interface Independence {
  /** The structure follows from the cell's own decisions and arguments alone, so that it may be kept. */
  readonly ofOthers: boolean;
  /** And its text speaks of none of its arguments: only width and stride of the cell as a whole follow from them. */
  readonly ofArguments: boolean;
}

/** Everything else that the text names must be an operator or an operator set. */
function independenceOf(cell: OpValue): Independence {
  const { item } = cell;
  if (item.kind !== 'cell' || item.members === undefined) return { ofOthers: false, ofArguments: false };
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const record = node as Record<string, unknown>;
    if (record['kind'] === 'name' && typeof record['name'] === 'string') names.add(record['name']);
    Object.values(record).forEach(visit);
  };
  visit(item.members);
  const parameters = ['out', 'stride', ...item.params.map((parameter) => parameter.name.text)];
  const members = item.members.flatMap((member) =>
    'name' in member ? [member.name.text] : member.kind === 'inputs' ? member.names.map((name) => name.text) : [],
  );
  const own = new Set([...members, ...item.params.map((parameter) => parameter.name.text)]);
  const ofOthers = [...names].every((name) => {
    if (own.has(name)) return true;
    const binding = lookUp(cell.environment, name);
    if (binding === undefined) return true;
    if (binding.kind === 'value') return isList(binding.value) && binding.value.every(isOp);
    return ['op', 'block', 'cell', 'opset'].includes(binding.item.kind);
  });
  const ofArguments = ofOthers && parameters.every((name) => !names.has(name) && !members.includes(name));
  return { ofOthers, ofArguments };
}

interface Plain {
  readonly out: number;
  readonly stride: number;
}

/** `out` and `stride` of a use, where they are plain numbers or missing. */
function plainArguments({ item, args }: OpValue): Partial<Plain> | undefined {
  if (item.kind !== 'cell') return undefined;
  const plain: { out?: number; stride?: number } = {};
  for (const name of ['out', 'stride'] as const) {
    const parameter = item.params.find((each) => each.name.text === name);
    const fallback = parameter?.default?.kind === 'number' ? parameter.default.value : undefined;
    const value = args.get(name) ?? fallback;
    if (typeof value === 'number') plain[name] = value;
    else if (value !== undefined || parameter !== undefined) return undefined;
  }
  return plain;
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

type Wire = Omit<CellEdge, 'live'>;

/** Written with plain loops: a hundred thousand cells may be decided at once. */
export function decideTopology(structure: CellStructure, known: Map<string, CellTopology>): DecidedCell {
  const inputs = structure.inputs.length;
  const renumbered = new Map<number, number>();
  for (let i = 0; i < inputs; i++) renumbered.set(i, i);
  const present: InnerVertex[] = [];
  const vertices: DecidedVertex[] = [];
  const edges: Wire[] = [];
  structure.vertices.forEach((vertex) => {
    if (vertex.active === true) renumbered.set(vertex.index, inputs + present.push(vertex) - 1);
  });
  const sourcesOf = (list: Value): number[] =>
    isList(list) ? list.map((vertex) => renumbered.get((vertex as VertexValue).index) ?? 0) : [];
  const operators: (string | undefined)[] = [];
  let key = '';
  const connect = (from: number, to: number, operator: string | undefined): void => {
    edges.push({ from, to, operator });
    key += operator === undefined ? `${from}>${to}:,` : `${from}>${to}:${operator},`;
  };
  structure.vertices.forEach((vertex, declared) => {
    if (vertex.active !== true) return;
    const index = inputs + vertices.length;
    const sources = sourcesOf(vertex.from);
    vertices.push({ index, declared, sources });
    const operator = label(vertex.op);
    operators.push(operator);
    key += `${operator ?? ''}|`;
    for (let j = 0; j < sources.length; j++) connect(sources[j] as number, index, label(vertex.edges?.[j]));
  });
  const outputSources = sourcesOf(structure.output.of);
  for (const from of outputSources) connect(from, inputs + present.length, undefined);
  key += `${structure.name}|${structure.output.merge}`;
  let topology = known.get(key);
  if (topology === undefined) {
    topology = makeTopology(structure, present, operators, edges);
    if (known.size > CACHE_LIMIT) known.clear();
    known.set(key, topology);
  }
  return { topology, vertices, outputSources };
}

function label(value: Value | undefined): string | undefined {
  return value === undefined || isError(value) ? undefined : show(value);
}

/** The edges are in the order of the vertices they enter, and come from earlier ones. */
function makeTopology(
  structure: CellStructure,
  present: readonly InnerVertex[],
  operators: readonly (string | undefined)[],
  edges: readonly Wire[],
): CellTopology {
  const inputs = structure.inputs.length;
  const output = inputs + present.length;
  const reached: boolean[] = [];
  for (let v = 0; v <= output; v++) reached.push(v < inputs);
  const passes: boolean[] = [];
  for (const { from, to, operator } of edges) {
    const open = reached[from] === true && !isNone(operator) && !isNone(operators[to - inputs]);
    if (open) reached[to] = true;
    passes.push(open);
  }
  const live = reached.map((isReached, v) => isReached && v === output);
  for (let e = edges.length - 1; e >= 0; e--) {
    const { from, to } = edges[e] as Wire;
    if (passes[e] === true && live[to] === true) live[from] = true;
  }
  const vertices: CellVertex[] = [];
  const add = (name: string, operator: string | undefined, merge: string): void => {
    vertices.push({ name, operator, merge, live: live[vertices.length] === true });
  };
  for (const name of structure.inputs) add(name, undefined, 'none');
  present.forEach((vertex, i) => {
    add(vertex.name, operators[i], vertex.merge);
  });
  add('output', undefined, structure.output.merge);
  return {
    cell: structure.name,
    inputs: structure.inputs,
    vertices,
    edges: edges.map(({ from, to, operator }, e) => ({ from, to, operator, live: passes[e] === true && live[to] === true })), // prettier-ignore
    output: { merge: structure.output.merge },
  };
}

function isNone(operator: string | undefined): boolean {
  return operator === 'none' || operator?.startsWith('none(') === true;
}
