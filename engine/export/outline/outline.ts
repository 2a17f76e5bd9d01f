/**
 * The outline of a network: its operators gathered into the cells and blocks that the space names, as far as the paths of the operators tell and
 * the graph allows. A scope whose values are used from outside in several places stays part of what surrounds it.
 */
import type { Network } from '../../../dsl/graph/network.ts';
import type { PieceForms } from './call.ts';
import { makeGroup, type Body, type Group, type Step } from './group.ts';
import { operatorsOf, type Operators } from './operators.ts';

export function outlineOf(network: Network, title: string, forms: PieceForms): Group {
  const operators = operatorsOf(network, forms);
  const members = network.nodes.flatMap((_, index) => (operators.steps[index] === undefined ? [] : [index]));
  const output = operators.origin[network.output] ?? network.output;
  const exits = (network.exits ?? []).map((exit) => operators.origin[exit] ?? exit);
  const scope: Scope = { path: ['network'], members, inputs: [0], inputNames: ['x'], output, exits };
  return gather(network, operators, scope, 'network', title);
}

interface Scope {
  /** Segments of the path that all members share. */
  readonly path: readonly string[];
  /** Operator nodes, ascending. */
  readonly members: readonly number[];
  /** Nodes outside whose values enter. */
  readonly inputs: readonly number[];
  readonly inputNames: readonly string[];
  /** The one node whose value leaves. */
  readonly output: number;
  /** Of the network: nodes whose values leave it early. */
  readonly exits: readonly number[];
}

/** A step before it has its place: a node by itself, or all nodes of a scope. */
interface Part {
  readonly label: string;
  readonly body: Body;
  readonly inputs: readonly number[];
  readonly output: number;
}

function gather(network: Network, operators: Operators, scope: Scope, kind: Group['kind'], title: string): Group {
  const parts = inOrder(partsOf(network, operators, scope, kind), scope);
  const reference = new Map<number, number>();
  // The first of equal inputs stands for all.
  scope.inputs.forEach((node, i) => reference.set(node, reference.get(node) ?? i));
  const adapters = new Map(scope.inputNames.map((name, i) => [name, i]));
  const steps = parts.map((part, i): Step => {
    // What adapts an input has the input's name, so that cells agree on which one it is even where they are given one value twice.
    const adapted = kind === 'cell' ? adapters.get(part.label) : undefined;
    const inputs = part.inputs.map((node) =>
      adapted !== undefined && scope.inputs[adapted] === node ? adapted : (reference.get(node) ?? missing(node)),
    );
    reference.set(part.output, scope.inputs.length + i);
    return { label: part.label, inputs, body: part.body };
  });
  const from = network.nodes[scope.inputs[0] ?? 0]?.shape ?? network.input;
  return makeGroup({
    kind,
    title,
    inputs: scope.inputNames,
    steps,
    output: reference.get(scope.output) ?? missing(scope.output),
    ...(scope.exits.length === 0 ? {} : { exits: scope.exits.map((node) => exitOf(network, node, reference)) }),
    from,
    to: network.nodes[scope.output]?.shape ?? from,
  });
}

function exitOf(
  network: Network,
  node: number,
  reference: ReadonlyMap<number, number>,
): NonNullable<Group['exits']>[number] {
  const kind = network.nodes[node]?.shape.kind;
  return { at: reference.get(node) ?? missing(node), isVector: kind === 'features' || kind === 'logits' };
}

