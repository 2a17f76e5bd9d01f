/**
 * Sizes of a cell at one use, before its inner graph is known.
 *
 * Operators on edges (NAS-Bench-201, DARTS): `out` is the width of every node; concatenated outputs are that many times wider.
 * Operators on nodes with a concatenated output (NAS-Bench-101): `out` is the width of the cell's output, shared out among the nodes.
 * Without `out`, a cell is as wide as the cell before it, times its stride.
 */
import { channelsOf, features, image, sameShape, showShape, tokens, type Shape } from '../graph/shape.ts';
import type { CellStructure } from '../semantics/cells.ts';
import { lift } from '../semantics/lifted.ts';
import { settle, type Flow, type Machine } from '../semantics/machine.ts';
import { captured, concreteCaptures, expandOperator } from '../semantics/operators.ts';
import { problem } from '../semantics/problem.ts';
import type { Program } from '../semantics/program.ts';
import {
  isError,
  isLifted,
  isList,
  isOp,
  isShape,
  REPORTED,
  show,
  type Concrete,
  type OpValue,
  type Value,
} from '../semantics/values.ts';
import type { Place } from '../diagnostics/catalogue.ts';

export interface CellGeometry {
  /** One flow an input of the cell, in the order of its `inputs`. */
  readonly inputs: readonly Flow[];
  readonly width: Value;
  /** Shape of the inputs once they are fitted to the cell's width, before its stride. */
  readonly entry: Value;
  /** Shape of a node's value in cells with operators on edges. */
  readonly node: Value;
  readonly output: Value;
}

/** The last values that entered cells; the first cells of a network take their only input several times. */
export function cellInputs(structure: CellStructure, flows: readonly Flow[]): Flow[] {
  const wanted = structure.inputs.length;
  const last = flows.slice(-wanted);
  while (last.length < wanted) last.unshift(last[0] as Flow);
  return last;
}

/** True where the operators sit on the nodes and the nodes share out the cell's width. */
export function sharesWidth(structure: CellStructure): boolean {
  return structure.vertices.every((vertex) => vertex.edges === undefined) && structure.output.merge === 'concat';
}

export function cellGeometry(structure: CellStructure, flows: readonly Flow[]): CellGeometry {
  const inputs = cellInputs(structure, flows);
  const last = inputs.at(-1) as Flow;
  const before =
    last.width ??
    lift([last.shape], ([shape]) =>
      isShape(shape as Value) ? channelsOf((shape as unknown as { shape: Shape }).shape) : REPORTED,
    );
  const width =
    structure.out ??
    lift([before, structure.stride], ([value, stride]) => times(value as Concrete, stride as Concrete));
  const sized = (stride: Value): Value =>
    lift([last.shape, width, stride], ([shape, w, step]) =>
      isShape(shape as Value)
        ? nodeShape((shape as unknown as { shape: Shape }).shape, w as Concrete, step as Concrete)
        : REPORTED,
    );
  const entry = sized(1);
  const node = sized(structure.stride);
  const merged = structure.output.merge === 'concat' && !sharesWidth(structure);
  const output = merged
    ? lift(
        [
          node,
          lift([structure.output.of], ([list]) =>
            isList(list as Value) ? (list as unknown as readonly Value[]).length : 1,
          ),
        ],
        ([shape, parts]) =>
          isShape(shape as Value) ? widened((shape as unknown as { shape: Shape }).shape, parts as number) : REPORTED,
      )
    : node;
  return { inputs, width, entry, node, output };
}

function times(a: Concrete, b: Concrete): Concrete {
  return typeof a === 'number' && typeof b === 'number' ? a * b : REPORTED;
}

function nodeShape(shape: Shape, width: Concrete, stride: Concrete): Concrete {
  if (typeof width !== 'number' || typeof stride !== 'number' || width < 1 || stride < 1) return REPORTED;
  return { kind: 'shape', shape: resized(shape, width, stride) };
}

/** The same place for another number of channels. */
export const sizedShape = (shape: Shape, width: number): Shape => resized(shape, width, 1);

function resized(shape: Shape, width: number, stride: number): Shape {
  switch (shape.kind) {
    case 'image':
      return image(width, Math.ceil(shape.height / stride), Math.ceil(shape.width / stride));
    case 'tokens':
      return tokens(shape.count, width);
    default:
      return features(width);
  }
}

/** A concatenation of no nodes is the cell's zero: one node wide. */
export function widened(shape: Shape, parts: number): Concrete {
  return { kind: 'shape', shape: wider(shape, Math.max(1, parts)) };
}

