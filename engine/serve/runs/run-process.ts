/** The process of one run, as the engine sees it. */
import { spawnOwn, type ProcessListener } from '../own-process.ts';
import { packed, readFromRun, type FromRun, type RunTask } from './contract.ts';

export interface RunProcess {
  /** Asks it to leave the run interrupted and to end. */
  cancel(): void;
  kill(): void;
}

export type RunListener = ProcessListener<FromRun>;

export type SpawnRun = (task: RunTask, listener: RunListener) => RunProcess;

/** `entry`: the module whose process works on a run where it is started with `--run`. `log` hears what breaks the contract. */
export function spawnRuns(entry: URL, log: (message: string) => void): SpawnRun {
  return (task, listener) => {
    const kind = { entry, argument: '--run', title: 'the process of a run', read: readFromRun, log };
    const child = spawnOwn(kind, listener);
    child.send(packed({ name: 'begin', content: task }));
    return { cancel: () => child.send(packed({ name: 'cancel', content: null })), kill: () => child.kill() };
  };
}
