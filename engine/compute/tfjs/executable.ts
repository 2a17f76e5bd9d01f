/**
 * Running a program instruction by instruction. Every value is disposed of after its last use; constants stay until the executable goes.
 */
import { ComputeError } from '../backend/backend.ts';
import type { DeviceState, DeviceValue, Executable, Feeds, TensorData } from '../backend/backend.ts';
import { feedFor, isDeviceValue, refuseUnknownFeeds } from '../backend/feeds.ts';
import type { HeldValues } from '../backend/held-values.ts';
import { letOthersIn } from '../backend/turn.ts';
import type { OpName } from '../program/instructions.ts';
import type { Instruction, Port, Program } from '../program/program.ts';
import { expandProgram } from '../program/rewrite.ts';
import { sameShape, showShape } from '../program/shape.ts';
import type { Shape } from '../program/shape.ts';
import { tfjsExpansions } from './expansions.ts';
import type { Call, Kernel, Kernels, TfTensor } from './kernel.ts';
import { elementwise } from './kernels/elementwise.ts';
import { image } from './kernels/image.ts';
import { layout } from './kernels/layout.ts';
import type { TfModule } from './load.ts';
import { hostTensor, TfjsState } from './state.ts';

const kernels: Kernels<OpName> = { ...elementwise, ...layout, ...image };

/** What a run gives for a result, which stays the run's. */
type Give<Result> = (tensor: TfTensor, port: Port, tf: TfModule, values: HeldValues<TfTensor>) => Promise<Result>;

export const fetched: Give<TensorData> = async (tensor) => (await hostTensor(tensor)).data;

export const held: Give<DeviceValue> = async (tensor, port, tf, values) => values.of(tf.clone(tensor), port);

export class TfjsExecutable<Output extends string, Result extends TensorData | DeviceValue> implements Executable<
  Output,
  Result
> {
  readonly program: Program<Output>;
  readonly #tf: TfModule;
  readonly #expanded: Program<Output>;
  readonly #constants = new Map<number, TfTensor>();
  /** Positions of values whose last use is the instruction at the same position. */
  readonly #endings: readonly (readonly number[])[];
  readonly #values: HeldValues<TfTensor>;
  readonly #give: Give<Result>;
  readonly #count: (change: number) => void;

  constructor(
    program: Program<Output>,
    tf: TfModule,
    values: HeldValues<TfTensor>,
    give: Give<Result>,
    count: (change: number) => void,
  ) {
    this.program = program;
    this.#tf = tf;
    this.#values = values;
    this.#give = give;
    this.#count = count;
    this.#expanded = expandProgram(program, tfjsExpansions);
    this.#expanded.instructions.forEach((instruction, index) => {
      if (instruction.op === 'constant') this.#constants.set(index, execute(tf, instruction, []));
    });
    count(this.#constants.size);
    this.#endings = endings(this.#expanded);
  }

  async run(feeds: Feeds, state?: DeviceState): Promise<Readonly<Record<Output, Result>>> {
    await letOthersIn();
    refuseUnknownFeeds(this.program, feeds);
    const held = this.#stateOf(state);
    const values: (TfTensor | undefined)[] = [];
    const given = new Map<number, TfTensor>();
    const owned = new Set<TfTensor>();
    try {
      for (const port of this.#expanded.inputs) {
        const feed = feedFor(port, feeds);
        const isHeld = isDeviceValue(feed);
        const tensor = isHeld ? this.#values.tensorOf(feed) : this.#tf.tensor(feed, [...port.shape], port.dtype);
        given.set(port.index, tensor);
        if (!isHeld) owned.add(tensor);
      }
      for (const port of this.#expanded.state) given.set(port.index, stateFor(held, port.name, port.shape));
      this.#expanded.instructions.forEach((instruction, index) => {
        const value = this.#constants.get(index) ?? given.get(index) ?? this.#execute(instruction, values);
        values[index] = value;
        if (!this.#constants.has(index) && !given.has(index)) owned.add(value);
        for (const ended of this.#endings[index] ?? []) {
          const last = values[ended];
          if (last !== undefined && owned.delete(last)) last.dispose();
        }
      });
      const outputs: [Output, Result][] = [];
      for (const port of this.#expanded.outputs) {
        const tensor = values[port.index];
        if (tensor === undefined) throw new ComputeError(`The run returned no "${port.name}".`);
        outputs.push([port.name, await this.#give(tensor, port, this.#tf, this.#values)]);
      }
      // Cloned first: the new value of one state may be the old one of another.
      const advanced = this.#expanded.state.flatMap((port): [string, TfTensor][] => {
        const next = port.next === undefined ? undefined : values[port.next];
        return next === undefined ? [] : [[port.name, this.#tf.clone(next)]];
      });
      for (const [name, next] of advanced) held?.advance(name, next);
      return Object.fromEntries(outputs) as Record<Output, Result>;
    } finally {
      for (const tensor of owned) tensor.dispose();
    }
  }

  async dispose(): Promise<void> {
    for (const tensor of this.#constants.values()) tensor.dispose();
    this.#count(-this.#constants.size);
    this.#constants.clear();
  }

  #execute(instruction: Instruction, values: readonly (TfTensor | undefined)[]): TfTensor {
    const operands = instruction.operands.map((index) => {
      const value = values[index];
      if (value === undefined) throw new ComputeError(`${instruction.op}: an operand is gone.`);
      return value;
    });
    try {
      return execute(this.#tf, instruction, operands);
    } catch (cause) {
      throw new ComputeError(
        `The run failed in ${instruction.op}: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  }

  #stateOf(state: DeviceState | undefined): TfjsState | undefined {
    if (state instanceof TfjsState) return state;
    if (state !== undefined) throw new ComputeError('The state belongs to another backend.');
    if (this.program.state.length > 0) throw new ComputeError('The program needs state: run it in a session.');
    return undefined;
  }
}

function stateFor(state: TfjsState | undefined, name: string, shape: Shape): TfTensor {
  const tensor = state?.current(name);
  if (tensor === undefined || !sameShape(tensor.shape, shape)) {
    throw new ComputeError(
      `State "${name}" has shape ${showShape(tensor?.shape ?? [])}; the program expects ${showShape(shape)}.`,
    );
  }
  return tensor;
}

/** One instruction. The result is always a tensor of its own, so that it can be disposed of without harm to an operand. */
function execute(tf: TfModule, instruction: Instruction, operands: readonly TfTensor[]): TfTensor {
  const call: Call<OpName> = {
    tf,
    instruction,
    attributes: instruction.attributes,
    all: operands,
    x: (index) => {
      const value = operands[index];
      if (value === undefined) throw new ComputeError(`${instruction.op}: operand ${index} is missing.`);
      return value;
    },
  };
  return tf.tidy(() => {
    const result = (kernels[instruction.op] as unknown as Kernel<OpName>)(call);
    return operands.includes(result) ? tf.clone(result) : result;
  });
}

/** For every instruction the values that nobody needs after it; outputs and new state are needed to the end. */
function endings(program: Program): readonly (readonly number[])[] {
  const last = new Map<number, number>();
  program.instructions.forEach(({ operands }, index) => {
    last.set(index, Math.max(index, last.get(index) ?? index));
    for (const operand of operands) last.set(operand, index);
  });
  for (const port of program.outputs) last.delete(port.index);
  for (const port of program.state) if (port.next !== undefined) last.delete(port.next);
  const result = program.instructions.map((): number[] => []);
  for (const [value, index] of last) result[index]?.push(value);
  return result;
}
