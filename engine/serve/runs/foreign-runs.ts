/**
 * Runs that other processes work on: another window's, the command line's. One that ends says so in its store; one that is killed changes nothing on
 * the disk, so somebody has to look whether it is still there.
 */
import { isWorking } from '../../store/owner.ts';
import type { RunRecord } from '../../store/records.ts';

export interface ForeignRuns {
  /** The runs of a store that others work on, as it was read just now; replaces what was known of it. */
  seen(store: string, runs: readonly Pick<RunRecord, 'owner' | 'heartbeat'>[]): void;
  close(): void;
}

/** Tells of a store, once, when somebody who worked on a run of it is gone. `period`: milliseconds between two looks. */
export function foreignRuns(changed: (store: string) => void, period = 2000): ForeignRuns {
  const known = new Map<string, readonly Pick<RunRecord, 'owner' | 'heartbeat'>[]>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const rest = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const look = (): void => {
    const now = Date.now() / 1000;
    for (const [store, runs] of known) {
      if (runs.every(({ owner, heartbeat }) => isWorking(owner, heartbeat, now))) continue;
      known.delete(store);
      changed(store);
    }
    if (known.size === 0) rest();
  };
  return {
    seen: (store, runs) => {
      if (runs.length === 0) known.delete(store);
      else known.set(store, runs);
      if (known.size === 0) rest();
      else timer ??= setInterval(look, period).unref();
    },
    close: () => {
      known.clear();
      rest();
    },
  };
}
