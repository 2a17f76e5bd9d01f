/** `hnas predict FILE#NAME --model M`: what a fitted predictor says of architectures, with their exact costs. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { seededRandom } from '../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { encodeAll, featureSchema } from '../../encoding/encoder.ts';
import { loadModel } from '../../predictor/model-file/model-file.ts';
import { showCount } from '../../report/numbers.ts';
import { architectureOf } from '../architecture-argument.ts';
import { CommandFailure, usage } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import { wholeNumber } from '../numbers.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';

interface Options {
  readonly model: string;
  readonly arch?: readonly string[];
  readonly sample?: number;
  readonly seed: number;
  readonly top?: number;
}

export function registerPredict(program: Command, register: Register): void {
  register(
    program
      .command('predict')
      .summary('predict architectures with a fitted model')
      .description(
        'Prints the expected value and its 80 % interval, parameters and MACs of architectures, given or drawn, the largest expected value first.',
      )
      .argument('<file#name>', 'a space; the name may be left out where the file has one')
      .requiredOption('--model <file>', 'a file that "hnas fit" wrote')
      .option('--arch <text...>', '"{ path: alternative, ... }" or names of arch items of the file')
      .option('--sample <n>', 'draw so many architectures', wholeNumber(1, 1_000_000))
      .option('--seed <seed>', 'decides the draws', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
      .option('--top <n>', 'print the best so many', wholeNumber(1, 1_000_000)),
    (io, [target]: [string], options: Options) => predict(target, options, io),
  );
}

async function predict(target: string, options: Options, io: Io): Promise<CommandResult> {
  const { spec, space } = loadSpace(target, io);
  const given = (options.arch ?? []).map((text) => architectureOf(spec, space, text, io));
  if (given.length === 0 && options.sample === undefined) throw usage('say what to predict: --arch TEXT or --sample N');
  const architectures = [...given, ...drawn(space, options)];
  const loaded = loadModel(resolve(io.cwd, options.model), { space, features: featureSchema(space).names.length });
  if ('error' in loaded) throw new CommandFailure(2, 'unfit-model', loaded.error);
  const { fitted, labels, metrics, predictor } = loaded.value;
  const source = { space, architectures };
  const { mean, low, high } = await fitted.predict({ features: encodeAll(space, architectures), source });
  const order = Array.from(architectures.keys()).sort((a, b) => (mean[b] as number) - (mean[a] as number));
  const rows = order.slice(0, options.top).flatMap((row) => {
    const architecture = architectures[row];
    if (architecture === undefined) return [];
    const { params, macs } = space.costs(architecture);
    const [expected, from, to] = [mean, low, high].map((values) => values[row] as number) as [number, number, number];
    return [{ architecture: space.text(architecture), mean: expected, low: from, high: to, params, macs }];
  });
  const { metric, count } = labels;
  return {
    json: {
      space: space.name,
      metric,
      predictor: predictor.kind,
      labels: count,
      leaveOneOutTau: metrics.leaveOneOutTau,
      predictions: rows,
    },
    text: [
      `${metric} by ${predictor.kind}, learnt from ${count} networks; rank correlation with labels left out ${metrics.leaveOneOutTau.toFixed(2)}; intervals hold 80 %`,
      ...rows.map(
        (row) =>
          `${row.mean.toFixed(2).padStart(8)}  ${row.low.toFixed(2).padStart(7)}..${row.high.toFixed(2).padEnd(7)}  ${showCount(row.params).padStart(6)} params  ${showCount(row.macs).padStart(6)} MACs  ${row.architecture}`,
      ),
    ],
  };
}

function drawn(space: DecisionSpace, { sample: n = 0, seed }: Options): Architecture[] {
  const random = seededRandom(seed);
  const seen = new Set<string>();
  const found: Architecture[] = [];
  // Small spaces give the same again and again: each is printed once.
  for (let i = 0; i < n; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined)
      throw new CommandFailure(
        1,
        'empty-space',
        `no architecture of ${space.name} was found that meets its requirements`,
      );
    const key = architecture.choices.join();
    if (seen.has(key)) continue;
    seen.add(key);
    found.push(architecture);
  }
  return found;
}
