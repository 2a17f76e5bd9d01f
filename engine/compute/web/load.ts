/**
 * Loading onnxruntime-web, in Node and in browsers.
 *
 * Its number of threads belongs to the whole WebAssembly instance and is fixed when that starts, so each number has an instance of its own, loaded
 * once and kept until the process ends. An instance's memory grows and never shrinks: what is freed in it is used again.
 */
import { ComputeError } from '../backend/backend.ts';
import type { Ort, OrtModule } from '../onnx/runtime.ts';
import { exclusive } from './exclusive.ts';

/** Where the runtime comes from. */
export interface WebSource {
  /** URL of the folder that holds `ort.wasm.min.mjs`, `ort-wasm-simd-threaded.mjs` and `ort-wasm-simd-threaded.wasm`, ending in a slash. */
  readonly folder: string;
  /** Node only: the machine code, which a browser fetches. */
  readonly binary?: () => Uint8Array;
}

const loading = new Map<string, Promise<OrtModule>>();

/** @param threads of one run; a browser needs a page that is isolated from other origins for more than one */
export function loadWebOrt(threads: number, source: WebSource): Promise<OrtModule> {
  const key = `${threads} ${source.folder}`;
  const known = loading.get(key) ?? load(threads, source);
  loading.set(key, known);
  // What could not be loaded is tried anew next time.
  known.catch(() => loading.delete(key));
  return known;
}

async function load(threads: number, { folder, binary }: WebSource): Promise<OrtModule> {
  let ort: typeof Ort;
  try {
    // The query makes the number of threads part of the module's identity: each has an environment of its own.
    ort = (await import(/* @vite-ignore */ `${folder}ort.wasm.min.mjs?threads=${threads}`)) as typeof Ort;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ComputeError(`onnxruntime-web cannot be loaded: ${reason}`, { cause });
  }
  const { wasm } = ort.env;
  ort.env.logLevel = 'error';
  wasm.numThreads = threads;
  if (binary === undefined) wasm.wasmPaths = folder;
  else {
    // This build means browsers, and would fetch its loader, which Node cannot with files: a relative path is imported as it stands instead.
    wasm.wasmPaths = './';
    // Read when the instance is made, and not kept.
    Object.defineProperty(wasm, 'wasmBinary', { get: binary });
  }
  return exclusive(ort);
}

/** Threads when none are asked for: half of the machine's, at most eight, since waiting threads spin and an editor shares its machine. */
export const defaultThreads = (): number =>
  Math.min(8, Math.ceil((globalThis.navigator?.hardwareConcurrency ?? 1) / 2));
