/**
 * The `web` backend: the models of the `onnx` backend, run by onnxruntime-web. WebAssembly with SIMD and threads, so it needs nothing native and
 * works wherever Node 22 or a browser does.
 */
import { ComputeError } from '../backend/backend.ts';
import type { Backend, BackendOptions } from '../backend/backend.ts';
import { OnnxBackend } from '../onnx/backend.ts';
import { showThreads } from '../onnx/runtime.ts';
import { copyOut } from '../onnx/state.ts';
import { loadWebOrt } from './load.ts';
import type { WebSource } from './load.ts';

export interface WebOptions extends BackendOptions {
  readonly threads: number;
  /** Why the native runtime is not used, to be told with what is. */
  readonly because?: string | undefined;
}

export async function webBackend(source: WebSource, { device, threads, because }: WebOptions): Promise<Backend> {
  if (device === 'webgpu' || device === 'cuda')
    throw new ComputeError(`The web backend runs on the CPU only: ${device} needs the onnx backend.`);
  const ort = await loadWebOrt(threads, source);
  const why = because === undefined ? '' : `; ${because.replace(/\.$/, '')}`;
  return new OnnxBackend({
    name: 'web',
    detail: `onnxruntime-web ${ort.env.versions.web ?? ''}, WebAssembly, ${showThreads(threads)}${why}`,
    ort,
    target: { device: 'cpu', block: 0 },
    download: copyOut,
    writesInto: false,
    session: { executionProviders: ['wasm'], executionMode: 'sequential' },
  });
}
