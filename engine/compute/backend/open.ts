/**
 * Opening a backend, by name or the best there is, and saying which there are. The runtimes are loaded here, lazily, and nowhere else.
 */
import { ComputeError } from './backend.ts';
import type { Backend, BackendChoice, BackendOptions, BackendStatus } from './backend.ts';
import type { Opened } from './status.ts';

/**
 * Opens a backend; `auto` (the default) is `onnx` where its native library can be loaded, else `web`, whose `detail` then says why. Rejects with
 * a ComputeError that says why it cannot.
 */
export async function openBackend(name: BackendChoice = 'auto', options: BackendOptions = {}): Promise<Backend> {
  switch (name) {
    case 'auto':
      return openBest(options);
    case 'onnx':
      return (await import('../onnx/open.ts')).openOnnx(options);
    case 'tfjs':
      return (await import('../tfjs/backend.ts')).openTfjs();
    case 'web':
      return (await import('../web/open.ts')).openWeb(options);
  }
}

async function openBest(options: BackendOptions): Promise<Backend> {
  const { openOnnx } = await import('../onnx/open.ts');
  try {
    return await openOnnx(options);
  } catch (error) {
    if (!(error instanceof ComputeError) || options.device === 'webgpu') throw error;
    const { openWeb } = await import('../web/open.ts');
    return openWeb({ ...options, because: error.message });
  }
}

/** The backends of this machine, the default one first; `onnx` is listed for each device. Never rejects. */
export async function availableBackends(): Promise<readonly BackendStatus[]> {
  const { statusOf } = await import('./status.ts');
  const onnx = async (options: BackendOptions): Promise<Opened> => {
    const { loadOrt } = await import('../onnx/load.ts');
    const { ort, folder } = await loadOrt();
    const backend = await openBackend('onnx', options);
    return { backend, version: ort.env.versions.node ?? ort.env.versions.common, note: `Found in ${folder}.` };
  };
  const web = async (options: BackendOptions): Promise<Opened> => {
    const { openWeb, webVersion } = await import('../web/open.ts');
    return { backend: await openWeb(options), version: await webVersion() };
  };
  const { tfjsStatus } = await import('../tfjs/load.ts');
  const cpu = await statusOf({ name: 'onnx', device: 'cpu' }, onnx);
  return [
    cpu,
    await statusOf({ name: 'onnx', device: 'webgpu' }, onnx),
    // Its instance would stay, with some 60 MB, in a process that does not use it.
    await statusOf({ name: 'web', device: undefined }, web, !cpu.available),
    await tfjsStatus(),
  ];
}
