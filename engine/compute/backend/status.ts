/**
 * Whether a backend can run programs here, found by running one instruction, or only by opening it.
 */
import { neg } from '../ops/elementary.ts';
import { input } from '../ops/source.ts';
import { reasonOf } from '../onnx/runtime.ts';
import { program } from '../program/program.ts';
import type { Backend, BackendOptions, BackendStatus } from './backend.ts';

/** What was opened; `note` is a sentence more about it. */
export interface Opened {
  readonly backend: Backend;
  readonly version: string | undefined;
  readonly note?: string;
}

/** Never rejects. `tried`: run something. */
export async function statusOf(
  common: Pick<BackendStatus, 'name' | 'choice' | 'device'>,
  open: (options: BackendOptions) => Promise<Opened>,
  tried = true,
): Promise<BackendStatus> {
  let version: string | undefined;
  try {
    const opened = await open(common.device === undefined ? {} : { device: common.device });
    version = opened.version;
    const { backend, note } = opened;
    try {
      if (tried) {
        const executable = await backend.compile(program({ outputs: { y: neg(input('x', [1])) } }));
        await executable.run({ x: Float32Array.of(1) });
      }
    } finally {
      await backend.dispose();
    }
    const detail = [`${backend.detail}.`, ...(note === undefined ? [] : [note])].join(' ');
    return { ...common, available: true, detail, version };
  } catch (error) {
    return { ...common, available: false, detail: sentence(error), version };
  }
}

const sentence = (error: unknown): string => `${reasonOf(error)}.`;
