/**
 * The computation behind `hnas rank`: how well a predictor ranks all architectures of a table from a few labelled ones.
 *
 * Protocol: labels are drawn uniformly without replacement, the draw of a number of labels and a seed does not depend on what else is asked;
 * nothing but these labels and the unlabelled features of all rows is seen; every row is predicted and ranked by the test column.
 */
import { seededRandom } from '../../dsl/random.ts';
import { readArchitectureTable } from '../evaluate/table/architecture-table.ts';
import { asPercent } from '../evaluate/table/percent.ts';
import { selectRows } from '../encoding/feature-matrix.ts';
import { kendallTau } from '../statistics/kendall.ts';
import { spearman } from '../statistics/spearman.ts';
import { spread } from '../statistics/spread.ts';
import { precisionAtTop, regretOfTop } from '../statistics/top.ts';
import { FEWEST_LABELS } from './label-check.ts';
import type { Encoded, Predictor } from './predictor.ts';
import { configuredPredictor, DEFAULT_PREDICTOR } from './predictors.ts';
import { encodeTable, surveyTable, type BaselineScores } from './rank-survey.ts';
import type { RankAtLabels, RankOptions, RankOutcome, RankResult } from './rank-result.ts';

/** Rejects with the signal's reason when it is aborted, and for nothing else that is not a bug. */
export async function rankTable(options: RankOptions): Promise<RankOutcome> {
  const { table, label, test, labels, draws, seed, signal } = options;
  // What has been measured is ranked, also where the space sets bounds on costs.
  const space = options.space.withoutCosts();
  const problem = optionProblem(options);
  if (problem !== undefined) return { error: problem };
  const configured = configuredPredictor(options.predictor ?? DEFAULT_PREDICTOR, options.predictorOptions);
  if ('error' in configured) return configured;
  const predictor = configured.value;
  const steps = 3 + labels.length * draws;
  const start = performance.now();
  options.onProgress?.(0, steps, 'reading the table');
  const read = await readArchitectureTable(space, {
    file: table,
    numbers: [label, test],
    ...(options.key === undefined ? {} : { key: options.key }),
    ...(options.notation === undefined ? {} : { notation: options.notation }),
    ...(signal === undefined ? {} : { signal }),
    onRows: (rows) => options.onProgress?.(0, steps, `reading the table, ${rows} rows`),
  });
  if ('error' in read) return read;
  const { architectures, numbers } = read.value;
  const readSeconds = (performance.now() - start) / 1000;
  const most = Math.max(...labels);
  if (most > architectures.length)
    return { error: `${most} labels are asked for, ${table} has ${architectures.length} rows` };
  const [labelColumn, testColumn] = numbers.map(asPercent);
  if (labelColumn === undefined || testColumn === undefined)
    throw new Error('the table gave fewer columns than asked for');
  if (isConstant(testColumn.values)) return { error: `${table}: all ${test} are the same: there is nothing to rank` };

  const counting = (from: number, what: string) => (done: number) =>
    step(options, from + done / architectures.length, steps, `${what}, ${done} of ${architectures.length}`);
  const encoded = await encodeTable(space, architectures, counting(1, 'encoding'));
  const survey = await surveyTable(space, architectures, counting(2, 'label-free baselines'));
  const all = { features: encoded.features, source: { space, architectures } };
  const results: RankAtLabels[] = [];
  for (const [i, count] of labels.entries()) {
    const measured: Draw[] = [];
    for (let draw = 0; draw < draws; draw++) {
      await step(options, 3 + i * draws + draw, steps, `${count} labels, draw ${draw + 1} of ${draws}`);
      const values = { labels: labelColumn.values, test: testColumn.values, networkOf: survey.networkOf };
      const outcome = await rankDraw(predictor, all, values, count, `${seed}/${count}/${draw}`, signal);
      if ('error' in outcome) return { error: `${count} labels, draw ${draw + 1}: ${outcome.error}` };
      measured.push(outcome);
    }
    results.push(summarise(count, measured));
  }
  options.onProgress?.(steps, steps, 'done');
  const value: RankResult = {
    space: space.name,
    table,
    notation: read.value.notation,
    key: read.value.key,
    label,
    test,
    rows: architectures.length,
    repeatedRows: read.value.repeatedRows,
    infeasibleRows: read.value.infeasibleRows,
    labelIsFraction: labelColumn.isFraction,
    testIsFraction: testColumn.isFraction,
    predictor: predictor.name,
    features: encoded.features.columns,
    networks: survey.networks,
    readSeconds,
    encodeSeconds: encoded.seconds,
    draws,
    seed,
    results,
    baselines: baselineRanks(survey.baselines, testColumn.values),
  };
  return { value };
}

