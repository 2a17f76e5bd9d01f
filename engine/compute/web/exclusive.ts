/**
 * One call into a WebAssembly instance at a time. onnxruntime-web pauses while it hands over tensors, with space taken on the instance's stack: a second call
 * in that pause (another session's is enough) frees what the first one still uses, and memory is overwritten.
 */
import { letOthersIn } from '../backend/turn.ts';
import type { Ort, OrtModule, OrtSession } from '../onnx/runtime.ts';

/** The module with its sessions' calls queued. */
export function exclusive({ InferenceSession, Tensor, env }: OrtModule): OrtModule {
  let last: Promise<unknown> = Promise.resolve();
  const queue = <T>(action: () => Promise<T>): Promise<T> => {
    const result = last.then(letOthersIn).then(action);
    last = result.catch(() => undefined);
    return result;
  };
  const create = (bytes: Uint8Array, options?: Ort.InferenceSession.SessionOptions): Promise<OrtSession> =>
    queue(async () => {
      const session = await InferenceSession.create(bytes, options);
      const [run, release] = [session.run.bind(session), session.release.bind(session)];
      session.run = ((...call: Parameters<OrtSession['run']>) => queue(() => run(...call))) as OrtSession['run'];
      session.release = () => queue(release);
      return session;
    });
  return { InferenceSession: { create } as OrtModule['InferenceSession'], Tensor, env };
}
