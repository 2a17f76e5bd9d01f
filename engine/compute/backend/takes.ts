/** What it takes to have a device: a sentence for `hnas doctor`, and the way out where an attempt to use one fails. */
import type { BackendStatus } from './backend.ts';

const FOLDER = 'in a folder that HNAS_BACKENDS (in VS Code: hypernas.engine.backends) names';

export function takes(choice: BackendStatus['choice'], platform = `${process.platform}-${process.arch}`): string {
  switch (choice) {
    case 'cpu':
      return `npm install onnxruntime-node@1.30 ${FOLDER}.`;
    case 'webgpu':
      return webgpuTakes(platform);
    case 'cuda':
      return platform === 'linux-x64'
        ? `An NVIDIA card with CUDA 12 and cuDNN 9, and npm install onnxruntime-node@1.30 --onnxruntime-node-install=cuda12 ${FOLDER}.`
        : `Another machine: onnxruntime-node has CUDA for linux-x64 only, not for ${platform}.`;
    case 'tfjs':
      return `For a GPU: an NVIDIA card with CUDA 11, and npm install @tensorflow/tfjs-node-gpu ${FOLDER}.`;
    case 'web':
      return 'The files of onnxruntime-web, which belong to this program: install it anew.';
  }
}

function webgpuTakes(platform: string): string {
  if (platform === 'linux-arm64' || platform === 'darwin-x64')
    return `Another machine: onnxruntime-node has no WebGPU for ${platform}.`;
  if (platform.startsWith('linux'))
    return 'A GPU of any make with its driver for Vulkan, and the loader libvulkan1 (apt install libvulkan1).';
  return 'A GPU of any make with its current driver.';
}
