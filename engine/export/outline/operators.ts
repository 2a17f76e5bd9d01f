/** Operators of a network as steps: a primitive by itself, or a group of its own where an operator is made of several. */
import type { Expansion, Network, OperatorNode } from '../../../dsl/graph/network.ts';
import type { Shape } from '../../../dsl/graph/shape.ts';
import type { PieceForms } from './call.ts';
import { makeGroup, type Body, type Step } from './group.ts';

export interface OperatorStep {
  readonly body: Body;
  /** Indices of operator nodes whose values enter. */
  readonly inputs: readonly number[];
}

export interface Operators {
  /** By index in `Network.nodes`; undefined for the input and for operators that pass a value through. */
  readonly steps: readonly (OperatorStep | undefined)[];
  /** The node whose value a node's value is: another one where operators pass values through. */
  readonly origin: readonly number[];
}

export function operatorsOf(network: Network, forms: PieceForms): Operators {
  const origin: number[] = [];
  let primitives = 0;
  const steps = network.nodes.map((node, index) => {
    const first = primitives;
    primitives += node.expansion.nodes.length;
    const inputs = node.inputs.map((input) => origin[input] ?? input);
    const { arity, output } = node.expansion;
    const passed = output < arity ? inputs[output] : undefined;
    origin.push(passed ?? index);
    if (passed !== undefined || node.role === 'input') return undefined;
    const shapes = node.inputs.flatMap((input) => network.nodes[input]?.shape ?? []);
    return { body: bodyOf(node, shapes, first, forms), inputs };
  });
  return { steps, origin };
}

function bodyOf(node: OperatorNode, shapes: readonly Shape[], first: number, forms: PieceForms): Body {
  const steps = stepsOf(node.expansion, shapes, first, forms);
  const [only] = steps;
  const straight = only?.inputs.length === node.expansion.arity && only.inputs.every((input, i) => input === i);
  if (steps.length === 1 && only !== undefined && straight) return only.body;
  return {
    group: makeGroup({
      kind: 'operator',
      title: node.operator,
      inputs: shapes.map((_, i) => (i === 0 ? 'x' : `x${i}`)),
      steps,
      output: node.expansion.output,
      from: shapes[0] ?? node.shape,
      to: node.shape,
    }),
  };
}

function stepsOf(
  { arity, nodes }: Expansion,
  shapes: readonly Shape[],
  first: number,
  forms: PieceForms,
): readonly Step[] {
  return nodes.map((node, i) => {
    if (node.op === 'input') throw new Error('an operator has no input of its own');
    const inputs = node.inputs.flatMap((r) => shapes[r] ?? nodes[r - arity]?.shape ?? []);
    const piece = forms[node.op]({ attributes: node.attributes, inputs, shape: node.shape });
    return { label: node.op, inputs: node.inputs, body: { piece, primitive: first + i } };
  });
}
