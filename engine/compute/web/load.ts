/**
 * Loading onnxruntime-web, in Node and in browsers.
 *
 * Its number of threads belongs to the whole WebAssembly instance and is fixed when that starts, so each number has an instance of its own, loaded
 * once and kept until the process ends. An instance's memory grows and never shrinks: what is freed in it is used again.
 */
import { ComputeError } from '../backend/backend.ts';
import type { Ort, OrtModule } from '../onnx/runtime.ts';
import { exclusive } from './exclusive.ts';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

const loading = new Map<string, Promise<OrtModule>>();

/**
 * @param threads threads of one run; 1 where the page is not isolated from other origins, since memory cannot be shared there
 * @param folder URL of the folder with the runtime's files, ending in a slash; Node finds them itself
 */
export function loadWebOrt(threads: number, folder?: string): Promise<OrtModule> {
  const key = `${threads} ${folder ?? ''}`;
  const known = loading.get(key) ?? load(threads, folder);
  loading.set(key, known);
  // What could not be loaded is tried anew next time.
  known.catch(() => loading.delete(key));
  return known;
}

async function load(threads: number, given: string | undefined): Promise<OrtModule> {
  const node = inNode ? await import('./files.ts') : undefined;
  const folder = given ?? node?.webFolder();
  if (folder === undefined) throw new ComputeError('In a browser, say where the files of onnxruntime-web are served.');
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
  if (node === undefined) wasm.wasmPaths = folder;
  else {
    // This build means browsers, and would fetch its loader, which Node cannot with files: a relative path is imported as it stands instead.
    wasm.wasmPaths = './';
    wasm.wasmBinary = node.webBinary(folder);
  }
  return exclusive(ort);
}

/**
 * Threads when none are asked for: half of the machine's, at most eight, since waiting threads spin and an editor shares its machine; one where
 * memory cannot be shared between threads.
 */
export function defaultThreads(): number {
  const shared = inNode || (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
  return shared ? Math.min(8, Math.ceil((globalThis.navigator?.hardwareConcurrency ?? 1) / 2)) : 1;
}