function wider(shape: Shape, factor: number): Shape {
  return shape.kind === 'image'
    ? { ...shape, channels: shape.channels * factor }
    : resized(shape, channelsOf(shape) * factor, 1);
}

/** Every operator that an edge or node may take must turn a node's value into a node's value. */
export function cellChecks(machine: Machine, program: Program, structure: CellStructure, geometry: CellGeometry): void {
  const seen = new Set<string>();
  const checkAll = (value: Value, place: Place, parts = 1): void => {
    for (const entry of isLifted(value) ? value.table : [value]) {
      if (isError(entry as Value)) continue;
      if (!isOp(entry as Value)) {
        settle(machine, problem('type-mismatch', place, { expected: 'an operator', actual: show(entry as Value) }));
        continue;
      }
      const key = `${parts} ${show(entry as Value)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      checkOperator(machine, program, entry as OpValue, geometry, structure, place, parts);
    }
  };
  for (const vertex of structure.vertices) {
    for (const edge of vertex.edges ?? []) checkAll(edge, vertex.edgePlace);
    const most = vertex.merge === 'concat' ? mostSources(vertex.from) : 1;
    if (vertex.op !== undefined) for (let parts = 1; parts <= most; parts++) checkAll(vertex.op, vertex.opPlace, parts);
    else if (most > 1) {
      const what = `node ${vertex.name} concatenates up to ${most} values, but nodes of cell "${structure.name}" are one wide: give it an op with "out"`;
      settle(machine, problem('shape-mismatch', vertex.edgePlace, { what, alternatives: '' }));
    }
  }
}

function mostSources(from: Value): number {
  const lists = isLifted(from) ? from.table : [from as Concrete];
  return Math.max(1, ...lists.map((list) => (isList(list) ? list.length : 1)));
}

/** `parts`: how many values its node concatenates before it. */
function checkOperator(
  machine: Machine,
  program: Program,
  op: OpValue,
  geometry: CellGeometry,
  structure: CellStructure,
  place: Place,
  parts: number,
): void {
  const onEdges = structure.vertices.some((vertex) => vertex.edges !== undefined);
  if (op.item.kind !== 'op') {
    settle(
      machine,
      problem('type-mismatch', place, {
        expected: 'an operator on an edge or node of a cell',
        actual: `the ${op.item.kind} "${op.item.name.text}"`,
      }),
    );
    return;
  }
  const captures = captured(machine, op);
  const outer = [...op.args.values(), ...captures.map(({ value }) => value)];
  settle(
    machine,
    lift(
      [geometry.entry, geometry.node, geometry.width, structure.stride, ...outer],
      ([entry, node, width, stride, ...given]) => {
        if (!isShape(entry as Value) || !isShape(node as Value) || typeof width !== 'number') return REPORTED;
        const bound = new Map([...op.args.keys()].map((name, i) => [name, given[i] as Concrete]));
        const target = (node as unknown as { shape: Shape }).shape;
        const strides = onEdges && stride !== 1 ? [1, stride as number] : [1];
        for (const step of strides) {
          const whole = step === 1 ? target : (entry as unknown as { shape: Shape }).shape;
          const source = wider(whole, parts);
          const expanded = expandOperator(
            program.expansions,
            op,
            cellArguments(op, bound, width, step),
            concreteCaptures(captures, given.slice(op.args.size)),
            source,
            place,
            machine.work,
          );
          if (!('expansion' in expanded)) return expanded;
          machine.expanded?.(op, place, source, expanded.expansion);
          const made = expanded.expansion.shape;
          if (sameShape(made, target)) continue;
          const what = `${show(op)} turns ${showShape(source)} into ${showShape(made)}, but nodes of cell "${structure.name}" hold ${showShape(target)}`;
          return problem('shape-mismatch', place, { what, alternatives: '' });
        }
        return true;
      },
    ),
  );
}

/** A cell tells its operators their width and stride where they declare such parameters and the text gives none. */
export function cellArguments(
  op: OpValue,
  given: ReadonlyMap<string, Concrete>,
  width: number,
  stride: number,
): Map<string, Concrete> {
  const args = new Map(given);
  const declares = (name: string): boolean => op.item.params.some((parameter) => parameter.name.text === name);
  if (!args.has('out') && declares('out')) args.set('out', width);
  if (!args.has('stride') && declares('stride')) args.set('stride', stride);
  return args;
}
