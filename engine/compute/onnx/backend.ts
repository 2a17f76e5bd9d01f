/**
 * A backend that runs programs as ONNX models in onnxruntime, whichever build of it: `open.ts` opens it on the native one, `../web` on WebAssembly.
 */
import { ComputeError } from '../backend/backend.ts';
import type { Backend, BackendName, CompileOptions, DeviceState, Executable, HostTensor } from '../backend/backend.ts';
import { ExecutableCache } from '../backend/cache.ts';
import type { Program } from '../program/program.ts';
import { emit } from './emit.ts';
import type { Emitted } from './emit.ts';
import type { Target } from './emission.ts';
import { OnnxExecutable } from './executable.ts';
import { noLeases } from './leases.ts';
import type { Leases } from './leases.ts';
import { OnnxState } from './state.ts';
import type { Download, Upload } from './state.ts';
import { LOG_ERRORS_ONLY, reasonOf } from './runtime.ts';
import type { Ort, OrtModule } from './runtime.ts';

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

export class OnnxBackend implements Backend {
  readonly name: BackendName;
  readonly detail: string;
  readonly #build: OnnxBuild;
  readonly #cache = new ExecutableCache();
  readonly #states = new Set<OnnxState>();
  #live = 0;
  #disposed = false;

  constructor(build: OnnxBuild) {
    this.#build = build;
    this.name = build.name;
    this.detail = build.detail;
  }

  compile<Output extends string>(
    program: Program<Output>,
    { lean = false }: CompileOptions = {},
  ): Promise<Executable<Output>> {
    const { ort, target, writesInto, leases = noLeases } = this.#build;
    return this.#cache.get(program, async () => {
      const emitted = emit(program, target);
      const session = await this.#session(emitted, rewriting(program, emitted, target), lean);
      return new OnnxExecutable(program, { ort, session, leases, writesInto }, emitted);
    });
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
    if (!this.#disposed) await this.#build.close?.();
    this.#disposed = true;
  }

  async #session(
    { model, inputs, outputs, nextOf }: Emitted,
    rewrite: boolean,
    lean: boolean,
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
              outputs.map(({ name }) => [name, states.has(name) ? ('gpu-buffer' as const) : ('cpu' as const)]),
            ),
          }
        : {}),
    };
    try {
      return await ort.InferenceSession.create(model.serialise('program', inputs, outputs), options);
    } catch (cause) {
      throw new ComputeError(`The program could not be compiled: ${reasonOf(cause)}.`, { cause });
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
