/** The process of the command line: streams, signals, exit code. What it does stands in command-line.ts. */
import { processIo } from './io.ts';
import { runCommandLine } from './command-line.ts';

const interrupt = new AbortController();
let signals = 0;
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // The first asks for an orderly end, the second does not wait for it. Nothing is lost either way: every step is in the store.
    if (++signals > 1) process.exit(130);
    interrupt.abort(new Error('interrupted'));
    process.stderr.write('\ninterrupted: finishing the step (again to quit at once)\n');
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), processIo(interrupt.signal));
