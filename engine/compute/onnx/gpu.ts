/**
 * Tensors on a GPU through onnxruntime's WebGPU provider: brought there, and read back.
 *
 * Both ways lead through models of Identity nodes whose inputs are on one side and whose outputs on the other: `getData()` on a GPU tensor aborts the
 * process in onnxruntime-node 1.30, and a tensor made from numbers stays on the CPU and would be copied at every run. Those used last are kept: a training
 * step brings the same shapes every time.
 *
 * The device belongs to the sessions of the process and goes with the last of them; a backend keeps one from its beginning to its end, so that it is not
 * opened anew all the time.
 */
import { ComputeError } from '../backend/backend.ts';
import { takes } from '../backend/takes.ts';
import { leases, type Leases } from './leases.ts';
import { OnnxModel } from './model.ts';
import type { ValueInfo } from './model.ts';
import { runError } from './run-error.ts';
import { LOG_ERRORS_ONLY, reasonOf } from './runtime.ts';
import type { OrtModule, OrtSession, OrtTensor } from './runtime.ts';
import { copyOut } from './state.ts';
import type { Download, Upload } from './state.ts';
import { whyNoVulkan } from './vulkan.ts';

export interface Gpu {
  readonly upload: Upload;
  readonly download: Download;
  readonly leases: Leases;
  /** Lets the device go, after everything that is on it. */
  close(): Promise<void>;
}

/** Rejects with a ComputeError that says what is missing where there is no adapter. */
export async function openGpu(ort: OrtModule): Promise<Gpu> {
  const keeper = await keeperSession(ort);
  const held = leases();
  const [up, down] = [copier(ort, 'gpu-buffer', held), copier(ort, 'cpu', held)];
  return {
    leases: held,
    upload: up.copy,
    download: async (tensors) => copyOut(await down.copy(tensors)),
    close: async () => {
      await up.close();
      await down.close();
      await keeper.release();
    },
  };
}

async function keeperSession(ort: OrtModule): Promise<OrtSession> {
  const none = (why: string, cause?: unknown): ComputeError =>
    new ComputeError(`There is no GPU that WebGPU can use: ${why}. It takes: ${takes('webgpu')}`, { cause });
  const missing = whyNoVulkan();
  if (missing !== undefined) throw none(missing);
  const { bytes } = identities([{ name: 'x', shape: [1], dtype: 'float32' }]);
  try {
    return await ort.InferenceSession.create(bytes, sessionOptions('cpu'));
  } catch (cause) {
    throw none(reasonOf(cause), cause);
  }
}

/** Models of copies that are kept, each way. */
const MOST_COPIERS = 8;

interface Copier {
  /** The same numbers on the other side. */
  readonly copy: (tensors: Readonly<Record<string, OrtTensor>>) => Promise<Record<string, OrtTensor>>;
  close(): Promise<void>;
}

function copier(ort: OrtModule, to: 'gpu-buffer' | 'cpu', held: Leases): Copier {
  const kept = new Map<string, Promise<{ readonly session: OrtSession; readonly outputs: readonly string[] }>>();
  const open = async (inputs: readonly ValueInfo[]) => {
    const { bytes, outputs } = identities(inputs);
    return { session: await ort.InferenceSession.create(bytes, sessionOptions(to)), outputs };
  };
  const failed = (cause: unknown): never => {
    throw runError('Numbers could not be brought to the GPU or back', cause);
  };
  const release = async (key: string): Promise<void> => {
    const leaving = kept.get(key);
    kept.delete(key);
    if (leaving !== undefined) await held.release((await leaving).session);
  };
  return {
    copy: async (tensors) => {
      const given = Object.entries(tensors);
      if (given.length === 0) return {};
      const inputs = given.map(([, { dims, type }], index): ValueInfo => ({
        name: `x${index}`,
        shape: dims,
        dtype: type === 'int32' ? 'int32' : 'float32',
      }));
      const key = JSON.stringify(inputs);
      const opening = kept.get(key) ?? open(inputs);
      kept.delete(key);
      kept.set(key, opening);
      opening.catch(() => kept.delete(key));
      const { session, outputs } = await opening.catch(failed);
      const feeds = Object.fromEntries(given.map(([, tensor], index) => [`x${index}`, tensor]));
      const results = await session.run(feeds).catch(failed);
      const copies = given.flatMap(([name], index): (readonly [string, OrtTensor])[] => {
        const tensor = results[outputs[index] ?? ''];
        if (tensor === undefined) return [];
        if (to === 'gpu-buffer') held.made(session, tensor);
        return [[name, tensor]];
      });
      for (const oldest of [...kept.keys()].slice(0, -MOST_COPIERS)) await release(oldest);
      return Object.fromEntries(copies);
    },
    close: async () => {
      for (const key of [...kept.keys()]) await release(key);
    },
  };
}

const sessionOptions = (to: 'gpu-buffer' | 'cpu') =>
  ({
    executionProviders: ['webgpu'],
    logSeverityLevel: LOG_ERRORS_ONLY,
    preferredOutputLocation: to,
  }) as const;

function identities(inputs: readonly ValueInfo[]): { readonly bytes: Uint8Array; readonly outputs: readonly string[] } {
  const model = new OnnxModel();
  const outputs = inputs.map((info): ValueInfo => ({ ...info, name: model.add('Identity', [info.name]) }));
  return { bytes: model.serialise('copies', inputs, outputs), outputs: outputs.map(({ name }) => name) };
}
