/**
 * State of a session on the `onnx` backend.
 *
 * On the CPU every tensor has two buffers: a step reads one and writes its successor straight into the other, then they change places. So
 * steps neither copy nor allocate. On a GPU tensors are brought there once; each step's result is a new one there, and the old one is disposed of; in WebAssembly, whose
 * runtime does not write into tensors that it is given, it is a new array of JavaScript's.
 */
import { ComputeError } from '../backend/backend.ts';
import type { DeviceState, HostTensor } from '../backend/backend.ts';
import type { Leases } from './leases.ts';
import { dataOf, ortTensor } from './runtime.ts';
import type { OrtModule, OrtTensor } from './runtime.ts';

/** Brings tensors to the device. */
export type Upload = (tensors: Readonly<Record<string, OrtTensor>>) => Promise<Record<string, OrtTensor>>;

/** Reads tensors back from the device. */
export type Download = (tensors: Readonly<Record<string, OrtTensor>>) => Promise<Record<string, HostTensor>>;

interface Entry {
  readonly current: OrtTensor;
  readonly spare: OrtTensor | undefined;
}

/** How tensors of a state are made, moved and freed. */
export interface StateTools {
  readonly ort: OrtModule;
  readonly download: Download;
  /** Undefined: tensors stay where they are made. */
  readonly upload?: Upload | undefined;
  readonly leases: Leases;
}

export class OnnxState implements DeviceState {
  readonly #tools: StateTools;
  readonly #count: (change: number) => void;
  readonly #entries = new Map<string, Entry>();
  #disposed = false;

  constructor(tools: StateTools, count: (change: number) => void) {
    this.#tools = tools;
    this.#count = count;
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** The tensor a run reads. */
  current(name: string): OrtTensor {
    return this.#entry(name).current;
  }

  /** The buffer on the CPU that a run may write the successor to. */
  spare(name: string): OrtTensor {
    const entry = this.#entry(name);
    if (entry.spare !== undefined) return entry.spare;
    const { current } = entry;
    const size = current.size;
    const spare = ortTensor(
      this.#tools.ort,
      current.type === 'int32' ? new Int32Array(size) : new Float32Array(size),
      current.dims,
    );
    this.#entries.set(name, { current, spare });
    return spare;
  }

  /** Makes `next` the tensor's value; on the CPU it is the spare, which changes places. */
  async advance(name: string, next: OrtTensor): Promise<void> {
    const { current, spare } = this.#entry(name);
    if (next === spare) {
      this.#entries.set(name, { current: spare, spare: current });
    } else {
      this.#entries.set(name, { current: next, spare: undefined });
      await this.#tools.leases.free(current);
    }
  }

  async read(names: readonly string[] = this.names): Promise<Record<string, HostTensor>> {
    return this.#tools.download(Object.fromEntries(names.map((name) => [name, this.current(name)])));
  }

  async write(values: Readonly<Record<string, HostTensor>>): Promise<void> {
    this.#alive();
    const { ort, upload, leases } = this.#tools;
    const made = Object.fromEntries(
      Object.entries(values).map(([name, { data, shape }]) => [name, ortTensor(ort, data.slice(), shape)]),
    );
    const placed = upload === undefined ? made : await upload(made);
    for (const [name, current] of Object.entries(placed)) {
      const known = this.#entries.get(name);
      this.#entries.set(name, { current, spare: undefined });
      if (known === undefined) this.#count(1);
      else await leases.free(known.current);
    }
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const left = [...this.#entries.values()];
    this.#count(-left.length);
    this.#entries.clear();
    for (const { current } of left) await this.#tools.leases.free(current);
  }

  #alive(): void {
    if (this.#disposed) throw new ComputeError('The state has been disposed of.');
  }

  #entry(name: string): Entry {
    this.#alive();
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new ComputeError(`The session holds no "${name}".`);
    return entry;
  }
}

/** Copies of tensors that are on the CPU. */
export const copyOut: Download = async (tensors) =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, { shape: [...tensor.dims], data: dataOf(tensor).slice() }]),
  );
