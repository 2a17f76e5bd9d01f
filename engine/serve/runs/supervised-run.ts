/**
 * One run that this engine works on: a process that is begun again from the store when it dies, later each time, and given up after a few deaths in a
 * row without a new evaluation. What it evaluated is in the store whatever happens here.
 */
import { Refusal } from '../../protocol/peer.ts';
import type { RunProgress, RunTask, RunWorkers } from './contract.ts';
import type { RunProcess, SpawnRun } from './run-process.ts';

/** Milliseconds from a death to the next beginning, by deaths in a row; one more death, and the run is given up. */
const DELAYS = [500, 2000, 5000];
/** Milliseconds that a process may take to stop by itself: it stops between two batches of training. */
const GRACE = 5000;

export interface SupervisedRun {
  readonly store: string;
  readonly run: string;
  /** Resolves when nobody works on the run any more. */
  stop(): Promise<void>;
}

/** What supervision needs to know of the store. Never throws. */
export interface RunLedger {
  evaluations(store: string, run: string): number;
  /** Leaves the run interrupted, with a sentence on why, where its process could not. */
  interrupt(store: string, run: string, why: string): void;
}

export interface RunFate {
  readonly progress: (run: SupervisedRun, progress: RunProgress) => void;
  /** The machines that evaluate for it. */
  readonly workers: (run: SupervisedRun, workers: RunWorkers) => void;
  /** Its state in the store, or who works on it, is another. */
  readonly changed: (run: SupervisedRun) => void;
  readonly ended: (run: SupervisedRun, end: 'done' | 'stopped' | 'failed' | 'lost', reason: string) => void;
  readonly log: (message: string) => void;
}

export interface Supervision {
  readonly spawn: SpawnRun;
  readonly ledger: RunLedger;
  readonly fate: RunFate;
  readonly delays?: readonly number[];
  readonly grace?: number;
}

/** Resolves when the run is in the store and worked on; rejects with a Refusal where it cannot begin, or the signal's reason. */
export function superviseRun(task: RunTask, supervision: Supervision, signal: AbortSignal): Promise<SupervisedRun> {
  const { spawn, ledger, fate, delays = DELAYS, grace = GRACE } = supervision;
  return new Promise((resolve, reject) => {
    let child: RunProcess | undefined;
    let run: SupervisedRun | undefined;
    let timer: NodeJS.Timeout | undefined;
    let stopping: PromiseWithResolvers<void> | undefined;
    let deaths = 0;
    let evaluations = 0;

    const finish = (of: SupervisedRun, end: 'done' | 'stopped' | 'failed' | 'lost', reason: string): void => {
      clearTimeout(timer);
      child = undefined;
      fate.ended(of, end, reason);
      stopping?.resolve();
    };

    const died = (of: SupervisedRun, how: string): void => {
      if (stopping !== undefined) {
        ledger.interrupt(of.store, of.run, 'interrupted by the user');
        return finish(of, 'stopped', 'interrupted by the user');
      }
      const now = ledger.evaluations(of.store, of.run);
      deaths = now > evaluations ? 1 : deaths + 1;
      evaluations = now;
      const delay = delays[deaths - 1];
      if (delay === undefined) {
        const reason = `its process ${how}, ${deaths} times in a row; what was evaluated is kept, "Resume" goes on`;
        ledger.interrupt(of.store, of.run, reason);
        return finish(of, 'lost', reason);
      }
      fate.log(`the process of run ${of.run} ${how}; it is begun again in ${delay / 1000} s`);
      fate.changed(of);
      timer = setTimeout(() => {
        const again = { ...task, run: of.run, evaluations: undefined };
        child = follow(again, () => fate.changed(of), (why) => finish(of, 'lost', why)); // prettier-ignore
      }, delay);
    };

    const follow = (what: RunTask, begun: (id: string) => void, refused: (why: string) => void): RunProcess => {
      let outcome: (() => void) | undefined;
      const started = spawn(what, {
        said: (message) => {
          if (message.name === 'begun') begun(message.content.run);
          else if (message.name === 'refused') outcome = () => refused(message.content.why);
          else if (message.name === 'progress') {
            if (run !== undefined) fate.progress(run, message.content);
          } else if (message.name === 'workers') {
            if (run !== undefined) fate.workers(run, message.content);
          } else if (message.name === 'warning') {
            fate.log(`run ${run?.run ?? ''}: ${message.content.text}`);
          } else {
            const { end, reason } = message.content;
            outcome = () => run !== undefined && finish(run, end, reason);
            // Nothing is left to be done: one that does not go by itself is made to.
            clearTimeout(timer);
            timer = setTimeout(() => child?.kill(), grace);
          }
        },
        exited: (how) => {
          if (child === started) child = undefined;
          if (outcome !== undefined) outcome();
          else if (run !== undefined) died(run, how);
          else refused(`the process of the run ${how} before it could begin`);
        },
      });
      return started;
    };

    const giveUp = (): void => {
      child?.kill();
      reject(signal.reason instanceof Error ? signal.reason : new Refusal('cancelled'));
    };
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    child = follow(
      task,
      (id) => {
        signal.removeEventListener('abort', giveUp);
        evaluations = ledger.evaluations(task.store, id);
        run = { store: task.store, run: id, stop };
        resolve(run);
      },
      (why) => {
        signal.removeEventListener('abort', giveUp);
        reject(new Refusal(why));
      },
    );

    function stop(): Promise<void> {
      if (stopping !== undefined) return stopping.promise;
      stopping = Promise.withResolvers<void>();
      if (child === undefined && run !== undefined) died(run, '');
      else {
        child?.cancel();
        timer = setTimeout(() => child?.kill(), grace);
      }
      return stopping.promise;
    }
  });
}
