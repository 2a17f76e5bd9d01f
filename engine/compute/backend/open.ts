/**
 * Opening a backend by name, and saying which there are. The runtimes are loaded here, lazily, and nowhere else.
 */
import { ComputeError } from './backend.ts';
import type { Backend, BackendName, BackendOptions, BackendStatus } from './backend.ts';

/** Opens `onnx` (the default) or `tfjs`. Rejects with a ComputeError that says why it cannot. */
export async function openBackend(name: BackendName = 'onnx', options: BackendOptions = {}): Promise<Backend> {
  switch (name) {
    case 'onnx':
      return (await import('../onnx/backend.ts')).openOnnx(options);
    case 'tfjs':
      return (await import('../tfjs/backend.ts')).openTfjs();
    case 'web':
      throw new ComputeError('The web backend runs in browsers only; here use onnx or tfjs.');
  }
}

/** The backends of this machine, the default one first; `onnx` is listed for each device. Never rejects. */
export async function availableBackends(): Promise<readonly BackendStatus[]> {
  const { onnxStatus } = await import('../onnx/status.ts');
  const { tfjsStatus } = await import('../tfjs/load.ts');
  return [await onnxStatus('cpu'), await onnxStatus('webgpu'), await tfjsStatus()];
}
