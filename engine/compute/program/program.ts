/**
 * A program: outputs and state updates, with every instruction they need in order, numbered, and a hash.
 *
 * Building one merges instructions that compute the same (same operation, attributes and operands), so two ways of writing one graph often
 * give one hash. Backends cache what they compiled by that hash. Constants count by their contents.
 */
import { sha256 } from './sha256.ts';
import { ProgramError, sameShape, showShape } from './shape.ts';
import type { Shape } from './shape.ts';
import type { Attributes, OpName } from './instructions.ts';
import type { DType, Tensor } from './tensor.ts';
import { topologicalOrder } from './order.ts';

/** A numbered instruction; `operands` are positions in `Program.instructions`. */
export interface InstructionOf<K extends OpName> {
  readonly op: K;
  readonly operands: readonly number[];
  readonly attributes: Attributes[K];
  readonly shape: Shape;
  readonly dtype: DType;
}
export type Instruction = { [K in OpName]: InstructionOf<K> }[OpName];

/** A named value at the border of a program. */
export interface Port<Name extends string = string> {
  readonly name: Name;
  /** Position of its instruction. */
  readonly index: number;
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
}

/** A value that a session holds between runs. `next` is the position of its new value, undefined when the program only reads it. */
export interface StatePort extends Port {
  readonly next: number | undefined;
}

export interface Program<Output extends string = string> {
  readonly instructions: readonly Instruction[];
  /** Values fed at every run, sorted by name. */
  readonly inputs: readonly Port[];
  /** Values held by a session, sorted by name. */
  readonly state: readonly StatePort[];
  readonly outputs: readonly Port<Output>[];
  /** SHA-256 of the canonical form, hexadecimal. */
  readonly hash: string;
}

/** The new value of a state, which is an `input` tensor. */
export interface Update {
  readonly state: Tensor;
  readonly value: Tensor;
}

export interface ProgramSpec<Output extends string> {
  /** Values returned to the host by every run. */
  readonly outputs: Readonly<Record<Output, Tensor>>;
  /** `input` tensors that a session holds instead of being fed. Those named in `updates` are state anyway. */
  readonly state?: readonly Tensor[];
  readonly updates?: readonly Update[];
}

/** Numbers the instructions that outputs and updates need. Refuses clashing names and bool outputs. */
export function program<Output extends string>(spec: ProgramSpec<Output>): Program<Output> {
  const updates = spec.updates ?? [];
  const outputs = Object.entries<Tensor>(spec.outputs);
  const states = [...(spec.state ?? []), ...updates.map((update) => update.state)];
  const roots = [...outputs.map(([, tensor]) => tensor), ...updates.flatMap((update) => [update.state, update.value])];
  const { instructions, indexOf } = number(roots);

  const next = new Map<string, number>();
  for (const { state, value } of updates) {
    const name = inputName(state);
    if (next.has(name)) throw new ProgramError(`State "${name}" is updated twice.`);
    if (!sameShape(state.shape, value.shape) || state.dtype !== value.dtype) {
      throw new ProgramError(
        `State "${name}" is ${state.dtype} ${showShape(state.shape)}; its update is ${value.dtype} ${showShape(value.shape)}.`,
      );
    }
    next.set(name, indexOf(value));
  }
  const stateNames = new Set(states.map(inputName));
  const leaves = leavesOf(instructions);
  const inputs = leaves.filter((port) => !stateNames.has(port.name));
  const state = leaves
    .filter((port) => stateNames.has(port.name))
    .map((port): StatePort => ({ ...port, next: next.get(port.name) }));
  const ports = outputs.map(([name, tensor]) => portOf(name as Output, indexOf(tensor), tensor.shape, tensor.dtype));
  let hash: string | undefined;
  return {
    instructions,
    inputs,
    state,
    outputs: ports,
    // When it is asked for: what a backend makes of a program on the way has none.
    get hash() {
      return (hash ??= hashOf(instructions, inputs, state, ports));
    },
  };
}

/** The name of an `input` tensor; other tensors are not state. */
export function inputName(tensor: Tensor): string {
  if (tensor.op !== 'input') throw new ProgramError(`State must be an input tensor, got the result of ${tensor.op}.`);
  return tensor.attributes.name;
}

