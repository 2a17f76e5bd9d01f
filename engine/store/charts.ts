/** The charts that are drawn of a run: a folder of its name beside its store. */
import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export function chartFolder(store: string, run: string): string {
  return join(dirname(store), run);
}

/** One sentence where they cannot be deleted; none are there often enough. */
export function removeCharts(store: string, run: string): string | undefined {
  // A name that leads elsewhere is no folder of charts.
  if (run === '' || run === '.' || run === '..' || basename(run) !== run) return undefined;
  const folder = chartFolder(store, run);
  try {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `the charts of run ${run} in ${folder} could not be deleted: ${why}`;
  }
}
