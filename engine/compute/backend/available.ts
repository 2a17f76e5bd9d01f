/** What this machine has: every device that can be asked for, whether it works, and what it would take where it does not. */
import type { BackendOptions, BackendStatus } from './backend.ts';
import { chosenDevice } from './device.ts';
import { openBackend } from './open.ts';
import { statusOf, type Opened } from './status.ts';
import { takes } from './takes.ts';

/** The one that is used unless told otherwise first. Each is tried, so a driver may write to standard error. Never rejects. */
export async function availableBackends(): Promise<readonly BackendStatus[]> {
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
  const { processorWords } = await import('./processor.ts');
  const cpu = await statusOf({ name: 'onnx', choice: 'cpu', device: 'cpu' }, async (options) => {
    const opened = await onnx(options);
    return { ...opened, note: `${processorWords()} ${opened.note ?? ''}`.trim() };
  });
  const { tfjsStatus } = await import('../tfjs/load.ts');
  return [
    withTakes(cpu),
    withTakes(await statusOf({ name: 'onnx', choice: 'webgpu', device: 'webgpu' }, onnx)),
    withTakes(await statusOf({ name: 'onnx', choice: 'cuda', device: 'cuda' }, onnx)),
    // Its instance would stay, with some 60 MB, in a process that does not use it.
    withTakes(await statusOf({ name: 'web', choice: 'web', device: undefined }, web, !cpu.available)),
    withTakes(await tfjsStatus()),
  ];
}

/** The one that `openBackend()` opens; undefined where it cannot. */
export function usedBackend(all: readonly BackendStatus[]): BackendStatus | undefined {
  const chosen = chosenDevice();
  if (chosen !== 'auto') return all.find(({ choice, available }) => choice === chosen && available);
  return all.find(({ choice, available }) => available && (choice === 'cpu' || choice === 'web'));
}

/** What it takes stands apart from why it is absent. TensorFlow.js is there without a GPU too, and says what that takes. */
function withTakes(status: BackendStatus): BackendStatus {
  if (status.available && status.choice !== 'tfjs') return status;
  const needs = takes(status.choice);
  return { ...status, detail: status.detail.replace(` It takes: ${needs}`, ''), takes: needs };
}
