/**
 * Whether onnxruntime-node can run programs here, on the CPU and through WebGPU, found by running one instruction.
 */
import type { BackendStatus } from '../backend/backend.ts';
import { neg } from '../ops/elementary.ts';
import { input } from '../ops/source.ts';
import { program } from '../program/program.ts';
import { openOnnx } from './backend.ts';
import { loadOrt } from './runtime.ts';

export async function onnxStatus(device: 'cpu' | 'webgpu'): Promise<BackendStatus> {
  const common = { name: 'onnx', device } as const;
  let version: string | undefined;
  try {
    const ort = await loadOrt();
    version = ort.env.versions.node ?? ort.env.versions.common;
    const backend = await openOnnx({ device });
    try {
      const executable = await backend.compile(program({ outputs: { y: neg(input('x', [1])) } }));
      await executable.run({ x: Float32Array.of(1) });
    } finally {
      await backend.dispose();
    }
    return { ...common, available: true, detail: `${backend.detail}.`, version };
  } catch (error) {
    return { ...common, available: false, detail: sentence(error), version };
  }
}

/** The first line of an error and of its cause, without the places in onnxruntime's sources. */
function sentence(error: unknown): string {
  const lines = [error, error instanceof Error ? error.cause : undefined].flatMap((each) =>
    each instanceof Error ? [each.message.split('\n')[0] ?? ''] : [],
  );
  const plain = [...new Set(lines)].map((line) => line.replace(/\S*\.cc:\d+ .* was false\. /, '').trim());
  return `${plain[0] ?? String(error)}${plain[0]?.endsWith('.') ? '' : '.'}`;
}
