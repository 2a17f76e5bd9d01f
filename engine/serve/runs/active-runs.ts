/** The runs that this engine works on: started, taken up, stopped. Each in a process of its own. */
import { Refusal } from '../../protocol/peer.ts';
import type { Event } from '../../protocol/messages.ts';
import { openStore } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import type { RunTask } from './contract.ts';
import type { SpawnRun } from './run-process.ts';
import { superviseRun, type RunFate, type RunLedger, type SupervisedRun } from './supervised-run.ts';

export interface ActiveRuns {
  has(store: string, run: string): boolean;
  /** Resolves when the run is in the store and worked on. Rejects with a Refusal. */
  begin(task: RunTask, signal: AbortSignal): Promise<SupervisedRun>;
  get(store: string, run: string): SupervisedRun | undefined;
  /** Leaves all interrupted. */
  stopAll(): Promise<void>;
}

export interface RunTold {
  readonly progress: (event: Event<'runProgress'>) => void;
  readonly workers: (event: Event<'runWorkers'>) => void;
  readonly ended: (event: Event<'runEnded'>) => void;
  readonly changed: (store: string) => void;
  readonly log: (message: string) => void;
}

export function activeRuns(spawn: SpawnRun, told: RunTold): ActiveRuns {
  const active = new Map<string, SupervisedRun>();
  /** Runs that are being taken up. */
  const beginning = new Set<string>();
  const fate: RunFate = {
    progress: ({ store, run }, progress) => told.progress({ store, run, ...progress }),
    workers: ({ store, run }, { workers }) => told.workers({ store, run, workers }),
    changed: ({ store }) => told.changed(store),
    ended: ({ store, run }, end, reason) => {
      active.delete(keyOf(store, run));
      told.ended({ store, run, end, reason });
      told.changed(store);
    },
    log: told.log,
  };
  return {
    has: (store, run) => active.has(keyOf(store, run)),
    get: (store, run) => active.get(keyOf(store, run)),
    begin: async (task, signal) => {
      const key = task.run === undefined ? undefined : keyOf(task.store, task.run);
      if (key !== undefined && (active.has(key) || beginning.has(key)))
        throw new Refusal(`run ${task.run ?? ''} is under way already`);
      if (key !== undefined) beginning.add(key);
      try {
        const run = await superviseRun(task, { spawn, ledger: ledger(told.log), fate }, signal);
        active.set(keyOf(run.store, run.run), run);
        told.changed(run.store);
        return run;
      } finally {
        if (key !== undefined) beginning.delete(key);
      }
    },
    stopAll: async () => void (await Promise.all([...active.values()].map((run) => run.stop()))),
  };
}

const keyOf = (store: string, run: string): string => `${store}\0${run}`;

/** The store, for what a dead process cannot do itself. A store that fails too is told of, and the run shows as interrupted anyway. */
function ledger(log: (message: string) => void): RunLedger {
  const attempt = <T>(
    file: string,
    readOnly: boolean,
    work: (store: ReturnType<typeof openStore>) => T,
  ): T | undefined => {
    try {
      const store = openStore(file, { readOnly, patience: 1000 });
      try {
        return work(store);
      } finally {
        store.close();
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log(error.message);
      return undefined;
    }
  };
  return {
    evaluations: (file, run) => attempt(file, true, (store) => store.count(run)) ?? 0,
    interrupt: (file, run, why) => attempt(file, false, (store) => store.finish(run, 'interrupted', why)),
  };
}
