/** How far searches are from the best after so many evaluations: what `efficiency.ts` writes and `curves.ts` draws. */
import { readFileSync } from 'node:fs';
import { list, number, record, text, type ValueOf } from '../../engine/protocol/read.ts';
import { quantile } from './quantiles.ts';

const curvesFile = record({
  title: text,
  subtitle: text,
  curves: list(
    record({
      name: text,
      /** Of each seed the regret after 1, 2, ... evaluations, in percent points. */
      runs: list(list(number)),
    }),
  ),
});

export type CurvesFile = ValueOf<typeof curvesFile>;

/** Throws where the file is none that `efficiency.ts --curves` has written. */
export function readCurves(file: string): CurvesFile {
  const read = curvesFile(JSON.parse(readFileSync(file, 'utf8')), file);
  if ('error' in read) throw new Error(`${file} is none of efficiency.ts --curves: ${read.error}`);
  return read.value;
}

/** Regret of the best so far, for so many evaluations; a run that ended before stays where it was. */
export function regretAfter(accuracies: readonly number[], best: number, evaluations: number): number[] {
  let sofar = -Infinity;
  return Array.from({ length: evaluations }, (_, i) => {
    sofar = Math.max(sofar, accuracies[i] ?? -Infinity);
    return best - sofar;
  });
}

export interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Over the runs, after 1, 2, ... evaluations. */
export function quartilesOf(runs: readonly (readonly number[])[]): Quartiles[] {
  const length = Math.min(...runs.map((run) => run.length));
  return Array.from({ length }, (_, i) => {
    const at = runs.map((run) => run[i] as number);
    return { low: quantile(at, 0.25), median: quantile(at, 0.5), high: quantile(at, 0.75) };
  });
}
