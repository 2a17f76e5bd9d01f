/**
 * Opening the `onnx` backend: onnxruntime-node on the CPU, through its WebGPU provider, or through that for CUDA.
 */
import { ComputeError } from '../backend/backend.ts';
import type { Backend, BackendOptions } from '../backend/backend.ts';
import { OnnxBackend } from './backend.ts';
import type { OnnxBuild } from './backend.ts';
import { blockSize } from './block.ts';
import { whyNotCuda } from './cuda.ts';
import { openGpu } from './gpu.ts';
import { returnedAtOnce } from './leases.ts';
import { loadOrt } from './load.ts';
import { showThreads } from './runtime.ts';
import type { OrtModule } from './runtime.ts';
import { copyOut } from './state.ts';

/** Opens the backend. `block` overrides the block size found on this machine: 0 is what machines without blocked convolutions run. */
export async function openOnnx(options: BackendOptions = {}, block?: number): Promise<Backend> {
  const { ort, folder } = await loadOrt();
  if (options.device === 'cuda') {
    const why = whyNotCuda(folder);
    if (why !== undefined) throw new ComputeError(why);
  }
  return openOnnxOn(ort, options, block);
}

/** The same on a given build of onnxruntime-node. */
export async function openOnnxOn(ort: OrtModule, options: BackendOptions = {}, block?: number): Promise<OnnxBackend> {
  const { device = 'cpu', threads, spin = false, rewrite } = options;
  const size = device === 'cpu' ? (block ?? (await blockSize(ort))) : 0;
  const convolutions = size > 0 ? `, convolutions in blocks of ${size} channels` : '';
  const gpu = device === 'webgpu' ? await openGpu(ort) : undefined;
  const threadWords = device === 'cpu' ? `, ${showThreads(threads)}` : '';
  const build: OnnxBuild = {
    name: 'onnx',
    detail: `onnxruntime-node ${ort.env.versions.node ?? ''}, ${device}${threadWords}${convolutions}`,
    ort,
    // Through CUDA, what any ONNX runtime computes.
    target: { device: device === 'cuda' ? 'portable' : device, block: size },
    download: gpu?.download ?? copyOut,
    ...(device === 'cpu' ? { leases: returnedAtOnce() } : {}),
    ...(gpu === undefined ? {} : { upload: gpu.upload, leases: gpu.leases, close: gpu.close }),
    writesInto: device === 'cpu',
    session: {
      executionProviders: [device],
      executionMode: 'sequential',
      interOpNumThreads: 1,
      // No program is quantised: looking for what would be takes a tenth of the time to compile one.
      extra: { session: { disable_quant_qdq: '1', intra_op: { allow_spinning: spin ? '1' : '0' } } },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(rewrite === undefined ? {} : { graphOptimizationLevel: rewrite ? ('all' as const) : ('disabled' as const) }),
    },
  };
  return new OnnxBackend(build);
}
