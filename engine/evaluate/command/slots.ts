/** Places for programs that run at the same time. Each has a number, by which it gets its GPU. */

export interface Slots {
  /** The lowest free number, first come, first served; rejects with the signal's reason when it is aborted. */
  take(signal: AbortSignal | undefined): Promise<number>;
  give(slot: number): void;
}

/** `count`: how many there are; undefined: as many as are asked for. */
export function slotsOf(count = Infinity): Slots {
  const taken = new Set<number>();
  const waiting: (() => void)[] = [];
  const free = (): number => {
    let slot = 0;
    while (taken.has(slot)) slot++;
    return slot;
  };
  return {
    take: async (signal) => {
      signal?.throwIfAborted();
      while (taken.size >= count) await turn(waiting, signal);
      const slot = free();
      taken.add(slot);
      return slot;
    },
    give: (slot) => {
      taken.delete(slot);
      waiting.shift()?.();
    },
  };
}

function turn(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      waiting.splice(waiting.indexOf(come), 1);
      reject(signal?.reason as Error);
    };
    const come = (): void => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    };
    waiting.push(come);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
