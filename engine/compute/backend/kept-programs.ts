/**
 * Compiled programs that are kept for later runs as long as there is room: beyond a number of bytes, those that were used longest ago go. For work
 * that makes programs without end, such as a hypernetwork that meets a new architecture at every step.
 */
import type { Program } from '../program/program.ts';
import { sizeOf } from '../program/shape.ts';
import { ComputeError } from './backend.ts';
import type { Backend, DeviceState, DeviceValue, Executable, Feeds, TensorData } from './backend.ts';

export interface KeptPrograms {
  readonly backend: Backend;
  /**
   * Runs the program called `key`, which `build` gives where it is not kept. Feeds that the program does not take are left out: parts of it may have
   * fallen away. Runs of one state must not overlap.
   */
  run(
    key: string,
    build: () => Program,
    feeds: Feeds,
    state?: DeviceState,
  ): Promise<Readonly<Record<string, TensorData>>>;
  /** The same, with results that stay on the device and are the caller's to free. Keys of `run` are others. */
  hold(
    key: string,
    build: () => Program,
    feeds: Feeds,
    state?: DeviceState,
  ): Promise<Readonly<Record<string, DeviceValue>>>;
  /** Estimated bytes that are held now. */
  bytes(): number;
  /** Programs that were compiled, and milliseconds spent on building and compiling them. */
  readonly compiled: { count: number; ms: number };
  dispose(): Promise<void>;
}

/** What a runtime holds for a program and for each of its instructions beside constants; measured on onnxruntime, rounded up. */
const BYTES_A_PROGRAM = 512 * 2 ** 10;
const BYTES_AN_INSTRUCTION = 10 * 2 ** 10;

/** The environment variable with the mebibytes that compiled programs may hold. */
export const PROGRAM_MEMORY_VARIABLE = 'HNAS_PROGRAM_MEMORY';
const MEBIBYTES = 512;

/** Bytes that compiled programs may hold, all in all; throws a ComputeError where the variable holds no such number. */
export function programMemory(said: string | undefined = process.env[PROGRAM_MEMORY_VARIABLE]): number {
  const mebibytes = said === undefined || said.trim() === '' ? MEBIBYTES : Number(said);
  if (!(mebibytes >= 1)) {
    const must = 'must be a number of mebibytes, at least 1';
    throw new ComputeError(`${PROGRAM_MEMORY_VARIABLE} ${must}; it is "${said}".`);
  }
  return mebibytes * 2 ** 20;
}

interface Kept<R extends TensorData | DeviceValue> {
  readonly executable: Executable<string, R>;
  readonly bytes: number;
}

/** The backend stays the caller's. `most`: bytes; the program that was used last stays even where it alone has more. */
export function keptPrograms(backend: Backend, most = programMemory()): KeptPrograms {
  const kept = new Map<string, Kept<TensorData | DeviceValue>>();
  const compiled = { count: 0, ms: 0 };
  let held = 0;
  const free = async (key: string): Promise<void> => {
    const entry = kept.get(key);
    if (entry === undefined) return;
    kept.delete(key);
    held -= entry.bytes;
    await entry.executable.dispose();
  };
  const compile = async <R extends TensorData | DeviceValue>(
    key: string,
    build: () => Program,
    compileOne: (program: Program) => Promise<Executable<string, R>>,
  ): Promise<Executable<string, R>> => {
    const began = performance.now();
    const program = build();
    const executable = await compileOne(program);
    const bytes = heldBytes(program);
    kept.set(key, { executable, bytes });
    held += bytes;
    compiled.count++;
    compiled.ms += performance.now() - began;
    for (const oldest of [...kept.keys()]) {
      if (held <= most || oldest === key) break;
      await free(oldest);
    }
    return executable;
  };
  const run = async <R extends TensorData | DeviceValue>(
    key: string,
    build: () => Program,
    compileOne: (program: Program) => Promise<Executable<string, R>>,
    feeds: Feeds,
    state: DeviceState | undefined,
  ): Promise<Readonly<Record<string, R>>> => {
    const known = kept.get(key) as Kept<R> | undefined;
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
    }
    const executable = known?.executable ?? (await compile(key, build, compileOne));
    const taken = executable.program.inputs.map(({ name }) => [name, feeds[name]] as const);
    return executable.run(Object.fromEntries(taken.filter(isFed)), state);
  };
  return {
    backend,
    compiled,
    bytes: () => held,
    run: (key, build, feeds, state) =>
      run(`run ${key}`, build, (program) => backend.compile(program, { lean: true }), feeds, state),
    hold: (key, build, feeds, state) =>
      run(`hold ${key}`, build, (program) => backend.compileHeld(program, { lean: true }), feeds, state),
    dispose: async () => {
      for (const key of [...kept.keys()]) await free(key);
    },
  };
}

const isFed = (entry: readonly [string, Feeds[string] | undefined]): entry is readonly [string, Feeds[string]] =>
  entry[1] !== undefined;

/** An estimate. Constants that are spread are counted as spread, which the runtime does when it compiles. */
function heldBytes({ instructions }: Program): number {
  let bytes = BYTES_A_PROGRAM;
  for (const instruction of instructions) {
    bytes += BYTES_AN_INSTRUCTION;
    if (instruction.op === 'constant') bytes += instruction.attributes.data.byteLength;
    const [from = -1] = instruction.operands;
    if (instruction.op === 'broadcast' && instructions[from]?.op === 'constant') bytes += 4 * sizeOf(instruction.shape);
  }
  return bytes;
}
