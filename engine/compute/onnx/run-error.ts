/** What a failure inside onnxruntime means to us. */
import { ComputeError, DeviceLost } from '../backend/backend.ts';
import { reasonOf } from './runtime.ts';

/** How drivers say that a device is gone, or its memory full: WebGPU's, Vulkan's, Direct3D's and CUDA's words. */
const LOST =
  /device\b.*\blost|lost\b.*\bdevice|DEVICE_(LOST|REMOVED|HUNG|RESET)|OUT_OF_DEVICE_MEMORY|E_OUTOFMEMORY|CUDA (error|failure)/i;

/** @param doing what failed, as in `The run` */
export function runError(doing: string, cause: unknown): ComputeError {
  const reason = reasonOf(cause);
  if (!LOST.test(reason)) return new ComputeError(`${doing}: ${reason}.`, { cause });
  const why = 'its driver was reset, its memory is full, or it was taken away';
  return new DeviceLost(`The GPU was lost during a run (${reason}): ${why}.`, { cause });
}
