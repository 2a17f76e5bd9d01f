/** onnxruntime with an account of what its sessions run, and of what crosses between processor and device in runs. */
import type { OrtModule, OrtSession, OrtTensor } from '../../engine/compute/onnx/runtime.ts';

export interface Crossing {
  readonly name: string;
  readonly bytes: number;
}

export interface Account {
  /** Runs of sessions: each is a program, or brings or fetches tensors. */
  runs: number;
  /** What runs were given from the processor's memory. */
  readonly up: Crossing[];
  /** What runs gave to it. */
  readonly down: Crossing[];
  /** Begins anew. */
  clear(): void;
}

export const bytesOf = (crossings: readonly Crossing[]): number => crossings.reduce((sum, { bytes }) => sum + bytes, 0);

const BYTES_A_NUMBER = 4;

export function countedOrt(ort: OrtModule): { readonly ort: OrtModule; readonly account: Account } {
  const account: Account = {
    runs: 0,
    up: [],
    down: [],
    clear: () => {
      account.runs = 0;
      account.up.length = account.down.length = 0;
    },
  };
  const note = (into: Crossing[], tensors: Readonly<Record<string, OrtTensor>>): void => {
    for (const [name, { location, size }] of Object.entries(tensors))
      if (location === 'cpu') into.push({ name, bytes: BYTES_A_NUMBER * size });
  };
  const create = async (...given: Parameters<OrtModule['InferenceSession']['create']>): Promise<OrtSession> => {
    const session = await ort.InferenceSession.create(...given);
    const run = session.run.bind(session) as (...call: unknown[]) => Promise<Record<string, OrtTensor>>;
    session.run = (async (feeds: Record<string, OrtTensor>, ...rest: unknown[]) => {
      account.runs++;
      note(account.up, feeds);
      const results = await run(feeds, ...rest);
      note(account.down, results);
      return results;
    }) as OrtSession['run'];
    return session;
  };
  return {
    ort: { InferenceSession: { create } as OrtModule['InferenceSession'], Tensor: ort.Tensor, env: ort.env },
    account,
  };
}
