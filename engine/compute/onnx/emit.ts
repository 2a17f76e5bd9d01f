/**
 * From a program to an ONNX model: one lowering per instruction.
 */
import type { OpName } from '../program/instructions.ts';
import type { Instruction, Program } from '../program/program.ts';
import { expandProgram } from '../program/rewrite.ts';
import { ProgramError } from '../program/shape.ts';
import { OnnxModel } from './model.ts';
import type { ValueInfo } from './model.ts';
import type { Lowering, Lowerings, Site, Target } from './emission.ts';
import { expansionsFor } from './expansions.ts';
import { addSplit, splitsOf, type Split } from './splits.ts';
import { elementwise } from './lower/elementwise.ts';
import { reductions } from './lower/reduce.ts';
import { layout } from './lower/layout.ts';
import { products } from './lower/matmul.ts';
import { convolution } from './lower/conv.ts';
import { pooling } from './lower/pool.ts';
import { normalisation } from './lower/normalise.ts';

const lowerings: Lowerings<OpName> = {
  ...elementwise,
  ...reductions,
  ...layout,
  ...products,
  ...convolution,
  ...pooling,
  ...normalisation,
};

export interface Emitted {
  readonly model: OnnxModel;
  /** Fed inputs and state, as the model's inputs. */
  readonly inputs: readonly ValueInfo[];
  /** Outputs and new state values, as the model's outputs: names generated, each a value of its own. */
  readonly outputs: readonly ValueInfo[];
  /** Name of the value of each program output and each updated state. */
  readonly valueOf: ReadonlyMap<string, string>;
  readonly nextOf: ReadonlyMap<string, string>;
}

/** Name of an input or state in the model. Prefixed, so that it cannot clash with generated names. */
export const inputValue = (name: string): string => `in:${name}`;

export function emit(source: Program, target: Target): Emitted {
  const program = expandProgram(source, expansionsFor(target));
  const model = new OnnxModel();
  const values: string[] = [];
  const derived = new Map<string, string>();
  const splits = target.device === 'cpu' ? splitsOf(program) : new Map<number, Split>();
  program.instructions.forEach((instruction, index) => {
    if (instruction.op === 'input') {
      values[index] = inputValue(instruction.attributes.name);
      return;
    }
    const split = splits.get(index);
    if (split !== undefined) {
      if (values[index] === undefined) addSplit(model, split, values);
      return;
    }
    const site = siteOf(instruction, program, values, model, target, derived);
    values[index] = (lowerings[instruction.op] as unknown as Lowering<OpName>)(site);
  });
  const ports = [...program.inputs, ...program.state];
  const inputs = ports.map(({ name, shape, dtype }): ValueInfo => ({ name: inputValue(name), shape, dtype }));

  // Inputs, constants and values given out twice cannot be outputs themselves.
  const taken = new Set(
    program.instructions.flatMap(({ op }, index) => (op === 'input' || op === 'constant' ? [values[index]] : [])),
  );
  const outputs: ValueInfo[] = [];
  const give = (index: number, { shape, dtype }: Pick<ValueInfo, 'shape' | 'dtype'>): string => {
    const value = values[index] ?? '';
    const name = taken.has(value) ? model.add('Identity', [value]) : value;
    taken.add(name);
    outputs.push({ name, shape, dtype });
    return name;
  };
  const valueOf = new Map(program.outputs.map((port) => [port.name, give(port.index, port)]));
  const nextOf = new Map(
    program.state.flatMap((port) => (port.next === undefined ? [] : [[port.name, give(port.next, port)] as const])),
  );
  model.prune(outputs.map(({ name }) => name));
  return { model, inputs, outputs, valueOf, nextOf };
}

function siteOf(
  instruction: Instruction,
  program: Program,
  values: readonly string[],
  model: OnnxModel,
  target: Target,
  derived: Map<string, string>,
): Site<OpName> {
  const at = (operand: number): number => instruction.operands[operand] ?? -1;
  const name = (operand: number): string => {
    const value = values[at(operand)];
    if (value === undefined) throw new ProgramError(`${instruction.op}: operand ${operand} is missing.`);
    return value;
  };
  return {
    model,
    target,
    instruction,
    attributes: instruction.attributes,
    name,
    names: () => instruction.operands.map((_, operand) => name(operand)),
    shape: (operand) => program.instructions[at(operand)]?.shape ?? [],
    dtype: (operand) => program.instructions[at(operand)]?.dtype ?? 'float32',
    once: (key, make) => {
      const known = derived.get(key);
      if (known !== undefined) return known;
      const value = make();
      derived.set(key, value);
      return value;
    },
  };
}
