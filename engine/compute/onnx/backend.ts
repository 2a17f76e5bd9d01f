/**
 * The `onnx` backend: programs as ONNX models in onnxruntime-node, on the CPU or through its WebGPU provider.
 */
import { ComputeError } from '../backend/backend.ts';
import type { Backend, BackendOptions, DeviceState, Executable, HostTensor } from '../backend/backend.ts';
import { ExecutableCache } from '../backend/cache.ts';
import type { Program } from '../program/program.ts';
import { emit } from './emit.ts';
import type { Emitted } from './emit.ts';
import type { Target } from './emission.ts';
import { blockSize } from './block.ts';
import { OnnxExecutable } from './executable.ts';
import { OnnxState, copyOut } from './state.ts';
import type { Download } from './state.ts';
import { downloader } from './download.ts';
import { LOG_ERRORS_ONLY, loadOrt } from './runtime.ts';
import type { Ort, OrtModule } from './runtime.ts';

/** Opens the backend. `block` overrides the block size found on this machine: 0 is what machines without blocked convolutions run. */
export async function openOnnx(options: BackendOptions = {}, block?: number): Promise<Backend> {
  const ort = await loadOrt();
  const device = options.device ?? 'cpu';
  const size = device === 'cpu' ? (block ?? (await blockSize(ort))) : 0;
  return new OnnxBackend(ort, { device, block: size }, options);
}

class OnnxBackend implements Backend {
  readonly name = 'onnx';
  readonly detail: string;
  readonly #ort: OrtModule;
  readonly #target: Target;
  readonly #threads: number | undefined;
  readonly #spin: boolean;
  readonly #cache = new ExecutableCache();
  readonly #states = new Set<OnnxState>();
  readonly #download: Download;
  #live = 0;

  constructor(ort: OrtModule, target: Target, { threads, spin = false }: BackendOptions) {
    this.#ort = ort;
    this.#target = target;
    this.#threads = threads;
    this.#spin = spin;
    this.#download = target.device === 'cpu' ? copyOut : downloader(ort);
    const convolutions = target.block > 0 ? `, convolutions in blocks of ${target.block} channels` : '';
    const parallel = threads === undefined ? 'all cores' : `${threads} thread${threads === 1 ? '' : 's'}`;
    this.detail = `onnxruntime-node ${ort.env.versions.node ?? ''}, ${target.device}, ${parallel}${convolutions}`;
  }

  compile<Output extends string>(program: Program<Output>): Promise<Executable<Output>> {
    return this.#cache.get(program, async () => {
      const emitted = emit(program, this.#target);
      const session = await this.#session(emitted);
      return new OnnxExecutable(program, this.#ort, session, emitted, this.#target.device === 'cpu');
    });
  }

  async createState(values: Readonly<Record<string, HostTensor>>): Promise<DeviceState> {
    for (const old of this.#states) if (old.names.length === 0) this.#states.delete(old);
    const state = new OnnxState(this.#ort, this.#download, (change) => {
      this.#live += change;
    });
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

  async #session({ model, inputs, outputs, nextOf }: Emitted): Promise<Ort.InferenceSession> {
    const onCpu = this.#target.device === 'cpu';
    const states = new Set(nextOf.values());
    const options: Ort.InferenceSession.SessionOptions = {
      executionProviders: [this.#target.device === 'webgpu' ? 'webgpu' : 'cpu'],
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      interOpNumThreads: 1,
      logSeverityLevel: LOG_ERRORS_ONLY,
      extra: { session: { intra_op: { allow_spinning: this.#spin ? '1' : '0' } } },
      ...(this.#threads === undefined ? {} : { intraOpNumThreads: this.#threads }),
      ...(onCpu
        ? {}
        : {
            preferredOutputLocation: Object.fromEntries(
              outputs.map(({ name }) => [name, states.has(name) ? ('gpu-buffer' as const) : ('cpu' as const)]),
            ),
          }),
    };
    try {
      return await this.#ort.InferenceSession.create(model.serialise('program', inputs, outputs), options);
    } catch (cause) {
      throw new ComputeError(
        `The program could not be compiled: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  }
}
