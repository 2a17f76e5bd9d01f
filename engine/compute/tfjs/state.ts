/**
 * State of a session on the `tfjs` backend: one tensor per name.
 */
import { ComputeError } from '../backend/backend.ts';
import type { DeviceState, HostTensor } from '../backend/backend.ts';
import type { TfTensor } from './kernel.ts';
import type { TfModule } from './load.ts';

export class TfjsState implements DeviceState {
  readonly #tf: TfModule;
  readonly #count: (change: number) => void;
  readonly #tensors = new Map<string, TfTensor>();
  #disposed = false;

  constructor(tf: TfModule, count: (change: number) => void) {
    this.#tf = tf;
    this.#count = count;
  }

  get names(): readonly string[] {
    return [...this.#tensors.keys()];
  }

  /** The tensor a run reads; it stays the state's. */
  current(name: string): TfTensor {
    this.#alive();
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new ComputeError(`The session holds no "${name}".`);
    return tensor;
  }

  /** Takes over `next` as the tensor's value. */
  advance(name: string, next: TfTensor): void {
    const old = this.#tensors.get(name);
    if (old === undefined) this.#count(1);
    else old.dispose();
    this.#tensors.set(name, next);
  }

  async read(names: readonly string[] = this.names): Promise<Record<string, HostTensor>> {
    const read = names.map(async (name): Promise<[string, HostTensor]> => [name, await hostTensor(this.current(name))]);
    return Object.fromEntries(await Promise.all(read));
  }

  async write(values: Readonly<Record<string, HostTensor>>): Promise<void> {
    this.#alive();
    for (const [name, { data, shape }] of Object.entries(values)) {
      this.advance(name, this.#tf.tensor(data.slice(), [...shape], data instanceof Int32Array ? 'int32' : 'float32'));
    }
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#count(-this.#tensors.size);
    this.#tensors.clear();
  }

  #alive(): void {
    if (this.#disposed) throw new ComputeError('The state has been disposed of.');
  }
}

/** A copy. */
export async function hostTensor(tensor: TfTensor): Promise<HostTensor> {
  const data = await tensor.data();
  return { shape: [...tensor.shape], data: tensor.dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data) };
}
