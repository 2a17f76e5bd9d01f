/** A run made by the command line from the sources, for tests that need one and not its making. */
import { join } from 'node:path';
import { root } from '../../../scripts/ide/package.ts';
import { run } from '../../../scripts/ide/run.ts';

export async function search(folder: string, file: string, experiment: string): Promise<void> {
  const outcome = await run(process.execPath, [join(root, 'bin', 'hnas.mjs'), 'search', `${file}#${experiment}`], {
    cwd: folder,
  });
  if ('error' in outcome) throw new Error(outcome.error);
}
