/**
 * The flow through a decided cell, without building the network around it: the cell is stacked on itself a few times, and what has become of the
 * kernels of images is read after one cell and after several.
 */
import type { CellTopology, Expansion, Network } from '../../../dsl/graph/network.ts';
import { addActivity, noActivity, type Activity } from './activity.ts';
import { cellPlan, type CellPlan, type Passage } from './cell-plan.ts';
import { emptyKernels } from './kernels.ts';
import { operatorFlow } from './operator-flow.ts';
import { flowSummary } from './summary.ts';
import { drawnAgain, fresh, imageValue, joinedEqually, scaled, summed, type Value } from './value.ts';

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
  const plan = cellPlan(topology, rules);
  const activity = noActivity();
  let entering = topology.inputs.map(() => imageValue(0));
  for (let depth = 1; depth <= DEEPEST; depth++) {
    const result = through(plan, entering, activity);
    if (DEPTHS.includes(depth)) at = flowSummary(result, activity, out, at);
    entering = [...entering.slice(1), result];
  }
  return at;
}

function through({ vertices, passages, adapter }: CellPlan, entering: readonly Value[], activity: Activity): Value {
  const values: (Value | undefined)[] = entering.map((value) => apply(adapter, value, activity));
  const passed: (Value | undefined)[] = passages.map(() => undefined);
  for (const { arriving, operator, merge } of vertices) {
    const arrived: Value[] = [];
    for (const index of arriving) {
      const passage = passages[index] as Passage;
      const value = values[passage.from];
      if (value === undefined) continue;
      const before = passed[index];
      const result = before === undefined ? pass(passage, value, activity) : drawnAgain(before, value);
      passed[index] = result;
      arrived.push(result);
    }
    values.push(arrived.length === 0 ? undefined : apply(operator, merged(merge, arrived), activity));
  }
  return values.at(-1) ?? fresh(emptyKernels(), 0);
}

/** Counts the rectifiers of all uses. */
function pass({ adapter, operator, uses }: Passage, value: Value, activity: Activity): Value {
  if (uses === 1) return apply(operator, apply(adapter, value, activity), activity);
  const once = noActivity();
  const result = apply(operator, apply(adapter, value, once), once);
  addActivity(activity, uses, once);
  return result;
}

function apply(expansion: Expansion | undefined, value: Value, activity: Activity): Value {
  return expansion === undefined ? value : operatorFlow(expansion, value, activity);
}

function merged(name: string, values: readonly Value[]): Value {
  const [first] = values;
  if (values.length === 1 && first !== undefined) return first;
  // A cell's vertices are of one width, whatever the operators that arrive there were learnt at.
  if (name === 'concat') return joinedEqually(values);
  const sum = summed(values);
  return name === 'sum' ? sum : scaled(sum, 1 / values.length);
}
