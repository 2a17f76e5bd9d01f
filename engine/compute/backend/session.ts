/**
 * A session: state in a backend, and the programs that read and update it (a training step, an evaluation...), one run at a time.
 */
import type { Program } from '../program/program.ts';
import { ComputeError } from './backend.ts';
import type { Backend, DeviceState, Executable, Feeds, Fetched, HostTensor } from './backend.ts';

export class Session {
  readonly backend: Backend;
  readonly #state: DeviceState;
  readonly #executables = new Map<string, Promise<Executable>>();
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  /** Use `openSession`. */
  constructor(backend: Backend, state: DeviceState) {
    this.backend = backend;
    this.#state = state;
  }

  /** Compiles a program now instead of at its first run. */
  async prepare(program: Program): Promise<void> {
    await this.#executable(program);
  }

  /**
   * Runs a program on the session's state: the values it names as state are taken from there, its updates go there. Runs are queued.
   * Rejects with a ComputeError when a feed is missing, has a wrong size, or the run fails; the state is then unchanged.
   */
  run<Output extends string>(program: Program<Output>, feeds: Feeds = {}): Promise<Fetched<Output>> {
    return this.#queue(async () => {
      const executable = await this.#executable(program);
      return (await executable.run(feeds, this.#state)) as Fetched<Output>;
    });
  }

  /** Names of the tensors held. */
  get names(): readonly string[] {
    return this.#state.names;
  }

  /** Copies of the named tensors, all of them when no names are given: a checkpoint. */
  read(names?: readonly string[]): Promise<Record<string, HostTensor>> {
    return this.#queue(() => this.#state.read(names));
  }

  /** Replaces (or adds) tensors: restores a checkpoint. */
  write(values: Readonly<Record<string, HostTensor>>): Promise<void> {
    return this.#queue(() => this.#state.write(values));
  }

  /** Waits for the run under way, then frees state and executables. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#last;
    await this.#state.dispose();
    const compiled = await Promise.allSettled(this.#executables.values());
    for (const result of compiled) {
      if (result.status === 'fulfilled') await result.value.dispose();
    }
  }

  #executable(program: Program): Promise<Executable> {
    const known = this.#executables.get(program.hash);
    if (known !== undefined) return known;
    const compiling = this.backend.compile(program);
    this.#executables.set(program.hash, compiling);
    compiling.catch(() => this.#executables.delete(program.hash));
    return compiling;
  }

  #queue<T>(action: () => Promise<T>): Promise<T> {
    if (this.#disposed) return Promise.reject(new ComputeError('The session has been disposed of.'));
    const result = this.#last.then(action);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Puts `values` into the backend and returns the session that owns them. */
export async function openSession(backend: Backend, values: Readonly<Record<string, HostTensor>>): Promise<Session> {
  return new Session(backend, await backend.createState(values));
}
