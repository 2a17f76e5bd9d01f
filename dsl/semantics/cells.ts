/**
 * Cells: evaluation of a cell's members into its structure, the vertices with what they take from where. The same for trace and
 * build; while tracing, counts, sources and operators may be lifted.
 */
import type { Place } from '../diagnostics/catalogue.ts';
import type { CellItem, CellMember, Expr, NodesMember } from '../syntax/ast.ts';
import { resolveCopy } from './copies.ts';
import { bind, child, declare, type Environment } from './environment.ts';
import { evaluate, evaluateDefault, resolveBinding } from './evaluate.ts';
import { and, lift } from './lifted.ts';
import { followed, placeOf, settle, type Flow, type Machine } from './machine.ts';
import { problem } from './problem.ts';
import { nameValue } from './segments.ts';
import { nearest } from './suggest.ts';
import {
  isError,
  isLifted,
  isList,
  kindOf,
  OPAQUE,
  REPORTED,
  typeName,
  type Concrete,
  type OpValue,
  type Value,
  type VertexValue,
} from './values.ts';

export interface CellUse {
  readonly cell: OpValue;
  /** Values that entered the cells before, oldest first, and last the current one. */
  readonly inputs: readonly Flow[];
  readonly path: string;
  readonly place: Place;
}

/** Most vertices of one cell: sets of vertices are bit masks. */
export const VERTEX_LIMIT = 30;

export interface InnerVertex {
  /** Index among all vertices: inputs first. */
  readonly index: number;
  readonly name: string;
  /** `true`, or lifted where the number of nodes is a decision. */
  readonly active: Value;
  /** List of vertices. */
  readonly from: Value;
  /** Operator of the j-th source's edge; undefined in cells with operators on nodes. */
  readonly edges: readonly Value[] | undefined;
  readonly edgePlace: Place;
  /** Operator of the vertex; undefined in cells with operators on edges. */
  readonly op: Value | undefined;
  readonly opPlace: Place;
  readonly merge: string;
}

export interface CellStructure {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly vertices: readonly InnerVertex[];
  /** `of` is a list of vertices; `merge` lifted only if the text makes it so. */
  readonly output: {
    readonly merge: string;
    readonly of: Value;
    readonly place: Place;
    /** Whether it takes exactly the vertices that no other takes. */
    readonly loose?: boolean;
  };
  readonly requires: readonly { readonly condition: Expr; readonly environment: Environment }[];
  /** Bound or default `out` and `stride`, undefined where neither. */
  readonly out: Value | undefined;
  readonly stride: Value;
}

/** Undefined when the declaration is too broken to have a structure; the cause has been reported. */
export function evaluateCell(machine: Machine, cell: OpValue, place: Place): CellStructure | undefined {
  const resolved = resolveCopy(machine, cell, cell.item.name.text);
  const item = resolved?.item;
  if (resolved === undefined || item?.kind !== 'cell' || item.members === undefined) {
    settle(
      machine,
      problem('type-mismatch', place, {
        expected: 'a cell',
        actual: `"${cell.item.name.text}", which copies something else`,
      }),
    );
    return undefined;
  }
  const name = cell.item.name.text;
  const environment = child(resolved.environment, name);
  bindParameters(machine, environment, resolved, item, place);
  declare(
    environment,
    item.members.filter((member) => member.kind === 'param' || member.kind === 'let'),
  );
  const inputs = item.members.flatMap((member) => (member.kind === 'inputs' ? member.names.map((n) => n.text) : []));
  if (inputs.length === 0) {
    settle(
      machine,
      problem('missing-member', placeOf(environment, item.name), { what: '"inputs"', of: `cell "${name}"` }),
    );
    return undefined;
  }
  const earlier: Value[] = inputs.map((input, index): VertexValue => ({ kind: 'vertex', index, name: input }));
  inputs.forEach((input, index) => bind(environment, input, earlier[index] as Value));
  const vertices: InnerVertex[] = [];
  const groups: Value[] = [earlier];
  for (const member of item.members) {
    if (member.kind === 'nodes') evaluateNodes(machine, environment, name, member, inputs.length, groups, vertices);
  }
  // A parameter is a decision of the cell, whether or not this structure has a place for it.
  for (const member of item.members) {
    const binding = member.kind === 'param' ? environment.bindings.get(member.name.text) : undefined;
    if (member.kind === 'param' && binding !== undefined)
      settle(machine, resolveBinding(machine, member.name.text, binding));
  }
  const output = evaluateOutput(machine, environment, item.members, groups, vertices, item);
  const own = (parameter: string): Value | undefined => {
    const binding = environment.bindings.get(parameter);
    return binding?.kind === 'value' ? binding.value : undefined;
  };
  return {
    name,
    inputs,
    vertices,
    output,
    requires: item.members.flatMap((member) =>
      member.kind === 'require' ? [{ condition: member.condition, environment }] : [],
    ),
    out: own('out'),
    stride: own('stride') ?? 1,
  };
}

