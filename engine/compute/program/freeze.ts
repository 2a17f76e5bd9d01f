/**
 * Turning state into constants: for inference with weights that no longer change. Backends then arrange the weights once, when compiling
 * (onnxruntime packs them for its matrix products), instead of at every run.
 */
import { node } from './tensor.ts';
import type { Tensor } from './tensor.ts';
import { ProgramError, sameShape, showShape } from './shape.ts';
import type { Shape } from './shape.ts';
import { program } from './program.ts';
import type { Program } from './program.ts';

type Values = Readonly<Record<string, { readonly shape: Shape; readonly data: Float32Array | Int32Array }>>;

/**
 * The same program with every state that `values` names as a constant. The numbers are not copied: do not change them afterwards. Refuses
 * to freeze what the program updates, and values of another shape.
 */
export function freeze<Output extends string>(source: Program<Output>, values: Values): Program<Output> {
  for (const port of source.state) {
    const value = values[port.name];
    if (value === undefined) continue;
    if (port.next !== undefined) throw new ProgramError(`freeze: the program updates "${port.name}".`);
    if (!sameShape(value.shape, port.shape)) {
      throw new ProgramError(
        `freeze: "${port.name}" has shape ${showShape(port.shape)}, its value ${showShape(value.shape)}.`,
      );
    }
  }
  const frozen = new Map(source.state.map((port) => [port.index, values[port.name]]));
  const rebuilt: Tensor[] = [];
  const at = (index: number): Tensor => {
    const tensor = rebuilt[index];
    if (tensor === undefined) throw new ProgramError(`Instruction ${index} is used before it is defined.`);
    return tensor;
  };
  source.instructions.forEach(({ op, operands, attributes, shape, dtype }, index) => {
    const value = frozen.get(index);
    rebuilt.push(
      value === undefined
        ? node(op, operands.map(at), attributes, shape, dtype)
        : node('constant', [], { data: value.data }, shape, dtype),
    );
  });
  const outputs = Object.fromEntries(source.outputs.map((port) => [port.name, at(port.index)])) as Record<
    Output,
    Tensor
  >;
  const kept = source.state.filter((port) => values[port.name] === undefined);
  return program({
    outputs,
    state: kept.map((port) => at(port.index)),
    updates: kept.flatMap((port) => (port.next === undefined ? [] : [{ state: at(port.index), value: at(port.next) }])),
  });
}
