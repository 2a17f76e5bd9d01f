/** A backend that is opened anew where its device was lost: a driver that was reset is often back at once. */
import { DeviceLost, type Backend } from '../../compute/index.ts';

export interface Renewable {
  /**
   * Does work on the backend. Where the result says that its device was lost, what comes afterwards gets another one, once all work on this one has ended.
   * Rejects with a DeviceLost where it was lost before and could not be opened again.
   */
  use<T extends { readonly lost?: true }>(work: (backend: Backend) => Promise<T>): Promise<T>;
  dispose(): Promise<void>;
}

/** @param open makes another one; undefined where `first` is the caller's: then it stays, lost or not, and is not disposed of */
export function renewable(first: Backend, open?: () => Promise<Backend>): Renewable {
  let current = Promise.resolve(first);
  const underWay = new Map<Backend, Set<Promise<unknown>>>();
  const close = async (backend: Backend): Promise<void> => {
    await Promise.allSettled(underWay.get(backend) ?? []);
    underWay.delete(backend);
    // What is left of a lost device may not be freed any more.
    await backend.dispose().catch(() => undefined);
  };
  const renew = async (lost: Backend): Promise<void> => {
    // Several may have lost the same one.
    if (open === undefined || (await current.catch(() => undefined)) !== lost) return;
    current = close(lost)
      .then(open)
      .catch((cause: unknown) => {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new DeviceLost(`The GPU was lost and cannot be opened again: ${why}`, { cause });
      });
    // Told to whoever asks next.
    current.catch(() => undefined);
  };
  return {
    use: async (work) => {
      const backend = await current;
      const running = work(backend);
      const all = underWay.get(backend) ?? new Set();
      underWay.set(backend, all.add(running));
      const result = await running.finally(() => all.delete(running));
      if (result.lost === true) await renew(backend);
      return result;
    },
    dispose: async () => {
      if (open === undefined) return;
      const backend = await current.catch(() => undefined);
      if (backend !== undefined) await close(backend);
    },
  };
}
