/**
 * Expanding instructions that a backend lacks into others: the program is rebuilt with each such instruction replaced, and merged again, so
 * that parts shared by several expansions are computed once.
 */
import { node } from './tensor.ts';
import type { Tensor, TensorOf } from './tensor.ts';
import type { OpName } from './instructions.ts';
import { ProgramError } from './shape.ts';
import { program } from './program.ts';
import type { Program } from './program.ts';

/** Instructions and what to write instead. An expansion may return its argument to keep it, and may use instructions that are expanded too. */
export type Expansions = { readonly [K in OpName]?: (tensor: TensorOf<K>) => Tensor };

/** The same program without the expanded instructions. Names of inputs, state and outputs stay; the hash does not. */
export function expandProgram<Output extends string>(source: Program<Output>, expansions: Expansions): Program<Output> {
  const rebuilt: Tensor[] = [];
  const done = new Map<Tensor, Tensor>();
  const at = (index: number): Tensor => {
    const tensor = rebuilt[index];
    if (tensor === undefined) throw new ProgramError(`Instruction ${index} is used before it is defined.`);
    return tensor;
  };
  for (const { op, operands, attributes, shape, dtype } of source.instructions) {
    rebuilt.push(settle(node(op, operands.map(at), attributes, shape, dtype), expansions, done));
  }
  const outputs = Object.fromEntries(source.outputs.map((port) => [port.name, at(port.index)])) as Record<
    Output,
    Tensor
  >;
  const updates = source.state.flatMap((port) =>
    port.next === undefined ? [] : [{ state: at(port.index), value: at(port.next) }],
  );
  return program({ outputs, updates, state: source.state.map((port) => at(port.index)) });
}

/** A tensor with its operands settled, expanded, and its expansion settled in turn. Operands of the source program are settled already. */
function settle(tensor: Tensor, expansions: Expansions, done: Map<Tensor, Tensor>): Tensor {
  const known = done.get(tensor);
  if (known !== undefined) return known;
  const inputs = tensor.inputs.map((input) => settle(input, expansions, done));
  const changed = inputs.some((input, index) => input !== tensor.inputs[index]);
  const rebuilt = changed ? node(tensor.op, inputs, tensor.attributes, tensor.shape, tensor.dtype) : tensor;
  const expand = expansions[rebuilt.op] as ((tensor: Tensor) => Tensor) | undefined;
  const replaced = expand?.(rebuilt) ?? rebuilt;
  const result = replaced === rebuilt ? rebuilt : settle(replaced, expansions, done);
  done.set(tensor, result);
  done.set(result, result);
  return result;
}