function portOf<Name extends string>(name: Name, index: number, shape: Shape, dtype: DType): Port<Name> {
  if (dtype === 'bool')
    throw new ProgramError(`"${name}" has elements of type bool, which stay inside a program; cast it.`);
  return { name, index, shape, dtype };
}

function leavesOf(instructions: readonly Instruction[]): readonly Port[] {
  const ports = new Map<string, Port>();
  instructions.forEach((instruction, index) => {
    if (instruction.op !== 'input') return;
    const { name } = instruction.attributes;
    if (ports.has(name)) throw new ProgramError(`Two inputs are named "${name}" but differ in shape or element type.`);
    ports.set(name, portOf(name, index, instruction.shape, instruction.dtype));
  });
  return [...ports.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Merges equal instructions and numbers them, operands first. */
function number(roots: readonly Tensor[]): {
  instructions: readonly Instruction[];
  indexOf: (tensor: Tensor) => number;
} {
  const instructions: Instruction[] = [];
  const positions = new Map<Tensor, number>();
  const known = new Map<number, number[]>();
  const idOf = numbering();
  const indexOf = (tensor: Tensor): number => {
    const index = positions.get(tensor);
    if (index === undefined) throw new ProgramError(`${tensor.op}: used before it was numbered.`);
    return index;
  };
  for (const tensor of topologicalOrder(roots)) {
    const operands = tensor.inputs.map(indexOf);
    const { op, attributes, shape, dtype } = tensor;
    const instruction = { op, operands, attributes, shape, dtype } as Instruction;
    // Numbers are compared, not lines of text: this is half of the time that building a program takes.
    let code = idOf(op) * 31 + idOf(wordsOf(instruction));
    for (const value of operands) code = (Math.imul(code, 31) + value) | 0;
    for (const size of shape) code = (Math.imul(code, 31) + size) | 0;
    const alike = known.get(code) ?? [];
    let index = alike.find((other) => isSame(instructions[other], instruction));
    if (index === undefined) {
      index = instructions.push(instruction) - 1;
      alike.push(index);
      known.set(code, alike);
    }
    positions.set(tensor, index);
  }
  return { instructions, indexOf };
}

/** 0, 1, ... for words that were not seen before. */
function numbering(): (word: string) => number {
  const ids = new Map<string, number>();
  return (word) => {
    const id = ids.get(word) ?? ids.size;
    if (id === ids.size) ids.set(word, id);
    return id;
  };
}

const isSame = (a: Instruction | undefined, b: Instruction): boolean =>
  a !== undefined &&
  a.op === b.op &&
  a.dtype === b.dtype &&
  sameShape(a.operands, b.operands) &&
  sameShape(a.shape, b.shape) &&
  wordsOf(a) === wordsOf(b);

/** One line that two instructions share exactly when they compute the same. */
function keyOf(instruction: Instruction): string {
  const { op, operands, dtype, shape } = instruction;
  return `${op}(${operands.join(',')})${wordsOf(instruction)}:${dtype}[${shape.join(',')}]`;
}

/** The attributes as text. Kept: a program that is rebuilt with some instructions expanded has those of the others. */
function wordsOf(instruction: Instruction): string {
  const { attributes } = instruction;
  let words = knownWords.get(attributes);
  if (words === undefined) knownWords.set(attributes, (words = attributeWords(instruction)));
  return words;
}

const knownWords = new WeakMap<object, string>();

function attributeWords({ op, attributes }: Instruction): string {
  return op === 'constant'
    ? sha256([bytesOf(attributes.data)])
    : JSON.stringify(sorted(attributes), (_, value: unknown) => (value === -Infinity ? '-inf' : value));
}

function sorted(attributes: object): object {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const bytesOf = (data: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function hashOf(
  instructions: readonly Instruction[],
  inputs: readonly Port[],
  state: readonly StatePort[],
  outputs: readonly Port[],
): string {
  return sha256([
    instructions.map((instruction) => `${keyOf(instruction)}\n`).join(''),
    ...inputs.map((port) => `in ${JSON.stringify(port.name)} ${port.index}\n`),
    ...state.map((port) => `state ${JSON.stringify(port.name)} ${port.index} ${port.next ?? '-'}\n`),
    ...outputs.map((port) => `out ${JSON.stringify(port.name)} ${port.index}\n`),
  ]);
}
