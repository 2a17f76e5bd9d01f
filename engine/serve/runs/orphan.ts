/**
 * Ends a process soon after the one that started it has gone. The end of the channel shows at the next turn of the event loop, which a long fit may
 * keep away for a minute; a thread of its own looks in the meantime. What the process had evaluated is in the store.
 */
import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks. */
const EVERY = 500;

/** What it does before it ends, and the milliseconds that it has for that. */
export interface Farewell {
  begin(): void;
  readonly patience: number;
}

export function endWithParent(farewell?: Farewell): void {
  const patience = farewell?.patience ?? 0;
  process.on('disconnect', () => {
    if (farewell === undefined) process.exit(1);
    farewell.begin();
    setTimeout(() => process.exit(1), patience).unref();
  });
  const watching = `(${watch.toString()})(${process.ppid}, ${EVERY}, ${patience})`;
  const thread = new Worker(watching, { eval: true, stdin: false });
  thread.unref();
}

/** Runs in the thread, from its text: it may use nothing but what Node gives to everyone. */
function watch(parent: number, every: number, patience: number): void {
  let left = patience;
  setInterval(() => {
    try {
      process.kill(parent, 0);
      // An orphan is given another parent, where the system has such a thing.
      if (process.ppid === parent) return;
    } catch {
      // The parent is not there any more.
    }
    left -= every;
    if (left < 0) process.kill(process.pid, 'SIGKILL');
  }, every);
}