/** Reports progress, lets others run and stops where it is asked to. */
async function step(options: RankOptions, done: number, total: number, what: string): Promise<void> {
  options.onProgress?.(done, total, what);
  await new Promise((resolve) => setImmediate(resolve));
  options.signal?.throwIfAborted();
}

function optionProblem({ labels, draws }: RankOptions): string | undefined {
  if (labels.length === 0) return 'no number of labels is given';
  const bad = labels.find((count) => !Number.isInteger(count) || count < FEWEST_LABELS);
  if (bad !== undefined) return `${bad} labels are asked for: a predictor needs at least ${FEWEST_LABELS}`;
  if (!Number.isInteger(draws) || draws < 1) return `${draws} draws are asked for: at least 1 is needed`;
  return undefined;
}

type Draw = { readonly [metric in Exclude<keyof RankAtLabels, 'labels'>]: number };

interface Values {
  readonly labels: Float64Array;
  readonly test: Float64Array;
  readonly networkOf: Int32Array;
}

async function rankDraw(
  predictor: Predictor,
  all: Required<Encoded>,
  { labels, test, networkOf }: Values,
  count: number,
  seed: string,
  signal: AbortSignal | undefined,
): Promise<Draw | { readonly error: string }> {
  const random = seededRandom(seed);
  const rows = random.shuffle(Array.from(labels.keys())).slice(0, count);
  const { space, architectures } = all.source;
  const support = {
    features: selectRows(all.features, rows),
    source: { space, architectures: rows.flatMap((row) => architectures[row] ?? []) },
    labels: Float64Array.from(rows, (row) => labels[row] as number),
  };
  const fitted = await predictor.fit(support, { pool: all, random, ...(signal === undefined ? {} : { signal }) });
  if ('error' in fitted) return fitted;
  const start = performance.now();
  const { mean, low, high } = await fitted.value.predict(all);
  const seconds = (performance.now() - start) / 1000;
  const labelled = new Set(rows);
  let covered = 0;
  labels.forEach((label, i) => {
    if (!labelled.has(i) && label >= (low[i] as number) && label <= (high[i] as number)) covered++;
  });
  const known = new Set(rows.map((row) => networkOf[row]));
  const unseenOf = (values: Float64Array): Float64Array => values.filter((_, i) => !known.has(networkOf[i]));
  const { leaveOneOutTau, fitSeconds } = fitted.value.metrics;
  return {
    kendall: kendallTau(mean, test),
    kendallUnseen: kendallTau(unseenOf(mean), unseenOf(test)),
    spearman: spearman(mean, test),
    precisionTop1: precisionAtTop(mean, test, 0.01),
    regretTop10: regretOfTop(mean, test, 10),
    coverage80: labels.length > count ? covered / (labels.length - count) : NaN,
    leaveOneOutTau,
    fitSeconds,
    predictionsPerSecond: all.features.rows / seconds,
  };
}

function summarise(labels: number, draws: readonly Draw[]): RankAtLabels {
  const of = (metric: keyof Draw): ReturnType<typeof spread> => spread(draws.map((draw) => draw[metric]));
  return {
    labels,
    kendall: of('kendall'),
    kendallUnseen: of('kendallUnseen'),
    spearman: of('spearman'),
    precisionTop1: of('precisionTop1'),
    regretTop10: of('regretTop10'),
    coverage80: of('coverage80'),
    leaveOneOutTau: of('leaveOneOutTau'),
    fitSeconds: of('fitSeconds'),
    predictionsPerSecond: of('predictionsPerSecond'),
  };
}

function baselineRanks(baselines: readonly BaselineScores[], test: Float64Array): RankResult['baselines'] {
  // A score that is the same for all architectures of the space ranks nothing.
  const telling = baselines.filter(({ scores }) => !isConstant(scores));
  return telling.map(({ name, description, scores }) => ({
    name,
    description,
    kendall: kendallTau(scores, test),
    spearman: spearman(scores, test),
    precisionTop1: precisionAtTop(scores, test, 0.01),
  }));
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}
