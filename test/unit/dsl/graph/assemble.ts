/** Builds networks by hand, operator by operator, for tests of costs and hashes. Expansions are shared as the interpreter does. */
import {
  apply,
  finish,
  inputExpansion,
  startExpansion,
  type ExpansionBuilder,
} from '../../../../dsl/graph/expansion.ts';
import type { Attributes, Expansion, Network, OperatorNode } from '../../../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../../../dsl/graph/primitives.ts';
import { showShape, type Shape } from '../../../../dsl/graph/shape.ts';

/** A step of an operator's body: a primitive with attributes. */
export type Step = readonly [PrimitiveName, Attributes?];

const shapes = new Map<string, Shape>();

/** One object for all equal shapes. */
function interned(shape: Shape): Shape {
  const key = showShape(shape);
  const known = shapes.get(key) ?? shape;
  shapes.set(key, known);
  return known;
}

/** By key and first input shape (shared objects, so a lookup compares no texts). */
const expansions = new Map<string, WeakMap<Shape, Expansion>>();

/** The expansion of what `write` builds, made once for every key and first input; the key stands for the other inputs. */
export function expand(key: string, shapes: readonly Shape[], write: (builder: ExpansionBuilder) => number): Expansion {
  let byShape = expansions.get(key);
  if (byShape === undefined) expansions.set(key, (byShape = new WeakMap()));
  const [first] = shapes;
  if (first === undefined) throw new Error(`${key} has no input`);
  let expansion = byShape.get(first);
  if (expansion === undefined) {
    const builder = startExpansion(shapes);
    const made = finish(builder, write(builder));
    byShape.set(first, (expansion = { ...made, shape: interned(made.shape) }));
  }
  return expansion;
}

/** `apply` that must fit. */
export function must(builder: ExpansionBuilder, step: Step, inputs: readonly number[]): number {
  const result = apply(builder, step[0], step[1] ?? {}, inputs);
  if (typeof result !== 'number') throw new Error(result.error);
  return result;
}

export interface Assembly {
  readonly nodes: OperatorNode[];
}

export function assemble(shape: Shape): Assembly {
  const input = interned(shape);
  const node: OperatorNode = {
    operator: 'input',
    attributes: {},
    inputs: [],
    shape: input,
    expansion: inputExpansion(input),
    cell: -1,
    path: 'input',
    role: 'input',
  };
  return { nodes: [node] };
}

export function shapeAt(assembly: Assembly, index: number): Shape {
  const node = assembly.nodes[index];
  if (node === undefined) throw new Error(`no node ${index}`);
  return node.shape;
}

export function add(assembly: Assembly, operator: string, inputs: readonly number[], expansion: Expansion): number {
  const role = inputs.length > 1 ? 'merge' : 'operator';
  const { shape } = expansion;
  const path = `n${assembly.nodes.length}`;
  assembly.nodes.push({ operator, attributes: {}, inputs, shape, expansion, cell: -1, path, role });
  return assembly.nodes.length - 1;
}

/** Appends an operator that applies steps one after the other to one value. */
export function chain(assembly: Assembly, name: string, from: number, steps: readonly Step[]): number {
  const expansion = expand(name, [shapeAt(assembly, from)], (b) => steps.reduce((at, step) => must(b, step, [at]), 0));
  return add(assembly, name, [from], expansion);
}

/** Appends a merge; a merge of one value is that value. */
export function merge(assembly: Assembly, kind: 'sum' | 'concat' | 'multiply', from: readonly number[]): number {
  const [only] = from;
  if (only !== undefined && from.length === 1) return only;
  const shapes = from.map((index) => shapeAt(assembly, index));
  const key = kind === 'sum' ? `sum ${from.length}` : `${kind} ${shapes.map(showShape).join(' ')}`;
  const expansion = expand(key, shapes, (b) =>
    must(
      b,
      [kind],
      shapes.map((_, i) => i),
    ),
  );
  return add(assembly, kind, from, expansion);
}

export function network(assembly: Assembly, output: number): Network {
  return { space: 'assembled', input: shapeAt(assembly, 0), nodes: assembly.nodes, output, cells: [] };
}
