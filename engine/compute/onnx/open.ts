/**
 * Opening the `onnx` backend: onnxruntime-node on the CPU, or through its WebGPU provider.
 */
import type { Backend, BackendOptions } from '../backend/backend.ts';
import { OnnxBackend } from './backend.ts';
import { blockSize } from './block.ts';
import { downloader } from './download.ts';
import { loadOrt } from './load.ts';
import { showThreads } from './runtime.ts';
import { copyOut } from './state.ts';

/** Opens the backend. `block` overrides the block size found on this machine: 0 is what machines without blocked convolutions run. */
export async function openOnnx(options: BackendOptions = {}, block?: number): Promise<Backend> {
  const { ort } = await loadOrt();
  const { device = 'cpu', threads, spin = false, rewrite } = options;
  const size = device === 'cpu' ? (block ?? (await blockSize(ort))) : 0;
  const convolutions = size > 0 ? `, convolutions in blocks of ${size} channels` : '';
  return new OnnxBackend({
    name: 'onnx',
    detail: `onnxruntime-node ${ort.env.versions.node ?? ''}, ${device}, ${showThreads(threads)}${convolutions}`,
    ort,
    target: { device, block: size },
    download: device === 'cpu' ? copyOut : downloader(ort),
    writesInto: device === 'cpu',
    session: {
      executionProviders: [device],
      executionMode: 'sequential',
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: spin ? '1' : '0' } } },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(rewrite === undefined ? {} : { graphOptimizationLevel: rewrite ? ('all' as const) : ('disabled' as const) }),
    },
  });
}
