/**
 * Compiled programs by hash, counted: compiling the same program again returns the same executable, and it is freed when every user has disposed of it.
 */
import type { Program } from '../program/program.ts';
import { ComputeError } from './backend.ts';
import type { DeviceState, DeviceValue, Executable, Feeds, TensorData } from './backend.ts';

type Result = TensorData | DeviceValue;
type AnyExecutable = Executable<string, Result>;

interface Held {
  readonly executable: Promise<AnyExecutable>;
  users: number;
}

export class ExecutableCache {
  readonly #held = new Map<string, Held>();

  /** Number of compiled programs in use. */
  get size(): number {
    return this.#held.size;
  }

  /** A handle on the program's executable, which `make` compiles if it is not there. `results`: where they are; each way is another executable. */
  async get<Output extends string, R extends Result>(
    program: Program<Output>,
    results: 'fetched' | 'held',
    make: () => Promise<Executable<Output, R>>,
  ): Promise<Executable<Output, R>> {
    const key = `${results} ${program.hash}`;
    let held = this.#held.get(key);
    if (held === undefined) {
      held = { executable: make(), users: 0 };
      this.#held.set(key, held);
    }
    held.users += 1;
    const own = held;
    try {
      const executable = await own.executable;
      return new Handle<Output, R>(program, executable, () => this.#release(key, own));
    } catch (error) {
      if (this.#held.get(key) === own) this.#held.delete(key);
      throw error;
    }
  }

  /** Frees everything, in use or not. */
  async clear(): Promise<void> {
    const all = [...this.#held.values()];
    this.#held.clear();
    for (const { executable } of all) await (await executable).dispose();
  }

  async #release(key: string, held: Held): Promise<void> {
    held.users -= 1;
    if (held.users > 0 || this.#held.get(key) !== held) return;
    this.#held.delete(key);
    await (await held.executable).dispose();
  }
}

/** One user's share in an executable. */
class Handle<Output extends string, R extends Result> implements Executable<Output, R> {
  readonly program: Program<Output>;
  readonly #shared: AnyExecutable;
  readonly #release: () => Promise<void>;
  #disposed = false;

  constructor(program: Program<Output>, shared: AnyExecutable, release: () => Promise<void>) {
    this.program = program;
    this.#shared = shared;
    this.#release = release;
  }

  async run(feeds: Feeds, state?: DeviceState): Promise<Readonly<Record<Output, R>>> {
    if (this.#disposed) throw new ComputeError('The executable has been disposed of.');
    return (await this.#shared.run(feeds, state)) as Readonly<Record<Output, R>>;
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#release();
  }
}
