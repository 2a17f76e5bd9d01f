/**
 * Runtimes that compute in this very thread (WebAssembly, plain JavaScript) answer without a turn of the event loop: Ctrl-C, heartbeats and messages would
 * wait for the end of a whole training. So once they have computed for a while, all else that waits gets its turn.
 */

/** Milliseconds between two turns. */
const EVERY = 50;

let last = performance.now();

/** Call before each computation. In browsers there is no `setImmediate`. */
export async function letOthersIn(): Promise<void> {
  if (performance.now() - last < EVERY) return;
  await new Promise<void>((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
  last = performance.now();
}
