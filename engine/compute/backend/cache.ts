/**
 * Compiled programs by hash, counted: compiling the same program again returns the same executable, and it is freed when every user has disposed of it.
 */
import type { Program } from '../program/program.ts';
import { ComputeError } from './backend.ts';
import type { DeviceState, Executable, Feeds, Fetched } from './backend.ts';

interface Held {
  readonly executable: Promise<Executable>;
  users: number;
}

export class ExecutableCache {
  readonly #held = new Map<string, Held>();

  /** Number of compiled programs in use. */
  get size(): number {
    return this.#held.size;
  }

  /** A handle on the program's executable, which `make` compiles if it is not there. */
  async get<Output extends string>(
    program: Program<Output>,
    make: () => Promise<Executable<Output>>,
  ): Promise<Executable<Output>> {
    let held = this.#held.get(program.hash);
    if (held === undefined) {
      held = { executable: make(), users: 0 };
      this.#held.set(program.hash, held);
    }
    held.users += 1;
    const own = held;
    try {
      const executable = await own.executable;
      return new Handle<Output>(program, executable, () => this.#release(program.hash, own));
    } catch (error) {
      if (this.#held.get(program.hash) === own) this.#held.delete(program.hash);
      throw error;
    }
  }

  /** Frees everything, in use or not. */
  async clear(): Promise<void> {
    const all = [...this.#held.values()];
    this.#held.clear();
    for (const { executable } of all) await (await executable).dispose();
  }

  async #release(hash: string, held: Held): Promise<void> {
    held.users -= 1;
    if (held.users > 0 || this.#held.get(hash) !== held) return;
    this.#held.delete(hash);
    await (await held.executable).dispose();
  }
}

/** One user's share in an executable. */
class Handle<Output extends string> implements Executable<Output> {
  readonly program: Program<Output>;
  readonly #shared: Executable;
  readonly #release: () => Promise<void>;
  #disposed = false;

  constructor(program: Program<Output>, shared: Executable, release: () => Promise<void>) {
    this.program = program;
    this.#shared = shared;
    this.#release = release;
  }

  async run(feeds: Feeds, state?: DeviceState): Promise<Fetched<Output>> {
    if (this.#disposed) throw new ComputeError('The executable has been disposed of.');
    return (await this.#shared.run(feeds, state)) as Fetched<Output>;
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#release();
  }
}
