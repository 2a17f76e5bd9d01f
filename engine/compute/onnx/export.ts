/**
 * Writing a program as an ONNX file for other tools: operators of ai.onnx only, the weights inside as initialisers.
 */
import { ComputeError } from '../backend/backend.ts';
import type { HostTensor } from '../backend/backend.ts';
import type { Program } from '../program/program.ts';
import { sameShape, showShape } from '../program/shape.ts';
import { emit, inputValue } from './emit.ts';
import type { ValueInfo } from './model.ts';

export interface OnnxExportOptions {
  /** Name of the graph inside the file. Default `hypernas`. */
  readonly graphName?: string;
  /**
   * An input whose first axis is the batch: the model then takes batches of any size. The program must have a size there of which no
   * other axis is a multiple, and keep the batch first in all that depends on it.
   */
  readonly freeBatch?: string;
}

/**
 * The bytes of an .onnx file (operator set 18) that computes the program's outputs from its inputs, under their own names. `state` gives every
 * state of the program. Refuses a program that updates state: an exported model has none. Throws ComputeError.
 */
export function exportOnnx(
  program: Program,
  state: Readonly<Record<string, HostTensor>>,
  options: OnnxExportOptions = {},
): Uint8Array {
  const size = program.inputs.find((port) => port.name === options.freeBatch)?.shape[0];
  if (options.freeBatch !== undefined && size === undefined)
    throw new ComputeError(`The program has no input "${options.freeBatch}" with a batch.`);
  const { model, inputs, outputs, valueOf } = emit(program, {
    device: 'portable',
    block: 0,
    ...(size === undefined ? {} : { freeBatch: { size, input: inputValue(options.freeBatch ?? '') } }),
  });
  const freed = (info: ValueInfo): ValueInfo => (info.shape[0] === size ? { ...info, freeAxis: 'batch' } : info);
  const renamed = new Map(program.outputs.map((port) => [valueOf.get(port.name) ?? '', port.name]));
  for (const port of program.inputs) renamed.set(inputValue(port.name), port.name);
  for (const port of program.state) {
    const value = state[port.name];
    if (port.next !== undefined)
      throw new ComputeError(`The program updates "${port.name}": export its inference form instead.`);
    if (value === undefined) throw new ComputeError(`No value was given for "${port.name}".`);
    if (!sameShape(value.shape, port.shape)) {
      throw new ComputeError(`"${port.name}" has shape ${showShape(port.shape)}, its value ${showShape(value.shape)}.`);
    }
    renamed.set(inputValue(port.name), port.name);
    model.namedConstant(port.name, value.data, port.shape);
  }
  const held = new Set(program.state.map((port) => inputValue(port.name)));
  const fed = inputs
    .filter((info) => !held.has(info.name))
    .map((info) => ({ ...freed(info), name: renamed.get(info.name) ?? info.name }));
  const given = outputs.map((info) => ({ ...freed(info), name: renamed.get(info.name) ?? info.name }));
  return model.serialise(options.graphName ?? 'hypernas', fed, given, renamed);
}
