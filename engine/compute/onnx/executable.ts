/**
 * A program compiled by onnxruntime.
 */
import { ComputeError } from '../backend/backend.ts';
import type { DeviceState, DeviceValue, Executable, Feeds, TensorData } from '../backend/backend.ts';
import { feedFor, isDeviceValue, refuseUnknownFeeds } from '../backend/feeds.ts';
import type { HeldValues } from '../backend/held-values.ts';
import type { Port, Program } from '../program/program.ts';
import { sameShape, showShape } from '../program/shape.ts';
import { inputValue } from './emit.ts';
import type { Emitted } from './emit.ts';
import type { Leases } from './leases.ts';
import { runError } from './run-error.ts';
import { OnnxState } from './state.ts';
import { dataOf, ortTensor } from './runtime.ts';
import type { OrtModule, OrtSession, OrtTensor } from './runtime.ts';

/** What runs a program, and how. */
export interface Compiled {
  readonly ort: OrtModule;
  readonly session: OrtSession;
  readonly leases: Leases;
  readonly values: HeldValues<OrtTensor>;
  readonly writesInto: boolean;
}

/** What a run gives for a result of its session. */
export type Give<Result> = (tensor: OrtTensor, port: Port, compiled: Compiled) => Result;

export const fetched: Give<TensorData> = dataOf;

export const held: Give<DeviceValue> = (tensor, port, { leases, session, values }) => {
  leases.made(session, tensor);
  return values.of(tensor, port);
};

export class OnnxExecutable<Output extends string, Result extends TensorData | DeviceValue> implements Executable<
  Output,
  Result
> {
  readonly program: Program<Output>;
  readonly #compiled: Compiled;
  readonly #names: Pick<Emitted, 'valueOf' | 'nextOf'>;
  readonly #give: Give<Result>;

  constructor(
    program: Program<Output>,
    compiled: Compiled,
    names: Pick<Emitted, 'valueOf' | 'nextOf'>,
    give: Give<Result>,
  ) {
    this.program = program;
    this.#compiled = compiled;
    this.#names = names;
    this.#give = give;
  }

  async run(feeds: Feeds, state?: DeviceState): Promise<Readonly<Record<Output, Result>>> {
    refuseUnknownFeeds(this.program, feeds);
    const held = this.#stateOf(state);
    const { ort, session, leases, values, writesInto } = this.#compiled;
    const given: Record<string, OrtTensor> = {};
    for (const port of this.program.inputs) {
      const feed = feedFor(port, feeds);
      given[inputValue(port.name)] = isDeviceValue(feed) ? values.tensorOf(feed) : ortTensor(ort, feed, port.shape);
    }
    const fetches: Record<string, OrtTensor | null> = {};
    for (const port of this.program.outputs) fetches[this.#value(port.name)] = null;
    for (const port of this.program.state) {
      const current = held.current(port.name);
      if (!sameShape(current.dims, port.shape)) {
        throw new ComputeError(
          `State "${port.name}" has shape ${showShape(current.dims)}; the program expects ${showShape(port.shape)}.`,
        );
      }
      given[inputValue(port.name)] = current;
      const next = this.#names.nextOf.get(port.name);
      if (next !== undefined) fetches[next] = writesInto ? held.spare(port.name) : null;
    }
    const results = await this.#run(given, fetches);
    for (const [name, value] of this.#names.nextOf) {
      const next = writesInto ? held.spare(name) : results[value];
      if (next === undefined) continue;
      if (!writesInto) leases.made(session, next);
      await held.advance(name, next);
    }
    const outputs = this.program.outputs.map((port): readonly [Output, Result] => {
      const tensor = results[this.#value(port.name)];
      if (tensor === undefined) throw new ComputeError(`The run returned no "${port.name}".`);
      return [port.name, this.#give(tensor, port, this.#compiled)];
    });
    return Object.fromEntries(outputs) as Record<Output, Result>;
  }

  /** Frees the session. The backend calls this when the last user has disposed of it. */
  async dispose(): Promise<void> {
    await this.#compiled.leases.release(this.#compiled.session);
  }

  async #run(
    given: Record<string, OrtTensor>,
    fetches: Record<string, OrtTensor | null>,
  ): Promise<Record<string, OrtTensor>> {
    try {
      return await this.#compiled.session.run(given, fetches);
    } catch (cause) {
      throw runError('The run failed', cause);
    }
  }

  #value(output: string): string {
    return this.#names.valueOf.get(output) ?? '';
  }

  #stateOf(state: DeviceState | undefined): OnnxState {
    if (state instanceof OnnxState) return state;
    if (state !== undefined) throw new ComputeError('The state belongs to another backend.');
    if (this.program.state.length > 0) throw new ComputeError('The program needs state: run it in a session.');
    return EMPTY(this.#compiled);
  }
}

const EMPTY = ({ ort, leases }: Compiled): OnnxState =>
  new OnnxState({ ort, leases, download: async () => ({}) }, () => undefined);