function bindParameters(machine: Machine, environment: Environment, cell: OpValue, item: CellItem, place: Place): void {
  for (const [name, value] of cell.args) bind(environment, name, value);
  for (const parameter of item.params) {
    const name = parameter.name.text;
    if (cell.args.has(name)) continue;
    if (parameter.default === undefined) {
      settle(machine, problem('missing-argument', place, { name, of: `cell "${item.name.text}"` }));
      bind(environment, name, REPORTED);
    } else {
      nameValue(parameter.default, name);
      bind(environment, name, settle(machine, evaluateDefault(machine, environment, parameter)));
    }
  }
}

function evaluateNodes(
  machine: Machine,
  environment: Environment,
  cell: string,
  member: NodesMember,
  inputs: number,
  groups: Value[],
  vertices: InnerVertex[],
): void {
  const group = member.name.text;
  nameValue(member.count, `${group}.count`);
  const place = placeOf(environment, member.count);
  const count = settle(
    machine,
    lift([evaluate(machine, environment, member.count)], ([value]) => checkCount(value as Concrete, place)),
  );
  const counts = isLifted(count) ? count.table : [count as Concrete];
  const most = Math.max(0, ...counts.filter((value) => typeof value === 'number'));
  const before = joinLists(groups);
  const own: VertexValue[] = [];
  for (let i = 0; i < most; i++) {
    const index = inputs + vertices.length;
    const vertex: VertexValue = { kind: 'vertex', index, name: `${group}[${i}]` };
    if (index >= VERTEX_LIMIT) {
      settle(
        machine,
        problem('space-too-deep', place, { what: `the number of vertices of cell "${cell}"`, limit: VERTEX_LIMIT }),
      );
      break;
    }
    const active = lift([count], ([value]) => typeof value === 'number' && value > i);
    const guard = machine.guard;
    machine.guard = and(guard, active);
    vertices.push(
      evaluateVertex(
        machine,
        environment,
        `${cell}.${group}[${i}]`,
        member,
        vertex,
        active,
        joinLists([before, [...own]]),
      ),
    );
    machine.guard = guard;
    own.push(vertex);
  }
  followed(machine, count, place);
  const list = lift([count], ([value]) => (typeof value === 'number' ? own.slice(0, value) : []));
  groups.push(list);
  bind(environment, group, list);
}

function checkCount(value: Concrete, place: Place): Value {
  if (isError(value)) return value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  if (typeof value === 'number')
    return problem('invalid-value', place, {
      what: 'the number of nodes',
      why: `must be a whole number, not ${value}`,
    });
  return problem('type-mismatch', place, { expected: 'a whole number', actual: typeName(value) });
}

function joinLists(lists: readonly Value[]): Value {
  if (lists.length === 1) return lists[0] as Value;
  return lift(lists, (concrete) =>
    concrete.flatMap((list) => (isList(list as Value) ? (list as unknown as readonly Concrete[]) : [])),
  );
}

function evaluateVertex(
  machine: Machine,
  environment: Environment,
  path: string,
  member: NodesMember,
  vertex: VertexValue,
  active: Value,
  earlier: Value,
): InnerVertex {
  const scope = child(environment, path);
  bind(scope, 'earlier', earlier);
  const previous = lift([earlier], ([list]) => (list as readonly Concrete[]).at(-1) ?? REPORTED);
  bind(scope, 'previous', previous);
  const fromExpr = member.from;
  if (fromExpr !== undefined) nameValue(fromExpr, 'from');
  const from =
    fromExpr === undefined ? lift([previous], ([v]) => [v as Concrete]) : vertexList(machine, scope, fromExpr);
  if (fromExpr !== undefined) followed(machine, from, placeOf(environment, fromExpr));
  const lists = isLifted(from) ? from.table : [from as Concrete];
  const most = Math.max(
    0,
    ...lists.map((list) => (isList(list as Value) ? (list as unknown as readonly Value[]).length : 0)),
  );
  let edges: Value[] | undefined;
  if (member.edge !== undefined) {
    nameValue(member.edge, '');
    edges = [];
    for (let j = 0; j < most; j++) {
      const present = lift(
        [from],
        ([list]) => isList(list as Value) && (list as unknown as readonly Value[]).length > j,
      );
      const guard = machine.guard;
      machine.guard = and(guard, present);
      edges.push(settle(machine, evaluate(machine, child(environment, `${path}.edge[${j}]`), member.edge)));
      machine.guard = guard;
    }
  }
  if (member.op !== undefined) nameValue(member.op, 'op');
  return {
    index: vertex.index,
    name: vertex.name,
    active,
    from,
    edges,
    edgePlace: placeOf(environment, member.edge ?? member),
    op: member.op === undefined ? undefined : settle(machine, evaluate(machine, scope, member.op)),
    opPlace: placeOf(environment, member.op ?? member),
    merge: mergeOf(machine, environment, member),
  };
}

/** How nodes and outputs combine what they take. A product is no such way: with one input cut off it means nothing. */
const NODE_MERGES = ['sum', 'mean', 'max', 'concat'];

