/** Where the bundled engine begins: on a Node that cannot run it, it says so in a sentence. */
import { whyNotThisNode } from '../needs-sqlite.ts';

const why = whyNotThisNode();
if (why === undefined) await import('./main.ts');
else {
  console.error(why);
  process.exitCode = 2;
}
