/**
 * The `tfjs` backend: programs run instruction by instruction on TensorFlow.js, on the card where tfjs-node-gpu is installed.
 */
import type { Backend, DeviceState, DeviceValue, Executable, HostTensor } from '../backend/backend.ts';
import { ExecutableCache } from '../backend/cache.ts';
import { HeldValues } from '../backend/held-values.ts';
import type { Program } from '../program/program.ts';
import { fetched, held, TfjsExecutable } from './executable.ts';
import type { TfTensor } from './kernel.ts';
import { loadTf } from './load.ts';
import type { LoadedTf } from './load.ts';
import { hostTensor, TfjsState } from './state.ts';

export async function openTfjs(): Promise<Backend> {
  return new TfjsBackend(await loadTf());
}

class TfjsBackend implements Backend {
  readonly name = 'tfjs';
  readonly detail: string;
  readonly #loaded: LoadedTf;
  readonly #cache = new ExecutableCache();
  readonly #states = new Set<TfjsState>();
  readonly #values = new HeldValues<TfTensor>(async (tensor) => tensor.dispose());
  #live = 0;

  constructor(loaded: LoadedTf) {
    this.#loaded = loaded;
    this.detail = `${loaded.packageName} ${loaded.version}, ${loaded.tf.getBackend()}`;
  }

  compile<Output extends string>(program: Program<Output>): Promise<Executable<Output>> {
    const make = async () => new TfjsExecutable(program, this.#loaded.tf, this.#values, fetched, this.#track);
    return this.#cache.get(program, 'fetched', make);
  }

  compileHeld<Output extends string>(program: Program<Output>): Promise<Executable<Output, DeviceValue>> {
    const make = async () => new TfjsExecutable(program, this.#loaded.tf, this.#values, held, this.#track);
    return this.#cache.get(program, 'held', make);
  }

  async hold(values: Readonly<Record<string, HostTensor>>): Promise<Record<string, DeviceValue>> {
    const { tf } = this.#loaded;
    return Object.fromEntries(
      Object.entries(values).map(([name, { data, shape }]) => {
        const tensor = tf.tensor(data.slice(), [...shape], data instanceof Int32Array ? 'int32' : 'float32');
        return [name, this.#values.of(tensor, { shape, dtype: data instanceof Int32Array ? 'int32' : 'float32' })];
      }),
    );
  }

  async read(values: Readonly<Record<string, DeviceValue>>): Promise<Record<string, HostTensor>> {
    const read = Object.entries(values).map(async ([name, value]): Promise<[string, HostTensor]> => [
      name,
      await hostTensor(this.#values.tensorOf(value)),
    ]);
    return Object.fromEntries(await Promise.all(read));
  }

  async createState(values: Readonly<Record<string, HostTensor>>): Promise<DeviceState> {
    for (const old of this.#states) if (old.names.length === 0) this.#states.delete(old);
    const state = new TfjsState(this.#loaded.tf, this.#track);
    this.#states.add(state);
    await state.write(values);
    return state;
  }

  liveTensors(): number {
    return this.#live + this.#values.count;
  }

  liveExecutables(): number {
    return this.#cache.size;
  }

  async dispose(): Promise<void> {
    for (const state of this.#states) await state.dispose();
    this.#states.clear();
    await this.#values.dispose();
    await this.#cache.clear();
  }

  readonly #track = (change: number): void => {
    this.#live += change;
  };
}
