/** What lies beside a store for each of its runs: a folder of the run's name with its charts, and one with trained weights. Both go with the run. */
import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export function chartFolder(store: string, run: string): string {
  return join(dirname(store), run);
}

/** Under the name of the store: two of them in one folder may have runs of one name. */
export function weightsFolder(store: string, run: string): string {
  return join(`${store}.weights`, run);
}

/** One sentence where it cannot be deleted; none is there often enough. */
export function removeBeside(store: string, run: string): string | undefined {
  // A name that leads elsewhere is no folder of a run.
  if (run === '' || run === '.' || run === '..' || basename(run) !== run) return undefined;
  for (const folder of [chartFolder(store, run), weightsFolder(store, run)]) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return `what belongs to run ${run} in ${folder} could not be deleted: ${why}`;
    }
  }
  return undefined;
}
