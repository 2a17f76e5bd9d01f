/**
 * State of a session on the `onnx` backend.
 *
 * On the CPU every tensor has two buffers: a step reads one and writes its successor straight into the other, then they change places. So
 * steps neither copy nor allocate. On a GPU each step's result is a new tensor there, and the old one is disposed of; in WebAssembly, whose
 * runtime does not write into tensors that it is given, it is a new array of JavaScript's.
 */
import { ComputeError } from '../backend/backend.ts';
import type { DeviceState, HostTensor } from '../backend/backend.ts';
import { dataOf, ortTensor } from './runtime.ts';
import type { OrtModule, OrtTensor } from './runtime.ts';

/** Reads tensors back from the device. */
export type Download = (tensors: Readonly<Record<string, OrtTensor>>) => Promise<Record<string, HostTensor>>;

interface Entry {
  readonly current: OrtTensor;
  readonly spare: OrtTensor | undefined;
}

export class OnnxState implements DeviceState {
  readonly #ort: OrtModule;
  readonly #download: Download;
  readonly #count: (change: number) => void;
  readonly #entries = new Map<string, Entry>();
  #disposed = false;

  constructor(ort: OrtModule, download: Download, count: (change: number) => void) {
    this.#ort = ort;
    this.#download = download;
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
      this.#ort,
      current.type === 'int32' ? new Int32Array(size) : new Float32Array(size),
      current.dims,
    );
    this.#entries.set(name, { current, spare });
    return spare;
  }

  /** Makes `next` the tensor's value; on the CPU it is the spare, which changes places. */
  advance(name: string, next: OrtTensor): void {
    const { current, spare } = this.#entry(name);
    if (next === spare) {
      this.#entries.set(name, { current: spare, spare: current });
    } else {
      current.dispose();
      this.#entries.set(name, { current: next, spare: undefined });
    }
  }

  async read(names: readonly string[] = this.names): Promise<Record<string, HostTensor>> {
    return this.#download(Object.fromEntries(names.map((name) => [name, this.current(name)])));
  }

  async write(values: Readonly<Record<string, HostTensor>>): Promise<void> {
    this.#alive();
    for (const [name, { data, shape }] of Object.entries(values)) {
      const known = this.#entries.get(name);
      if (known === undefined) this.#count(1);
      else known.current.dispose();
      this.#entries.set(name, { current: ortTensor(this.#ort, data.slice(), shape), spare: undefined });
    }
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const { current } of this.#entries.values()) current.dispose();
    this.#count(-this.#entries.size);
    this.#entries.clear();
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