function partsOf(network: Network, operators: Operators, scope: Scope, kind: Group['kind']): Part[] {
  const scopes = new Map<string, number[]>();
  const parts: Part[] = [];
  const single = (index: number): void => {
    const step = operators.steps[index];
    if (step === undefined) return;
    const segments = pathOf(network, index).slice(scope.path.length);
    const label = kind === 'cell' ? segments.join('.') : (segments.at(-1) ?? 'layer');
    parts.push({ label, body: step.body, inputs: step.inputs, output: index });
  };
  for (const index of scope.members) {
    const inner = innerScope(pathOf(network, index), scope.path.length);
    if (inner === undefined) single(index);
    else scopes.set(inner, [...(scopes.get(inner) ?? []), index]);
  }
  for (const [name, members] of scopes) {
    const inner = closed(network, operators, scope, name.split('.'), members);
    const [first] = members;
    if (inner === undefined || first === undefined || members.length === 1) {
      for (const index of members) single(index);
      continue;
    }
    const title = (inner.path.at(-1) ?? '').replace(/#\d+$/, '');
    const innerKind = (network.nodes[first]?.cell ?? -1) >= 0 && kind !== 'cell' ? 'cell' : 'block';
    const group = gather(network, operators, inner, innerKind, title);
    const label = kind === 'cell' ? inner.path.slice(scope.path.length).join('.') : title;
    parts.push({ label, body: { group }, inputs: inner.inputs, output: inner.output });
  }
  return parts;
}

function pathOf(network: Network, index: number): readonly string[] {
  return (network.nodes[index]?.path ?? '').split('.');
}

/** The shortest path beyond the first segments that ends in a name of its own, as cells and blocks have; the last segment is the operator. */
function innerScope(path: readonly string[], depth: number): string | undefined {
  const end = path.findIndex((segment, i) => i >= depth && i < path.length - 1 && !segment.includes('['));
  return end < 0 ? undefined : path.slice(0, end + 1).join('.');
}

/** The members as a scope of their own, where one value leaves them and none comes back in. */
function closed(
  network: Network,
  operators: Operators,
  outer: Scope,
  path: readonly string[],
  members: readonly number[],
): Scope | undefined {
  const inside = new Set(members);
  const leaving = new Set<number>();
  /** Outside nodes that depend on a member. */
  const later = new Set<number>();
  for (const result of [outer.output, ...outer.exits]) if (inside.has(result)) leaving.add(result);
  for (const index of outer.members) {
    if (inside.has(index)) continue;
    for (const input of operators.steps[index]?.inputs ?? []) {
      if (inside.has(input)) leaving.add(input);
      if (inside.has(input) || later.has(input)) later.add(index);
    }
  }
  const entering = new Set(members.flatMap((index) => operators.steps[index]?.inputs ?? []));
  for (const index of inside) entering.delete(index);
  const [output, ...others] = leaving;
  if (output === undefined || others.length > 0 || [...entering].some((index) => later.has(index))) return undefined;
  return { path, members, output, exits: [], ...inputsOf(network, operators, path, [...entering]) };
}

/** Those of a cell in the cell's order and by its names, one value as often as the cell takes it. */
function inputsOf(
  network: Network,
  operators: Operators,
  path: readonly string[],
  entering: readonly number[],
): { readonly inputs: readonly number[]; readonly inputNames: readonly string[] } {
  const cell = network.cells.find((each) => each.path === path.join('.'));
  const declared = (cell?.inputs ?? []).map((node, i) => ({
    node: operators.origin[node] ?? node,
    name: cell?.topology.inputs[i] ?? 'x',
  }));
  const used = declared.filter(({ node }) => entering.includes(node));
  const rest = entering.filter((node) => !used.some((each) => each.node === node));
  return {
    inputs: [...used.map(({ node }) => node), ...rest],
    inputNames: [...used.map(({ name }) => name), ...rest.map((_, i) => (i === 0 ? 'x' : `x${i}`))],
  };
}

/** The parts so that each stands after those whose values it takes; as they came where that leaves a choice. */
function inOrder(parts: readonly Part[], scope: Scope): readonly Part[] {
  const ready = new Set(scope.inputs);
  const waiting = [...parts].sort((a, b) => a.output - b.output);
  const ordered: Part[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex((part) => part.inputs.every((input) => ready.has(input)));
    const [part] = waiting.splice(next, 1);
    if (next < 0 || part === undefined) throw new Error(`the parts of ${scope.path.join('.')} depend on each other`);
    ready.add(part.output);
    ordered.push(part);
  }
  return ordered;
}

function missing(node: number): never {
  throw new Error(`operator ${node} is used before it is made`);
}
