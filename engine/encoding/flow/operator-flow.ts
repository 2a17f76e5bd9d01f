/** The flow through an operator, prepared once for each: rows of primitives that change kernels in place are taken together. */
import type { Expansion, PrimitiveNode } from '../../../dsl/graph/network.ts';
import type { Activity } from './activity.ts';
import type { Step } from './kernel-steps.ts';
import { channelsOf } from './node-numbers.ts';
import { inSteps, primitiveFlow, stepOf } from './primitive-flow.ts';
import type { Value } from './value.ts';

/** A row of primitives, the last of which is `node`: their steps, or none where `node` alone acts on values as a whole. */
interface Row {
  readonly node: PrimitiveNode;
  readonly steps: readonly Step[];
  /** Values that go in, and the one that comes out, as references of the expansion. */
  readonly inputs: readonly number[];
  readonly output: number;
}

const known = new WeakMap<Expansion, readonly Row[]>();

export function operatorFlow(expansion: Expansion, value: Value, activity: Activity): Value {
  let rows = known.get(expansion);
  if (rows === undefined) known.set(expansion, (rows = rowsOf(expansion)));
  const inside: (Value | undefined)[] = [value];
  const valueAt = (reference: number): Value => inside[reference] ?? value;
  for (const { node, steps, inputs, output } of rows) {
    inside[output] =
      steps.length > 0
        ? inSteps(valueAt(inputs[0] ?? 0), steps, channelsOf(node), activity)
        : primitiveFlow(inputs.map(valueAt), node, activity);
  }
  return inside[expansion.output] ?? value;
}

function rowsOf({ arity, nodes, output }: Expansion): readonly Row[] {
  const uses = new Map<number, number>([[output, 1]]);
  for (const { inputs } of nodes) for (const input of inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  const rows: Row[] = [];
  nodes.forEach((node, i) => {
    const reference = arity + i;
    const step = stepOf(node);
    const last = rows.at(-1);
    const continues = last !== undefined && last.steps.length > 0 && node.inputs[0] === last.output;
    if (step === undefined || !continues || uses.get(last.output) !== 1)
      rows.push({ node, steps: step === undefined ? [] : [step], inputs: node.inputs, output: reference });
    else rows[rows.length - 1] = { node, steps: [...last.steps, step], inputs: last.inputs, output: reference };
  });
  return rows;
}
