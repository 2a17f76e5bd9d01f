/** Results of `rankTable` as markdown. */
import type { RankResult } from '../../engine/predictor/rank-result.ts';
import type { Spread } from '../../engine/statistics/spread.ts';

export interface Report {
  readonly title: string;
  /** What the figures are to be held against. */
  readonly yardsticks: readonly string[];
}

export function printReport(result: RankResult, { title, yardsticks }: Report): void {
  const rows = result.results.map((at) => [
    String(at.labels),
    spreadOf(at.kendall, 3),
    spreadOf(at.kendallUnseen, 3),
    spreadOf(at.spearman, 3),
    spreadOf(at.precisionTop1, 2),
    spreadOf(at.regretTop10, 2),
    spreadOf(at.coverage80, 2),
    spreadOf(at.leaveOneOutTau, 3),
    spreadOf(at.fitSeconds, 2),
    at.predictionsPerSecond.mean.toFixed(0),
  ]);
  const header = ['labels', "Kendall's tau-b", 'tau, unseen networks', 'Spearman', 'precision at 1 %', 'regret of best 10', 'coverage of 80 %', 'leave-one-out tau', 'fit, s', 'predictions/s']; // prettier-ignore
  console.log(`## ${title}\n`);
  console.log(`Predictor ${result.predictor}, ${result.features} features, labels ${result.label}, judged by ${result.test} on all ${result.rows} rows (${result.networks} networks that differ); mean ± standard deviation of ${result.draws} draws, seed ${result.seed}. Read in ${result.readSeconds.toFixed(1)} s, encoded in ${result.encodeSeconds.toFixed(1)} s.\n`); // prettier-ignore
  console.log(table([header, ...rows]));
  console.log('\nWithout labels:\n');
  console.log(
    table([
      ['score', "Kendall's tau-b", 'Spearman', 'precision at 1 %'],
      ...result.baselines.map((baseline) => [
        baseline.description,
        baseline.kendall.toFixed(3),
        baseline.spearman.toFixed(3),
        baseline.precisionTop1.toFixed(2),
      ]),
    ]),
  );
  for (const yardstick of yardsticks) console.log(`\n${yardstick}`);
  console.log('');
}

function spreadOf({ mean, std }: Spread, digits: number): string {
  return `${mean.toFixed(digits)} ± ${std.toFixed(digits)}`;
}

function table([header = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
