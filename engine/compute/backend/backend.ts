/**
 * What a backend is: it compiles programs and holds state. Types only; the backends are in `onnx/`, `web/` and `tfjs/`.
 *
 * Ownership: numbers given to and returned by `run` belong to the caller, ordinary typed arrays. State belongs to the `DeviceState` that was
 * created for it, until its `dispose`; a `DeviceValue` to whoever got it, until its `free`. An executable belongs to whoever compiled it.
 * `liveTensors` and `liveExecutables` count what is held: zero once all is disposed of.
 */
import type { Program } from '../program/program.ts';
import type { DeviceName } from './device.ts';
import type { Shape } from '../program/shape.ts';

export type BackendName = 'onnx' | 'web' | 'tfjs';

/** What may be asked for: a backend, or the best one present. */
export type BackendChoice = BackendName | 'auto';

/** Row-major numbers. */
export type TensorData = Float32Array | Int32Array;

/** Numbers on the host with their shape. */
export interface HostTensor {
  readonly shape: Shape;
  readonly data: TensorData;
}

/** A tensor where the backend computes, without a way through the host: a run's result that other runs are fed. */
export interface DeviceValue {
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
  /** Frees it; again does nothing. */
  free(): Promise<void>;
}

/** What a run is given: numbers by input name, row-major; a plain number for a scalar input; or values that the same backend holds. */
export type Feeds = Readonly<Record<string, TensorData | number | DeviceValue>>;

/** What a run returns, by output name; a scalar is an array of one number. */
export type Fetched<Output extends string> = Readonly<Record<Output, TensorData>>;

/** A failed compilation or run, wrong feeds, use after dispose. The message is a sentence; `cause` is the runtime's own error. */
export class ComputeError extends Error {
  override readonly name: string = 'ComputeError';
}

/** The device went away in a run: its driver was reset, the card was taken, or its memory is full. What was on it is lost; a backend opened anew may work. */
export class DeviceLost extends ComputeError {
  override readonly name: string = 'DeviceLost';
}

/** Named tensors that stay in the backend between runs. */
export interface DeviceState {
  readonly names: readonly string[];
  /** Copies of the named tensors (all when absent). */
  read(names?: readonly string[]): Promise<Record<string, HostTensor>>;
  /** Replaces or adds tensors. */
  write(values: Readonly<Record<string, HostTensor>>): Promise<void>;
  dispose(): Promise<void>;
}

/** A compiled program. `Result`: what its outputs are. */
export interface Executable<Output extends string = string, Result extends TensorData | DeviceValue = TensorData> {
  readonly program: Program<Output>;
  /**
   * Runs once. The program's state is read from `state` and its updates are written there when the run has succeeded. Runs that share a state must
   * not overlap; `Session` sees to that.
   */
  run(feeds: Feeds, state?: DeviceState): Promise<Readonly<Record<Output, Result>>>;
  dispose(): Promise<void>;
}

export interface CompileOptions {
  /**
   * `onnx` on the CPU only: the memory for a run's intermediate values is given back after it instead of being kept for the next. For those who keep
   * hundreds of programs and run them in turn. Default false.
   */
  readonly lean?: boolean;
}

export interface Backend {
  readonly name: BackendName;
  /** What runs the programs, for people: package, version, device, threads. */
  readonly detail: string;
  /** Compiles, or returns what was compiled from a program of the same hash. Dispose of the result as often as you compiled. */
  compile<Output extends string>(program: Program<Output>, options?: CompileOptions): Promise<Executable<Output>>;
  /** The same, with outputs that stay where they were computed. They may outlive the executable. */
  compileHeld<Output extends string>(
    program: Program<Output>,
    options?: CompileOptions,
  ): Promise<Executable<Output, DeviceValue>>;
  createState(values: Readonly<Record<string, HostTensor>>): Promise<DeviceState>;
  /** Brings numbers to the device; where that is the processor, they are not copied, so do not change them meanwhile. */
  hold(values: Readonly<Record<string, HostTensor>>): Promise<Record<string, DeviceValue>>;
  /** Copies of values, which stay held. */
  read(values: Readonly<Record<string, DeviceValue>>): Promise<Record<string, HostTensor>>;
  /** Number of tensors held by states (a tensor and its spare buffer are one), and of values that were not freed. */
  liveTensors(): number;
  /** Number of compiled programs in use. */
  liveExecutables(): number;
  /** Frees everything that is left. */
  dispose(): Promise<void>;
}

/** How to open a backend. */
export interface BackendOptions {
  /** `onnx` only: where programs run. Default `cpu`. */
  readonly device?: 'cpu' | 'webgpu' | 'cuda';
  /** Threads of one run on the CPU, on `onnx` and `web`. Default: all cores; on `web` half of them, at most eight. */
  readonly threads?: number;
  /**
   * `onnx` on the CPU only: let waiting threads spin instead of sleeping. With two threads up to a fifth faster on an idle machine and half as
   * fast on a busy one. Default false, because an editor shares its machine.
   */
  readonly spin?: boolean;
  /**
   * `onnx` and `web`: let the runtime rewrite the graph when it compiles, or not. Unless told, only small programs without updates, which run a
   * little faster for it: a training step runs no faster, and compiling it takes many times as long.
   */
  readonly rewrite?: boolean;
}

/** One line of `hnas doctor`. */
export interface BackendStatus {
  readonly name: BackendName;
  /** What to ask for it by: `--device`. */
  readonly choice: Exclude<DeviceName, 'auto'>;
  /** The device to ask for in the options; undefined for the default. */
  readonly device: BackendOptions['device'];
  readonly available: boolean;
  /** One sentence: what it would use, or why it cannot be used. */
  readonly detail: string;
  /** What it would take to have it, where it is absent; a sentence. */
  readonly takes?: string;
  /** Version of the runtime, undefined when absent. */
  readonly version: string | undefined;
}