function mergeOf(machine: Machine, environment: Environment, { merge }: NodesMember): string {
  if (merge === undefined || merge.text === '') return 'sum';
  if (NODE_MERGES.includes(merge.text)) return merge.text;
  const suggestion = nearest(merge.text, NODE_MERGES);
  settle(
    machine,
    problem('unknown-name', placeOf(environment, merge), {
      name: merge.text,
      what: 'merge of nodes',
      ...(suggestion === undefined ? { known: NODE_MERGES.join(', ') } : { suggestion }),
    }),
  );
  return 'sum';
}

/** The vertices an expression speaks of, as a list. */
function vertexList(machine: Machine, scope: Environment, expr: Expr): Value {
  const place = placeOf(scope, expr);
  return settle(
    machine,
    lift([evaluate(machine, scope, expr)], ([value]) => {
      const concrete = value as Concrete;
      if (isError(concrete)) return concrete;
      if (kindOf(concrete) === 'vertex') return [concrete];
      if (isList(concrete) && concrete.every((item) => kindOf(item) === 'vertex')) return concrete;
      return problem('type-mismatch', place, { expected: 'nodes of this cell', actual: typeName(concrete) });
    }),
  );
}

function evaluateOutput(
  machine: Machine,
  environment: Environment,
  members: readonly CellMember[],
  groups: readonly Value[],
  vertices: readonly InnerVertex[],
  item: CellItem,
): CellStructure['output'] {
  const earlier = joinLists(groups);
  const last = lift([earlier], ([list]) => (list as readonly Concrete[]).at(-1) ?? REPORTED);
  const member = members.find((candidate) => candidate.kind === 'cell-output');
  if (member === undefined) {
    return { merge: 'sum', of: lift([last], ([v]) => [v as Concrete]), place: placeOf(environment, item.name) };
  }
  const place = placeOf(environment, member.value);
  const scope = child(environment);
  bind(scope, 'earlier', earlier);
  bind(scope, 'last', last);
  if (mentions(member.value, 'loose')) bind(scope, 'loose', looseVertices(earlier, vertices));
  nameValue(member.value, 'output');
  const value = settle(machine, evaluate(machine, scope, member.value));
  const merges = new Set(
    (isLifted(value) ? value.table : [value]).map((v) =>
      kindOf(v) === 'merge' ? (v as { merge: string }).merge : kindOf(v) === 'list' ? 'concat' : '',
    ),
  );
  merges.delete('');
  if (merges.size > 1 || merges.has('multiply')) {
    const why = `must merge nodes in one way, ${NODE_MERGES.join(', ')}, not ${[...merges].join(' or ')}`;
    settle(machine, problem('invalid-value', place, { what: 'the output', why }));
  }
  const of = settle(
    machine,
    lift([value], ([concrete]) => {
      const inner = kindOf(concrete as Value) === 'merge' ? (concrete as { of: Value }).of : (concrete as Value);
      if (isError(inner)) return inner;
      if (kindOf(inner) === 'vertex') return [inner];
      if (isList(inner) && inner.every((part) => kindOf(part) === 'vertex')) return inner;
      return problem('type-mismatch', place, { expected: 'nodes of this cell', actual: typeName(inner) });
    }),
  );
  const merge = [...merges][0] ?? 'sum';
  const loose = isLoose(member.value) ? { loose: true } : {};
  return { merge: kindOf(value) === 'opaque' ? mergeName(member.value) : merge, of, place, ...loose };
}

function mergeName(expr: Expr): string {
  return expr.kind === 'call' && expr.callee.kind === 'name' ? expr.callee.name : 'concat';
}

/** `loose`, or `concat(loose)`. */
function isLoose(expr: Expr): boolean {
  if (expr.kind === 'name') return expr.name === 'loose';
  const [only, more] = expr.kind === 'call' ? expr.args : [];
  return only !== undefined && more === undefined && isLoose(only.value);
}

function mentions(expr: Expr, name: string): boolean {
  if (expr.kind === 'name') return expr.name === name;
  if (expr.kind === 'call') return expr.args.some((arg) => mentions(arg.value, name));
  if (expr.kind === 'choose') return mentions(expr.from, name);
  return expr.kind === 'list' && expr.items.some((part) => mentions(part, name));
}

/** Inner vertices that no other vertex takes. */
function looseVertices(earlier: Value, vertices: readonly InnerVertex[]): Value {
  const inner = new Set(vertices.map((vertex) => vertex.index));
  const sources = vertices.map((vertex) =>
    lift([vertex.active, vertex.from], ([active, from]) => (active === true ? (from as Concrete) : [])),
  );
  if (sources.some((source) => kindOf(source) === 'opaque')) return OPAQUE;
  return lift([earlier, ...sources], ([all, ...lists]) => {
    const taken = new Set(lists.flatMap((list) => verticesIn(list)).map((vertex) => vertex.index));
    return verticesIn(all).filter((vertex) => inner.has(vertex.index) && !taken.has(vertex.index));
  });
}

/** None in a value that went wrong, which has been reported where it did. */
const verticesIn = (value: Value | undefined): VertexValue[] =>
  value !== undefined && isList(value)
    ? (value as readonly Value[]).filter((part): part is VertexValue => kindOf(part) === 'vertex')
    : [];
