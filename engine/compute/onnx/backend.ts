/**
 * A backend that runs programs as ONNX models in onnxruntime, whichever build of it: `open.ts` opens it on the native one, `../web` on WebAssembly.
 */
import type {
  Backend,
  BackendName,
  CompileOptions,
  DeviceState,
  DeviceValue,
  Executable,
  HostTensor,
  TensorData,
} from '../backend/backend.ts';
import { ExecutableCache } from '../backend/cache.ts';
import { HeldValues } from '../backend/held-values.ts';
import type { Program } from '../program/program.ts';
import { emit } from './emit.ts';
import type { Emitted } from './emit.ts';
import type { Target } from './emission.ts';
import { fetched, held, OnnxExecutable, type Give } from './executable.ts';
import { noLeases } from './leases.ts';
import type { Leases } from './leases.ts';
import { OnnxState } from './state.ts';
import type { Download, Upload } from './state.ts';
import { runError } from './run-error.ts';
import { dataOf, LOG_ERRORS_ONLY, ortTensor } from './runtime.ts';
import type { Ort, OrtModule, OrtTensor } from './runtime.ts';

/** A build of onnxruntime and how it is used. */
export interface OnnxBuild {
  readonly name: BackendName;
  /** See `Backend.detail`. */
  readonly detail: string;
  readonly ort: OrtModule;
  readonly target: Target;
  readonly download: Download;
  /** Where state is not on the CPU. */
  readonly upload?: Upload;
  readonly leases?: Leases;
  /** Called last. */
  readonly close?: () => Promise<void>;
  /** Runs write results into tensors that they are given: state then needs neither copies nor allocations. */
  readonly writesInto: boolean;
  readonly session: Ort.InferenceSession.SessionOptions;
}

/** Of a program's outputs, where the device is a GPU. */
type OutputLocation = 'cpu' | 'gpu-buffer';

/** Of tensors that are on the CPU. */
const copied: Download = async (tensors) =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, { shape: tensor.dims, data: dataOf(tensor).slice() }]),
  );

const kindOf = ({ dims, type }: OrtTensor) => ({ shape: dims, dtype: type === 'int32' ? 'int32' : 'float32' }) as const;

export class OnnxBackend implements Backend {
  readonly name: BackendName;
  readonly detail: string;
  readonly #build: OnnxBuild;
  readonly #cache = new ExecutableCache();
  readonly #states = new Set<OnnxState>();
  readonly #values: HeldValues<OrtTensor>;
  #live = 0;
  #disposed = false;

  constructor(build: OnnxBuild) {
    this.#build = build;
    const { leases = noLeases } = build;
    this.#values = new HeldValues((tensor) => leases.free(tensor));
    this.name = build.name;
    this.detail = build.detail;
  }

  compile<Output extends string>(program: Program<Output>, options?: CompileOptions): Promise<Executable<Output>> {
    return this.#cache.get(program, 'fetched', () => this.#compile(program, options, 'cpu', fetched));
  }

  compileHeld<Output extends string>(
    program: Program<Output>,
    options?: CompileOptions,
  ): Promise<Executable<Output, DeviceValue>> {
    return this.#cache.get(program, 'held', () => this.#compile(program, options, 'gpu-buffer', held));
  }

  async #compile<Output extends string, Result extends TensorData | DeviceValue>(
    program: Program<Output>,
    { lean = false }: CompileOptions = {},
    outputs: OutputLocation,
    give: Give<Result>,
  ): Promise<Executable<Output, Result>> {
    const { ort, target, writesInto, leases = noLeases } = this.#build;
    const emitted = emit(program, target);
    const session = await this.#session(emitted, rewriting(program, emitted, target), lean, outputs);
    return new OnnxExecutable(program, { ort, session, leases, values: this.#values, writesInto }, emitted, give);
  }

  async createState(values: Readonly<Record<string, HostTensor>>): Promise<DeviceState> {
    for (const old of this.#states) if (old.names.length === 0) this.#states.delete(old);
    const { ort, download, upload, leases = noLeases } = this.#build;
    const count = (change: number): void => {
      this.#live += change;
    };
    const state = new OnnxState({ ort, download, upload, leases }, count);
    this.#states.add(state);
    await state.write(values);
    return state;
  }

  async hold(values: Readonly<Record<string, HostTensor>>): Promise<Record<string, DeviceValue>> {
    const { ort, upload } = this.#build;
    const made = Object.entries(values).map(([name, { data, shape }]) => [name, ortTensor(ort, data, shape)] as const);
    const tensors = Object.fromEntries(made);
    const placed = upload === undefined ? tensors : await upload(tensors);
    return Object.fromEntries(
      Object.entries(placed).map(([name, tensor]) => [name, this.#values.of(tensor, kindOf(tensor))]),
    );
  }

  read(values: Readonly<Record<string, DeviceValue>>): Promise<Record<string, HostTensor>> {
    const { upload, download } = this.#build;
    const tensors = Object.entries(values).map(([name, value]) => [name, this.#values.tensorOf(value)] as const);
    return (upload === undefined ? copied : download)(Object.fromEntries(tensors));
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
    if (!this.#disposed) await this.#build.close?.();
    this.#disposed = true;
  }

  async #session(
    { model, inputs, outputs, nextOf }: Emitted,
    rewrite: boolean,
    lean: boolean,
    results: OutputLocation,
  ): Promise<Ort.InferenceSession> {
    const { ort, target, session } = this.#build;
    const states = new Set(nextOf.values());
    const options: Ort.InferenceSession.SessionOptions = {
      graphOptimizationLevel: rewrite ? 'all' : 'disabled',
      logSeverityLevel: LOG_ERRORS_ONLY,
      ...(lean && target.device === 'cpu' ? { enableCpuMemArena: false, enableMemPattern: false } : {}),
      ...session,
      ...(target.device === 'webgpu'
        ? {
            preferredOutputLocation: Object.fromEntries(
              outputs.map(({ name }) => [name, states.has(name) ? ('gpu-buffer' as const) : results]),
            ),
          }
        : {}),
    };
    try {
      return await ort.InferenceSession.create(model.serialise('program', inputs, outputs), options);
    } catch (cause) {
      throw runError('The program could not be compiled', cause);
    }
  }
}

/**
 * Nodes of a graph that onnxruntime may rewrite: some 80 passes, each over all of them, cost more than they ever save beyond that. What they join are
 * products with constant weights and what follows them, so a training step gains nothing; on a GPU they also move transpositions out of the way.
 */
const MOST_REWRITTEN = { cpu: 500, webgpu: 2000, portable: 500 } as const;

function rewriting({ state }: Program, { model }: Emitted, { device }: Target): boolean {
  const trains = state.some((port) => port.next !== undefined);
  return model.size <= MOST_REWRITTEN[device] && (!trains || device === 'webgpu');
}
