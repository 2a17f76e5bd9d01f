/** Opening the `web` backend in a browser; nothing that this imports asks for Node. */
import type { Backend, BackendOptions } from '../backend/backend.ts';
import { webBackend } from './backend.ts';
import { defaultThreads } from './load.ts';

/**
 * @param folder URL of the folder that serves `ort.wasm.min.mjs`, `ort-wasm-simd-threaded.mjs` and `ort-wasm-simd-threaded.wasm` of onnxruntime-web,
 *   ending in a slash
 */
export async function openWebInBrowser(folder: string, options: BackendOptions = {}): Promise<Backend> {
  // Threads share memory, which browsers allow to pages that are isolated from other origins.
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
  return webBackend({ folder }, { ...options, threads: isolated ? (options.threads ?? defaultThreads()) : 1 });
}
