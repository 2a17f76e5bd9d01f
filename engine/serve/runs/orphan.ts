/**
 * Ends a process soon after the one that started it has gone. The end of the channel shows at the next turn of the event loop, which a long fit may
 * keep away for a minute; a thread of its own looks in the meantime. What the process had evaluated is in the store.
 */
import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks. */
const EVERY = 500;

export function endWithParent(): void {
  process.on('disconnect', () => process.exit(1));
  const thread = new Worker(`(${watch.toString()})(${process.ppid}, ${EVERY})`, { eval: true, stdin: false });
  thread.unref();
}

/** Runs in the thread, from its text: it may use nothing but what Node gives to everyone. */
function watch(parent: number, every: number): void {
  setInterval(() => {
    try {
      process.kill(parent, 0);
      // An orphan is given another parent, where the system has such a thing.
      if (process.ppid === parent) return;
    } catch {
      // The parent is not there any more.
    }
    process.kill(process.pid, 'SIGKILL');
  }, every);
}
