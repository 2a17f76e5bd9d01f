/** A GPU that is lost, simulated. */
import type { Backend } from '../../../../../engine/compute/index.ts';
import { loadOrt } from '../../../../../engine/compute/onnx/load.ts';
import { openOnnxOn } from '../../../../../engine/compute/onnx/open.ts';
import type { OrtModule, OrtSession } from '../../../../../engine/compute/onnx/runtime.ts';

const WORDS = 'WebGPU validation failed. The device was lost (VK_ERROR_DEVICE_LOST)\n at somewhere.cc';

/** A runtime whose runs fail as those of a lost GPU do, from one on to the end of its life. */
function losing(ort: OrtModule, runs: number): OrtModule {
  let left = runs;
  const create = async (...given: Parameters<OrtModule['InferenceSession']['create']>): Promise<OrtSession> => {
    const session = await ort.InferenceSession.create(...given);
    const run = session.run.bind(session) as (...call: unknown[]) => Promise<never>;
    session.run = ((...call: unknown[]) => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error(WORDS)) : run(...call);
    }) as OrtSession['run'];
    return session;
  };
  return { InferenceSession: { create } as OrtModule['InferenceSession'], Tensor: ort.Tensor, env: ort.env };
}

/** Opens backends that live so many runs each; where they run out, there is no device any more. */
export function losingBackends(...lives: readonly number[]) {
  const opened: Backend[] = [];
  const open = async (): Promise<Backend> => {
    const runs = lives[opened.length];
    if (runs === undefined) throw new Error('No supported adapters.');
    const backend = await openOnnxOn(losing((await loadOrt()).ort, runs), { threads: 1 }, 0);
    opened.push(backend);
    return backend;
  };
  return { open, opened };
}
