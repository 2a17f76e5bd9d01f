/**
 * The flow through a decided cell, without building the network around it: the cell is stacked on itself a few times, and what has become of the
 * kernels of images is read after one cell and after several.
 */
import type { CellTopology, CellVertex, Expansion, Network } from '../../../dsl/graph/network.ts';
import { emptyKernels, fresh, imageValue, joinedValues, scaled, summed, type Value } from './kernels.ts';
import { noActivity, primitiveFlow, type Activity } from './primitive-flow.ts';
import { flowSummary } from './summary.ts';

/** How a cell's operators are made, learnt from networks of the space. */
export interface CellFlowRules {
  readonly cell: string;
  readonly operators: ReadonlyMap<string, Expansion>;
  /** What the values that enter are fitted by, where they are. */
  readonly adapter: Expansion | undefined;
}

/** After how many cells the flow is read: one, and enough that depth tells. */
export const DEPTHS: readonly number[] = [1, 4];
const DEEPEST = Math.max(...DEPTHS);

/** By name of the declaration, in alphabetical order. */
export function cellFlowRules(networks: readonly Network[]): readonly CellFlowRules[] {
  const found = new Map<string, { operators: Map<string, Expansion>; adapter: Expansion | undefined }>();
  for (const network of networks) {
    for (const node of network.nodes) {
      const cell = network.cells[node.cell]?.topology.cell;
      if (cell === undefined) continue;
      const rules = found.get(cell) ?? { operators: new Map<string, Expansion>(), adapter: undefined };
      found.set(cell, rules);
      if (node.role === 'adapter' && node.expansion.params > 0) rules.adapter ??= node.expansion;
      if (node.role !== 'operator') continue;
      const known = rules.operators.get(node.operator);
      // Where a stride stands in the way even an identity has weights: the plainest use tells what an operator is.
      if (known === undefined || node.expansion.nodes.length < known.nodes.length)
        rules.operators.set(node.operator, node.expansion);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([cell, rules]) => ({ cell, ...rules }));
}

/** Writes a `flowSummary` for each of the DEPTHS and returns the offset after them. An operator without a rule is taken for an identity. */
export function writeCellFlow(topology: CellTopology, rules: CellFlowRules, out: Float64Array, at: number): number {
  const activity = noActivity();
  let entering = topology.inputs.map(() => imageValue(0));
  for (let depth = 1; depth <= DEEPEST; depth++) {
    const result = through(topology, rules, entering, activity);
    if (DEPTHS.includes(depth)) at = flowSummary(result, activity, out, at);
    entering = [...entering.slice(1), result];
  }
  return at;
}

function through(
  { vertices, edges, inputs }: CellTopology,
  { operators, adapter }: CellFlowRules,
  entering: readonly Value[],
  activity: Activity,
): Value {
  // Operators on edges share what an input is fitted by; operators on vertices have it an edge.
  const onVertices = vertices.some(({ operator }) => operator !== undefined);
  const values: (Value | undefined)[] = entering.map((value) => (onVertices ? value : apply(adapter, value, activity)));
  for (let v = inputs.length; v < vertices.length; v++) {
    const arriving: Value[] = [];
    for (const { from, to, operator, live } of edges) {
      const value = values[from];
      if (!live || to !== v || value === undefined) continue;
      const fitted = onVertices && from < inputs.length ? apply(adapter, value, activity) : value;
      arriving.push(operator === undefined ? fitted : apply(operators.get(operator), fitted, activity));
    }
    const { merge, operator } = vertices[v] as CellVertex;
    const sum = arriving.length === 0 ? undefined : merged(merge, arriving);
    values[v] = sum === undefined || operator === undefined ? sum : apply(operators.get(operator), sum, activity); // prettier-ignore
  }
  return values[vertices.length - 1] ?? fresh(emptyKernels(), 0);
}

function apply(expansion: Expansion | undefined, value: Value, activity: Activity): Value {
  if (expansion === undefined) return value;
  const inside = [value];
  for (const primitive of expansion.nodes) {
    const inputs = primitive.inputs.map((input) => inside[input] as Value);
    inside.push(primitiveFlow(inputs, primitive, activity));
  }
  return inside[expansion.output] ?? value;
}

function merged(name: string, values: readonly Value[]): Value {
  const [first] = values;
  if (values.length === 1 && first !== undefined) return first;
  // A cell's vertices are of one width, whatever the operators that arrive there were learnt at.
  if (name === 'concat') return joinedValues(values.map((value) => ({ ...value, channels: 0 })));
  const sum = summed(values);
  return name === 'sum' ? sum : scaled(sum, 1 / values.length);
}
