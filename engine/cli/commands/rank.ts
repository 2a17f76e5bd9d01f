/** `hnas rank FILE#NAME --table T`: how well a predictor ranks the architectures of a table from few labels. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { notationNames } from '../../../dsl/space/notations/notation-name.ts';
import { rankTable } from '../../predictor/rank.ts';
import { DEFAULT_PREDICTOR } from '../../predictor/predictors.ts';
import type { BaselineRank, RankAtLabels, RankResult } from '../../predictor/rank-result.ts';
import { showCount, showDuration } from '../../report/numbers.ts';
import { textTable, type Column } from '../../report/text-table.ts';
import type { Spread } from '../../statistics/spread.ts';
import { CommandFailure } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import { notationOf } from '../notation.ts';
import { predictorHelp, predictorOf } from '../predictor-argument.ts';
import { wholeNumber, wholeNumbers } from '../numbers.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';

interface Options {
  readonly table: string;
  readonly key?: string;
  readonly notation?: string;
  readonly label: string;
  readonly test: string;
  readonly labels: readonly number[];
  readonly draws: number;
  readonly seed: number;
  readonly predictor: string;
}

export function registerRank(program: Command, register: Register): void {
  register(
    program
      .command('rank')
      .summary('how well a predictor ranks a table')
      .description(
        'Draws labelled rows of a table, fits a predictor, predicts every row, and compares the ranking with the test column: mean and ' +
          'standard deviation over the draws, with what parameters and MACs alone would give beside it.',
      )
      .argument('<file#name>', 'a space; the name may be left out where the file has one')
      .requiredOption('--table <file>', 'CSV or JSONL, plain or gzip')
      .option('--key <column>', 'column that names the architecture; unless told, the usual one of the notation')
      .option(
        '--notation <name>',
        `how the table names architectures: ${notationNames.join(', ')}; unless told, found out`,
      )
      .requiredOption('--label <column>', 'what the predictor learns from')
      .requiredOption('--test <column>', 'what its ranking is judged by')
      .requiredOption('--labels <n,...>', 'numbers of labelled rows', wholeNumbers(1, 10_000_000))
      .option('--draws <n>', 'draws of labelled rows for each number', wholeNumber(1, 10_000), 10)
      .option('--seed <seed>', 'decides the draws', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
      .option('--predictor <name>', predictorHelp, DEFAULT_PREDICTOR),
    (io, [target]: [string], options: Options) => rank(target, options, io),
  );
}

async function rank(target: string, options: Options, io: Io): Promise<CommandResult> {
  const notation = notationOf(options.notation);
  const { spec, space } = loadSpace(target, io);
  const { key, label, test, labels, draws, seed } = options;
  const predictor = predictorOf(spec, options.predictor, io);
  const terminal = io.errWidth;
  const outcome = await rankTable({
    space,
    table: resolve(io.cwd, options.table),
    label,
    test,
    labels,
    draws,
    seed,
    predictor: predictor.kind,
    predictorOptions: predictor.options,
    signal: io.signal,
    ...(key === undefined ? {} : { key }),
    ...(notation === undefined ? {} : { notation }),
    ...(terminal === undefined
      ? {}
      : { onProgress: (done, total, what) => io.err(`\r\x1b[K${`${done}/${total}  ${what}`.slice(0, terminal - 1)}`) }),
  });
  if (terminal !== undefined) io.err('\r\x1b[K');
  if ('error' in outcome) {
    if (io.signal.aborted) throw new CommandFailure(130, 'interrupted', 'interrupted');
    throw new CommandFailure(2, 'cannot-rank', outcome.error);
  }
  return { json: { ...outcome.value, table: options.table }, text: lines(outcome.value, options.table) };
}

function lines(result: RankResult, table: string): string[] {
  const repeated = result.repeatedRows === 0 ? '' : `, ${result.repeatedRows} repeated rows left out`;
  const columns: Column[] = [
    'labels',
    'tau',
    'unseen',
    'spearman',
    'top 1 %',
    'regret',
    'in 80 %',
    'loo tau',
    'fit',
    'arch/s',
  ].map((title) => ({ title, align: 'right' }));
  return [
    `${result.predictor} on ${result.space}: ${result.rows} rows, ${result.networks} networks of ${table} (${result.notation}${repeated})`,
    `learns ${result.label}, judged by ${result.test}; ${result.draws} draws, seed ${result.seed}, ${result.features} features, ` +
      `read in ${showDuration(result.readSeconds)}, encoded in ${showDuration(result.encodeSeconds)}`,
    '',
    ...textTable(columns, result.results.map(row), undefined),
    '',
    ...textTable(
      [
        { title: 'without labels', align: 'left' },
        { title: 'tau', align: 'right' },
        { title: 'spearman', align: 'right' },
        { title: 'top 1 %', align: 'right' },
        { title: '', align: 'left' },
      ],
      result.baselines.map(baseline),
      undefined,
    ),
  ];
}

function row(at: RankAtLabels): string[] {
  const spread = ({ mean, std }: Spread): string => `${mean.toFixed(3)} ±${std.toFixed(3)}`;
  return [
    `${at.labels}`,
    spread(at.kendall),
    spread(at.kendallUnseen),
    spread(at.spearman),
    spread(at.precisionTop1),
    spread(at.regretTop10),
    spread(at.coverage80),
    spread(at.leaveOneOutTau),
    showDuration(at.fitSeconds.mean),
    showCount(at.predictionsPerSecond.mean),
  ];
}

function baseline({ name, kendall, spearman, precisionTop1, description }: BaselineRank): string[] {
  return [name, kendall.toFixed(3), spearman.toFixed(3), precisionTop1.toFixed(3), description];
}
