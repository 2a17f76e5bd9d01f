/** The values that a backend holds for others, and the account of those that were not freed. `T`: the runtime's own tensors. */
import { ComputeError } from './backend.ts';
import type { DeviceValue } from './backend.ts';

class HeldValue<T> implements DeviceValue {
  readonly shape: DeviceValue['shape'];
  readonly dtype: DeviceValue['dtype'];
  readonly owner: HeldValues<T>;
  tensor: T | undefined;

  constructor(owner: HeldValues<T>, tensor: T, { shape, dtype }: Pick<DeviceValue, 'shape' | 'dtype'>) {
    this.owner = owner;
    this.tensor = tensor;
    this.shape = shape;
    this.dtype = dtype;
  }

  async free(): Promise<void> {
    const { tensor } = this;
    this.tensor = undefined;
    if (tensor !== undefined) await this.owner.freed(this, tensor);
  }
}

/** Those of one backend. */
export class HeldValues<T> {
  readonly #dispose: (tensor: T) => Promise<void>;
  readonly #live = new Set<HeldValue<T>>();

  constructor(dispose: (tensor: T) => Promise<void>) {
    this.#dispose = dispose;
  }

  get count(): number {
    return this.#live.size;
  }

  /** The value of a tensor that nobody else disposes of. */
  of(tensor: T, kind: Pick<DeviceValue, 'shape' | 'dtype'>): DeviceValue {
    const value = new HeldValue(this, tensor, kind);
    this.#live.add(value);
    return value;
  }

  /** What a run reads. */
  tensorOf(value: DeviceValue): T {
    if (!(value instanceof HeldValue) || value.owner !== this)
      throw new ComputeError('The value belongs to another backend.');
    const { tensor } = value as HeldValue<T>;
    if (tensor === undefined) throw new ComputeError('The value has been freed.');
    return tensor;
  }

  /** Called by the values themselves. */
  async freed(value: HeldValue<T>, tensor: T): Promise<void> {
    this.#live.delete(value);
    await this.#dispose(tensor);
  }

  async dispose(): Promise<void> {
    for (const value of [...this.#live]) await value.free();
  }
}
