/**
 * Opening a backend, by name, by the device that was chosen for this machine, or the best there is. The runtimes are loaded here, lazily, and nowhere else.
 */
import { ComputeError } from './backend.ts';
import type { Backend, BackendChoice, BackendOptions } from './backend.ts';
import { chosenDevice, placeOf } from './device.ts';

/**
 * Opens a backend. `auto` (the default) is that of the chosen device (`--device`, HNAS_DEVICE); where none is chosen, `onnx` if its native library can be
 * loaded, else `web`, whose `detail` then says why. Rejects with a ComputeError that says why it cannot, and what would help.
 */
export async function openBackend(name: BackendChoice = 'auto', options: BackendOptions = {}): Promise<Backend> {
  switch (name) {
    case 'auto': {
      const place = placeOf(chosenDevice());
      if (place === undefined) return openBest(options);
      const { device: _, ...rest } = options;
      return openBackend(place.backend, place.device === undefined ? rest : { ...rest, device: place.device });
    }
    case 'onnx':
      return (await import('../onnx/open.ts')).openOnnx(options);
    case 'tfjs':
      return (await import('../tfjs/backend.ts')).openTfjs();
    case 'web':
      return (await import('../web/open.ts')).openWeb(options);
  }
}

/** Opens what a file names, unless a device was chosen for this machine: a file is for any machine, so that comes before it. */
export const openWritten = (name: BackendChoice, options: BackendOptions = {}): Promise<Backend> =>
  openBackend(chosenDevice() === 'auto' ? name : 'auto', options);

async function openBest(options: BackendOptions): Promise<Backend> {
  const { openOnnx } = await import('../onnx/open.ts');
  try {
    return await openOnnx(options);
  } catch (error) {
    if (!(error instanceof ComputeError) || (options.device ?? 'cpu') !== 'cpu') throw error;
    const { openWeb } = await import('../web/open.ts');
    return openWeb({ ...options, because: error.message });
  }
}
