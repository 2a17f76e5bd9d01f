/** Where the bundled command line begins: on a Node that cannot run it, it says so in a sentence. */
import { whyNotThisNode } from '../needs-sqlite.ts';

const why = whyNotThisNode();
if (why === undefined) {
  process.removeAllListeners('warning'); // node:sqlite announces itself as experimental on Node 22 and 24
  await import('./main.ts');
} else {
  console.error(why);
  process.exitCode = 2;
}
