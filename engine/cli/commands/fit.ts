/** `hnas fit FILE#NAME --table T --label L --out M`: learns from measured architectures and keeps what was learnt in a model file. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { seededRandom } from '../../../dsl/random.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { notationNames } from '../../../dsl/space/notations/notation-name.ts';
import { ENCODER_VERSION } from '../../encoding/encoder-version.ts';
import { readArchitectureTable } from '../../evaluate/table/architecture-table.ts';
import { asPercent } from '../../evaluate/table/percent.ts';
import { labelled, type Measurement } from '../../predictor/labelled.ts';
import { saveModel, type ModelFacts } from '../../predictor/model-file/model-file.ts';
import { drawPool } from '../../predictor/pool.ts';
import { configuredPredictor, DEFAULT_PREDICTOR } from '../../predictor/predictors.ts';
import { showDuration } from '../../report/numbers.ts';
import { CommandFailure } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import { notationOf } from '../notation.ts';
import { wholeNumber } from '../numbers.ts';
import { predictorHelp, predictorOf } from '../predictor-argument.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';

interface Options {
  readonly table: string;
  readonly key?: string;
  readonly notation?: string;
  readonly label: string;
  readonly metric: string;
  readonly labels?: number;
  readonly seed: number;
  readonly predictor: string;
  readonly out: string;
}

export function registerFit(program: Command, register: Register): void {
  register(
    program
      .command('fit')
      .summary('learn from measured architectures')
      .description(
        'Fits a predictor to the rows of a table and writes it to a model file, which "hnas predict" reads. Networks that are measured twice count ' +
          'once, with the mean of their values.',
      )
      .argument('<file#name>', 'a space; the name may be left out where the file has one')
      .requiredOption('--table <file>', 'CSV or JSONL, plain or gzip')
      .requiredOption('--label <column>', 'what the predictor learns')
      .requiredOption('--out <file>', 'the model file to write')
      .option('--metric <name>', 'what the column measures; an accuracy is given in percent or in 0..1', 'accuracy')
      .option(
        '--labels <n>',
        'learn from so many rows, drawn with the seed; from all unless told',
        wholeNumber(1, 10_000_000),
      )
      .option('--key <column>', 'column that names the architecture; unless told, the usual one of the notation')
      .option(
        '--notation <name>',
        `how the table names architectures: ${notationNames.join(', ')}; unless told, found out`,
      )
      .option('--seed <seed>', 'decides draws and fits', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)

      .option('--predictor <name>', predictorHelp, DEFAULT_PREDICTOR),
    (io, [target]: [string], options: Options) => fit(target, options, io),
  );
}

async function fit(target: string, options: Options, io: Io): Promise<CommandResult> {
  const { spec, space } = loadSpace(target, io);
  const named = predictorOf(spec, options.predictor, io);
  const configured = configuredPredictor(named.kind, named.options);
  if ('error' in configured) throw new CommandFailure(2, 'usage', configured.error);
  const measurements = await measurementsOf(space, options, io);
  const learnt = labelled(space, options.metric, measurements);
  if ('error' in learnt) throw cannotFit(learnt.error);
  const { support, fingerprint, warnings } = learnt.value;
  for (const warning of warnings) io.err(`hnas: ${warning}\n`);
  const random = seededRandom(options.seed);
  const outcome = await configured.value.fit(support, { pool: drawPool(space), random, signal: io.signal });
  if ('error' in outcome) throw cannotFit(outcome.error);
  const { fitSeconds, ...metrics } = outcome.value.metrics;
  const facts: ModelFacts = {
    space: { name: space.name, hash: space.hash },
    encoder: { version: ENCODER_VERSION, features: support.features.columns },
    predictor: named,
    labels: { metric: options.metric, count: support.labels.length, fingerprint },
    metrics,
  };
  const saved = saveModel(resolve(io.cwd, options.out), facts, outcome.value);
  if ('error' in saved) throw new CommandFailure(2, 'unwritable', `cannot write the model: ${saved.error}`);
  return {
    json: { model: options.out, ...facts, rows: measurements.length, warnings },
    text: [
      `${facts.predictor.kind} on ${space.name}: learnt ${options.metric} of ${support.labels.length} networks in ${showDuration(fitSeconds)}`,
      `rank correlation with labels that were left out: ${metrics.leaveOneOutTau.toFixed(3)} (Kendall's tau-b)`,
      `written to ${options.out}`,
    ],
  };
}

function cannotFit(why: string): CommandFailure {
  return new CommandFailure(2, 'cannot-fit', `${why}; nothing was learnt, and costs are all that is known (hnas cost)`);
}

async function measurementsOf(space: DecisionSpace, options: Options, io: Io): Promise<Measurement[]> {
  const { table, key, label, metric, seed } = options;
  const notation = notationOf(options.notation);
  // What has been measured is learnt, also where the space sets bounds on costs.
  const read = await readArchitectureTable(space.withoutCosts(), {
    file: resolve(io.cwd, table),
    numbers: [label],
    signal: io.signal,
    ...(key === undefined ? {} : { key }),
    ...(notation === undefined ? {} : { notation }),
  });
  if ('error' in read) throw new CommandFailure(2, 'unreadable', read.error);
  const { architectures, numbers, lines } = read.value;
  const column = numbers[0] ?? new Float64Array();
  const values = metric === 'accuracy' ? asPercent(column).values : column;
  const rows = Array.from(architectures.keys());
  const chosen =
    options.labels === undefined ? rows : seededRandom(`${seed}/labels`).shuffle(rows).slice(0, options.labels);
  return chosen.flatMap((row) => {
    const architecture = architectures[row];
    const value = values[row];
    return architecture === undefined || value === undefined
      ? []
      : [{ architecture, value, where: `${table} line ${lines[row] ?? 0}` }];
  });
}
