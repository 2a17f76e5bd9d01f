/**
 * What the operators of a cell's uses cost, decisions open: multiply-accumulates summed over the uses, since a cell is decided once for all of
 * them. NaN where shapes or arguments cannot be followed.
 */
import { sameShape, type Shape } from '../graph/shape.ts';
import type { CellStructure } from '../semantics/cells.ts';
import { lookUp } from '../semantics/environment.ts';
import { resolveBinding } from '../semantics/evaluate.ts';
import { lift } from '../semantics/lifted.ts';
import type { Machine } from '../semantics/machine.ts';
import { captured, concreteCaptures, expandOperator } from '../semantics/operators.ts';
import { preludeEnvironment, type Program } from '../semantics/program.ts';
import { isLifted, isOp, isShape, type Concrete, type OpValue, type Value } from '../semantics/values.ts';
import { cellArguments, sizedShape, widened, type CellGeometry } from './cell-geometry.ts';

/** A use of a cell as a trace met it. */
export interface CellStep {
  readonly structure: CellStructure;
  readonly geometry: CellGeometry;
  readonly guard: Value;
  /** Where each input was made: how many steps of the trace came before. */
  readonly inputs: readonly number[];
}

/** Of several numbers that a cost may have, the one that bounds it: the least or the most. */
export type Bound = (a: number, b: number) => number;

export interface CellCosts {
  /** The j-th operator of a vertex's edge, by its entry; `outer`: from an input of the cell, with its stride. */
  edge(vertex: number, j: number, entry: number, outer: boolean): number;
  /** A vertex's operator by its entry, on so many values that it concatenates; `share`: vertices that share out the cell's width. */
  operator(vertex: number, entry: number, parts: number, share: number | undefined): number;
  /** What makes an input as wide and as large as the cell wants it, in cells with operators on edges. */
  adapter(input: number): number;
  /** The same where a vertex takes it, or the output (share 1), in cells with operators on nodes. */
  projection(input: number, share: number | undefined): number;
}

export function cellCosts(program: Program, machine: Machine, uses: readonly CellStep[], bound: Bound): CellCosts {
  const known = new Map<string, number>();
  const sum = (key: string, of: (use: CellStep) => Value): number => {
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = uses.reduce((total, use) => total + boundOf(of(use), bound), 0)));
    return found;
  };
  const applied = (use: CellStep, op: Value | undefined, source: Value, width: Value, stride: Value): Value => {
    if (op === undefined || !isOp(op)) return NaN;
    const captures = captured(machine, op);
    const names = [...op.args.keys()];
    const outer = [...op.args.values(), ...captures.map(({ value }) => value)];
    return lift([source, width, stride, ...outer], ([shape, out, step, ...given]) => {
      const from = shapeOf(shape);
      if (from === undefined || typeof out !== 'number' || typeof step !== 'number') return NaN;
      const args = new Map(names.map((name, i) => [name, given[i] as Concrete]));
      const expanded = expandOperator(
        program.expansions,
        op,
        cellArguments(op, args, out, step),
        concreteCaptures(captures, given.slice(names.length)),
        from,
        use.structure.output.place,
        machine.work,
      );
      return 'expansion' in expanded ? expanded.expansion.macs : NaN;
    });
  };
  const library = (name: string): Value | undefined => {
    const binding = lookUp(preludeEnvironment(), name);
    return binding === undefined ? undefined : resolveBinding(machine, name, binding);
  };
  /** Channels of a vertex where so many share out the width: they differ by one where it cannot be divided. */
  const channels = ({ geometry }: CellStep, share: number | undefined): Value =>
    lift([geometry.width], ([width]) => {
      if (typeof width !== 'number') return NaN;
      if (share === undefined) return width;
      return bound(Math.max(1, Math.floor(width / share)), Math.ceil(width / share));
    });
  /** From an input's shape to that of a node of so many channels; nothing where they are the same and `always` does not hold. */
  const adapted = (use: CellStep, input: number, width: Value, name: string, stride: Value, always: boolean): Value => {
    const shape = use.geometry.inputs[input]?.shape ?? NaN;
    return lift([shape, use.geometry.entry, width, stride], ([from, to, out, step]) => {
      const [source, entry] = [shapeOf(from), shapeOf(to)];
      if (source === undefined || entry === undefined || typeof step !== 'number') return NaN;
      if (!always && sameShape(source, entry)) return 0;
      const isImage = source.kind === 'image' && entry.kind === 'image';
      const between = isImage ? Math.max(1, Math.round(source.height / entry.height)) : 1;
      const op = library(source.kind === 'image' ? name : 'linear');
      return applied(use, op, from as Value, out as Value, step * between);
    });
  };
  return {
    edge: (vertex, j, entry, outer) =>
      sum(`e${vertex}.${j}.${entry}.${String(outer)}`, (use) => {
        const { structure, geometry } = use;
        const source = outer ? geometry.entry : geometry.node;
        const op = entryOf(structure.vertices[vertex]?.edges?.[j], entry);
        return applied(use, op, source, geometry.width, outer ? structure.stride : 1);
      }),
    operator: (vertex, entry, parts, share) =>
      sum(`o${vertex}.${entry}.${parts}.${share ?? ''}`, (use) => {
        const width = channels(use, share);
        const source = lift([use.geometry.node, width], ([node, out]) => {
          const shape = shapeOf(node);
          return shape === undefined || typeof out !== 'number' ? NaN : widened(sizedShape(shape, out), parts);
        });
        return applied(use, entryOf(use.structure.vertices[vertex]?.op, entry), source, width, 1);
      }),
    adapter: (input) => sum(`a${input}`, (use) => adapted(use, input, use.geometry.width, 'relu_conv1x1_bn', 1, false)),
    projection: (input, share) =>
      sum(`p${input}.${share ?? ''}`, (use) =>
        adapted(use, input, channels(use, share), 'conv1x1_bn_relu', use.structure.stride, true),
      ),
  };
}

/** Of numbers; NaN where there are none, or one of them is not known. */
export const extreme = (numbers: readonly number[], bound: Bound): number =>
  numbers.slice(1).reduce((best, each) => bound(best, each), numbers[0] ?? NaN);

/** The entries of a value that may depend on decisions. */
export const entriesOf = (value: Value | undefined): readonly Concrete[] =>
  value === undefined ? [] : isLifted(value) ? value.table : [value as Concrete];

const entryOf = (value: Value | undefined, entry: number): OpValue | undefined => {
  const found = entriesOf(value)[entry];
  return found !== undefined && isOp(found) ? found : undefined;
};

const shapeOf = (value: Value | undefined): Shape | undefined =>
  value !== undefined && isShape(value) ? value.shape : undefined;

function boundOf(value: Value, bound: Bound): number {
  const numbers = entriesOf(value).map((entry) => (typeof entry === 'number' ? entry : NaN));
  return extreme(numbers, bound);
}
