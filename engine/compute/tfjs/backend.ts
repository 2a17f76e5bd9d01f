/**
 * The `tfjs` backend: programs run instruction by instruction on TensorFlow.js, on the card where tfjs-node-gpu is installed.
 */
import type { Backend, DeviceState, Executable, HostTensor } from '../backend/backend.ts';
import { ExecutableCache } from '../backend/cache.ts';
import type { Program } from '../program/program.ts';
import { TfjsExecutable } from './executable.ts';
import { loadTf } from './load.ts';
import type { LoadedTf } from './load.ts';
import { TfjsState } from './state.ts';

export async function openTfjs(): Promise<Backend> {
  return new TfjsBackend(await loadTf());
}

class TfjsBackend implements Backend {
  readonly name = 'tfjs';
  readonly detail: string;
  readonly #loaded: LoadedTf;
  readonly #cache = new ExecutableCache();
  readonly #states = new Set<TfjsState>();
  #live = 0;

  constructor(loaded: LoadedTf) {
    this.#loaded = loaded;
    this.detail = `${loaded.packageName} ${loaded.version}, ${loaded.tf.getBackend()}`;
  }

  compile<Output extends string>(program: Program<Output>): Promise<Executable<Output>> {
    return this.#cache.get(program, async () => new TfjsExecutable(program, this.#loaded.tf, this.#track));
  }

  async createState(values: Readonly<Record<string, HostTensor>>): Promise<DeviceState> {
    for (const old of this.#states) if (old.names.length === 0) this.#states.delete(old);
    const state = new TfjsState(this.#loaded.tf, this.#track);
    this.#states.add(state);
    await state.write(values);
    return state;
  }

  liveTensors(): number {
    return this.#live;
  }

  liveExecutables(): number {
    return this.#cache.size;
  }

  async dispose(): Promise<void> {
    for (const state of this.#states) await state.dispose();
    this.#states.clear();
    await this.#cache.clear();
  }

  readonly #track = (change: number): void => {
    this.#live += change;
  };
}
