/**
 * Opening the `web` backend: the models of the `onnx` backend, run by onnxruntime-web. WebAssembly with SIMD and threads, so it needs nothing native and
 * works wherever Node 22 or a browser does.
 */
import { ComputeError } from '../backend/backend.ts';
import type { Backend, BackendOptions } from '../backend/backend.ts';
import { OnnxBackend } from '../onnx/backend.ts';
import { showThreads } from '../onnx/runtime.ts';
import { copyOut } from '../onnx/state.ts';
import { defaultThreads, loadWebOrt } from './load.ts';

export interface WebOptions extends BackendOptions {
  /** Browsers only: URL of the folder with the runtime's files (`ort.wasm.min.mjs`, `ort-wasm-simd-threaded.mjs` and `.wasm`), ending in a slash. */
  readonly files?: string;
  /** Why the native runtime is not used, to be told with what is. */
  readonly because?: string;
}

export async function openWeb({
  device,
  threads = defaultThreads(),
  files,
  because,
}: WebOptions = {}): Promise<Backend> {
  if (device === 'webgpu')
    throw new ComputeError('The web backend runs on the CPU only: webgpu needs the onnx backend.');
  const ort = await loadWebOrt(threads, files);
  return new OnnxBackend({
    name: 'web',
    detail: `onnxruntime-web ${ort.env.versions.web ?? ''}, WebAssembly, ${showThreads(threads)}${because === undefined ? '' : `; ${because.replace(/\.$/, '')}`}`,
    ort,
    target: { device: 'cpu', block: 0 },
    download: copyOut,
    writesInto: false,
    session: { executionProviders: ['wasm'], executionMode: 'sequential' },
  });
}
