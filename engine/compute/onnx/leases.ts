/**
 * Sessions that stay as long as tensors that they made. A tensor on a GPU is freed through the session that made it, even where that was released long
 * before, and then the process ends. So whoever releases such a session or frees such a tensor does it here.
 */
import { dataOf } from './runtime.ts';
import type { OrtSession, OrtTensor } from './runtime.ts';

export interface Leases {
  /** The tensor was made by the session and has not been freed. */
  made(session: OrtSession, tensor: OrtTensor): void;
  free(tensor: OrtTensor): Promise<void>;
  /** Now, or with the last of its tensors. */
  release(session: OrtSession): Promise<void>;
}

export function leases(): Leases {
  const makers = new Map<OrtTensor, OrtSession>();
  const held = new Map<OrtSession, number>();
  const leaving = new Set<OrtSession>();
  return {
    made: (session, tensor) => {
      makers.set(tensor, session);
      held.set(session, (held.get(session) ?? 0) + 1);
    },
    free: async (tensor) => {
      tensor.dispose();
      const session = makers.get(tensor);
      if (session === undefined) return;
      makers.delete(tensor);
      const left = (held.get(session) ?? 1) - 1;
      if (left > 0) held.set(session, left);
      else {
        held.delete(session);
        if (leaving.delete(session)) await session.release();
      }
    },
    release: async (session) => {
      if (held.has(session)) leaving.add(session);
      else await session.release();
    },
  };
}

/** For tensors that do not depend on their session. */
export const noLeases: Leases = {
  made: () => undefined,
  free: async (tensor) => tensor.dispose(),
  release: (session) => session.release(),
};

/**
 * For results of the native runtime on the CPU: their memory goes back when they are freed. Else it would when JavaScript collects garbage, which it does
 * for every few dozen megabytes of such arrays: a sixth of a hypernetwork's step. Nobody else may have the array of such a tensor.
 */
export function returnedAtOnce(): Leases {
  const made = new WeakSet<OrtTensor>();
  return {
    ...noLeases,
    made: (_, tensor) => void made.add(tensor),
    free: async (tensor) => {
      const buffer = made.delete(tensor) ? dataOf(tensor).buffer : undefined;
      tensor.dispose();
      if (buffer instanceof ArrayBuffer) buffer.transfer(0);
    },
  };
}
