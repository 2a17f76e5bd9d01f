/**
 * What the page needs in words or pictures, asked of the editor by position: each once, however often it is drawn meanwhile. What failed is asked again
 * when what was wrong is mended, words of a run that goes on also when more of it is known; not before.
 */
import type { Host } from './host.ts';
import type { PageRun } from './runs/page-run.ts';

export interface Asks {
  words(run: PageRun, rows: readonly number[]): void;
  drawing(run: PageRun, row: number): void;
  importance(run: PageRun, metric: string): void;
  /** A question for words has its answer, whatever it holds. */
  answered(run: PageRun): void;
  /** More is known of the run: words that did not come may be there now. */
  wentOn(run: PageRun): void;
  /** What has no answer, or no good one, may be asked for again. */
  retry(runs: readonly PageRun[]): void;
  /** Nothing is known of the run any more. */
  forget(run: PageRun): void;
}

export function createAsks(host: Host): Asks {
  const asked = new WeakMap<PageRun, Set<string>>();
  /** Questions for words that wait for their answer. */
  const waiting = new WeakMap<PageRun, number>();
  const isNew = (run: PageRun, name: string): boolean => {
    const names = asked.get(run) ?? new Set<string>();
    asked.set(run, names);
    return !names.has(name) && names.add(name).size > 0;
  };
  const key = ({ store, run }: PageRun): { store: string; run: string } => ({ store, run });
  const positionOf = (run: PageRun, row: number): number => run.points.position[row] as number;

  return {
    words: (run, rows) => {
      const positions = rows
        .map((row) => positionOf(run, row))
        .filter((position) => !run.descriptions.has(position) && isNew(run, `words ${position}`));
      if (positions.length === 0) return;
      waiting.set(run, (waiting.get(run) ?? 0) + 1);
      host.send('describe', { ...key(run), positions });
    },
    drawing: (run, row) => {
      const position = positionOf(run, row);
      if (!run.drawings.has(position) && isNew(run, `drawing ${position}`))
        host.send('draw', { ...key(run), position });
    },
    importance: (run, metric) => {
      const known = run.importance.get(metric);
      // Half as many evaluations again may tell more; so does the end of the run.
      const factor = run.summary.state === 'running' ? 1.5 : 1;
      const isDue = known === undefined || run.points.count > factor * known.evaluations;
      if (isDue && isNew(run, `importance ${metric} ${known?.evaluations ?? 'first'}`))
        host.send('importance', { ...key(run), metric });
    },
    answered: (run) => void waiting.set(run, Math.max(0, (waiting.get(run) ?? 0) - 1)),
    wentOn: (run) => {
      if ((waiting.get(run) ?? 0) > 0) return;
      const names = asked.get(run) ?? new Set<string>();
      for (const name of names) {
        const position = /^words (\d+)$/.exec(name)?.[1];
        if (position !== undefined && !run.descriptions.has(Number(position))) names.delete(name);
      }
    },
    retry: (runs) => {
      for (const run of runs) {
        asked.delete(run);
        waiting.delete(run);
        for (const [position, drawing] of run.drawings) if ('error' in drawing) run.drawings.delete(position);
        for (const [metric, { why }] of run.importance) if (why !== undefined) run.importance.delete(metric);
      }
    },
    forget: (run) => {
      asked.delete(run);
      waiting.delete(run);
      for (const known of [run.architectures, run.descriptions, run.drawings, run.importance]) known.clear();
    },
  };
}
