/**
 * A program compiled by onnxruntime.
 */
import { ComputeError } from '../backend/backend.ts';
import type { DeviceState, Executable, Feeds, Fetched, TensorData } from '../backend/backend.ts';
import { feedFor, refuseUnknownFeeds } from '../backend/feeds.ts';
import type { Program } from '../program/program.ts';
import { sameShape, showShape } from '../program/shape.ts';
import { inputValue } from './emit.ts';
import type { Emitted } from './emit.ts';
import { OnnxState } from './state.ts';
import { dataOf, ortTensor } from './runtime.ts';
import type { OrtModule, OrtSession, OrtTensor } from './runtime.ts';

export class OnnxExecutable<Output extends string> implements Executable<Output> {
  readonly program: Program<Output>;
  readonly #ort: OrtModule;
  readonly #session: OrtSession;
  readonly #names: Pick<Emitted, 'valueOf' | 'nextOf'>;
  readonly #writesInto: boolean;

  constructor(
    program: Program<Output>,
    ort: OrtModule,
    session: OrtSession,
    names: Pick<Emitted, 'valueOf' | 'nextOf'>,
    writesInto: boolean,
  ) {
    this.program = program;
    this.#ort = ort;
    this.#session = session;
    this.#names = names;
    this.#writesInto = writesInto;
  }

  async run(feeds: Feeds, state?: DeviceState): Promise<Fetched<Output>> {
    refuseUnknownFeeds(this.program, feeds);
    const held = this.#stateOf(state);
    const given: Record<string, OrtTensor> = {};
    for (const port of this.program.inputs) {
      given[inputValue(port.name)] = ortTensor(this.#ort, feedFor(port, feeds), port.shape);
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
      if (next !== undefined) fetches[next] = this.#writesInto ? held.spare(port.name) : null;
    }
    const results = await this.#run(given, fetches);
    for (const [name, value] of this.#names.nextOf) {
      const next = this.#writesInto ? held.spare(name) : results[value];
      if (next !== undefined) held.advance(name, next);
    }
    const fetched = this.program.outputs.map((port): readonly [Output, TensorData] => {
      const tensor = results[this.#value(port.name)];
      if (tensor === undefined) throw new ComputeError(`The run returned no "${port.name}".`);
      return [port.name, dataOf(tensor)];
    });
    return Object.fromEntries(fetched) as Record<Output, TensorData>;
  }

  /** Frees the session. The backend calls this when the last user has disposed of it. */
  async dispose(): Promise<void> {
    await this.#session.release();
  }

  async #run(
    given: Record<string, OrtTensor>,
    fetches: Record<string, OrtTensor | null>,
  ): Promise<Record<string, OrtTensor>> {
    try {
      return await this.#session.run(given, fetches);
    } catch (cause) {
      throw new ComputeError(`The run failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }

  #value(output: string): string {
    return this.#names.valueOf.get(output) ?? '';
  }

  #stateOf(state: DeviceState | undefined): OnnxState {
    if (state instanceof OnnxState) return state;
    if (state !== undefined) throw new ComputeError('The state belongs to another backend.');
    if (this.program.state.length > 0) throw new ComputeError('The program needs state: run it in a session.');
    return EMPTY(this.#ort);
  }
}

const EMPTY = (ort: OrtModule): OnnxState =>
  new OnnxState(
    ort,
    async () => ({}),
    () => undefined,
  );
