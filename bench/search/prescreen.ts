/**
 * Prescreening by a hypernetwork against random search: some architectures of prescreen.hnas are really trained, which is the table that both search. The same
 * strategies as in a search, many seeds. The number of parameters as the score is the yardstick that costs nothing.
 *
 *   node bench/search/prescreen.ts [--count 60] [--seeds 200] [--candidates 40]
 *
 * Trained architectures and the hypernetwork are kept in the user's cache folder; a killed script goes on where it was.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { hypernetworkShelf } from '../../engine/evaluate/ghn/hypernetwork-shelf.ts';
import { openEvaluator } from '../../engine/search/open-evaluator.ts';
import type { ExperimentSpec } from '../../engine/search/experiment-spec.ts';
import { strategyFactory } from '../../engine/search/strategies/options.ts';
import { openSource } from '../../engine/serve/open-source.ts';
import { kendallTau } from '../../engine/statistics/kendall.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { cacheFolder } from '../ghn/cache-folder.ts';
import { appendLine, readLines } from '../ghn/lines.ts';
import { distinct } from '../ghn/task.ts';
import { quantile } from './quantiles.ts';

interface Row {
  readonly architecture: string;
  readonly accuracy: number;
  readonly seconds: number;
}

/** Evaluations after which the best is looked at. */
const AFTER = [1, 2, 5, 10];
/** Percentage points from the table's best that count as there. */
const NEAR = 0.5;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '60' },
    seeds: { type: 'string', default: '200' },
    candidates: { type: 'string', default: '40' },
  },
});
const [count, seeds, candidates] = [values.count, values.seeds, values.candidates].map(Number) as [number, number, number]; // prettier-ignore

const folder = join(cacheFolder(), 'prescreen');
const entry = join(folder, 'prescreen.hnas');
const opened = openSource({ entry, files: new Map([[entry, readFileSync(join(import.meta.dirname, 'prescreen.hnas'), 'utf8')]]), experiment: 'Screened' }); // prettier-ignore
if ('error' in opened) throw new Error(opened.error);
const spec = opened.value;
const architectures = distinct(spec.space, count, 'prescreen');
const rows = await trained(spec, architectures);
const accuracies = new Map(rows.map(({ architecture, accuracy }) => [architecture, accuracy]));
const { scores, seconds } = await scored(spec, architectures);
const accuracyOf = (each: Architecture): number => accuracies.get(spec.space.text(each)) ?? 0;
const truth = architectures.map(accuracyOf);
const params = architectures.map((each) => spec.space.costs(each).params);

const { mean, std } = spread(truth);
console.log(
  `${count} architectures of Cells, each trained for one epoch: ${mean.toFixed(1)} ± ${std.toFixed(1)} % validation accuracy, at best ${Math.max(...truth).toFixed(1)} %, ` +
    `${spread(rows.map((row) => row.seconds)).mean.toFixed(2)} s each; a score takes ${(1000 * seconds).toFixed(0)} ms. Kendall's tau with the trained accuracy: ` +
    `scores ${kendallTau(Float64Array.from(scores), Float64Array.from(truth)).toFixed(2)}, parameters ${kendallTau(Float64Array.from(params), Float64Array.from(truth)).toFixed(2)}. ` +
    `${seeds} searches each; prescreened: the best of ${candidates} candidates, by their scores.\n`,
);
console.log(`| search | best accuracy after ${AFTER.join(', ')} evaluations, % | until within ${NEAR} of the best |`);
console.log('| --- | --- | --- |');
await report('random', undefined);
await report('prescreened by the hypernetwork', scores);
await report('prescreened by the number of parameters', params);

/** Of space, data and training. */
function fingerprint({ space, dataset, evaluator }: ExperimentSpec): string {
  const parts = JSON.stringify([space.hash, dataset?.options, evaluator?.options]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 10);
}

/** The accuracies of all architectures; those that are not known yet are trained now. */
async function trained(spec: ExperimentSpec, architectures: readonly Architecture[]): Promise<Row[]> {
  const file = join(folder, `trained-${fingerprint(spec)}.jsonl`);
  const known = new Map(readLines<Row>(file).map((row) => [row.architecture, row]));
  const evaluator = await openEvaluator(spec, folder);
  if ('error' in evaluator) throw new Error(evaluator.error);
  const rows: Row[] = [];
  for (const [i, each] of architectures.entries()) {
    const text = spec.space.text(each);
    let row = known.get(text);
    if (row === undefined) {
      const result = await evaluator.value.evaluator.evaluate({ architecture: text, network: () => spec.space.network(each), seed: text }); // prettier-ignore
      row = { architecture: text, accuracy: result.accuracy ?? 0, seconds: result.seconds };
      appendLine(file, row);
      console.error(`trained ${i + 1} of ${architectures.length}: ${row.accuracy.toFixed(1)} %`);
    }
    rows.push(row);
  }
  await evaluator.value.evaluator.close();
  evaluator.value.dataset?.close();
  return rows;
}

async function scored(spec: ExperimentSpec, architectures: readonly Architecture[]) {
  const shelf = hypernetworkShelf(spec.hypernetworks ?? [], spec.dataset, folder);
  let shown = -Infinity;
  const ready = await shelf.ready('Weights', {
    onProgress: (_, doing) => {
      if (performance.now() - shown > 10_000) console.error(doing);
      if (performance.now() - shown > 10_000) shown = performance.now();
    },
  });
  if ('error' in ready) throw new Error(ready.error);
  const scores: number[] = [];
  const seconds: number[] = [];
  for (const each of architectures) {
    const score = await ready.value.score(spec.space.network(each), 500);
    scores.push('error' in score || !Number.isFinite(score.value.loss) ? 0 : score.value.accuracy);
    if ('value' in score) seconds.push(score.value.seconds);
  }
  await shelf.close();
  return { scores, seconds: quantile(seconds, 0.5) };
}

/** Searches the table, and prints a line. */
async function report(name: string, scores: readonly number[] | undefined): Promise<void> {
  const best: number[][] = AFTER.map(() => []);
  const until: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const course = await search(seed, scores);
    AFTER.forEach((evaluations, k) => best[k]?.push(Math.max(...course.slice(0, evaluations))));
    const found = course.findIndex((accuracy) => accuracy >= Math.max(...truth) - NEAR);
    until.push(found < 0 ? Infinity : found + 1);
  }
  const means = best.map((each) => spread(each)).map(({ mean, std }) => `${mean.toFixed(1)} ± ${std.toFixed(1)}`);
  const show = (p: number): string => {
    const value = quantile(until, p);
    return Number.isFinite(value) ? String(value) : 'never';
  };
  console.log(`| ${name} | ${means.join(', ')} | ${show(0.5)} (${show(0.25)}, ${show(0.75)}) |`);
}

/** Accuracies in the order in which they were asked for. */
async function search(seed: number, scores: readonly number[] | undefined): Promise<number[]> {
  const made = strategyFactory(
    scores === undefined
      ? { kind: 'random', options: {} }
      : { kind: 'prescreen', options: { hypernetwork: 'Weights', candidates, best: candidates, batch: 1 } },
  );
  if (!made.ok) throw new Error(made.why);
  const at = new Map(architectures.map((each, i) => [spec.space.text(each), i]));
  const score = (asked: readonly Architecture[]) =>
    Promise.resolve(asked.map((each) => scores?.[at.get(spec.space.text(each)) ?? 0]));
  const context = { space: onlyThese(spec.space), objectives: spec.objectives, constraints: [], score };
  const strategy = made.value(context, seededRandom(`prescreen ${seed}`));
  const course: number[] = [];
  while (course.length < architectures.length) {
    const proposals = await strategy.ask(1);
    if (proposals.length === 0) break;
    for (const { architecture } of proposals) course.push(accuracyOf(architecture));
    strategy.tell(proposals.map(({ architecture, hash }) => ({ architecture, hash, status: 'ok', metrics: { accuracy: accuracyOf(architecture) } }))); // prettier-ignore
  }
  return course;
}

/** A space that draws from the table's architectures alone. */
function onlyThese(space: DecisionSpace): DecisionSpace {
  return {
    ...space,
    rawSize: () => BigInt(architectures.length),
    sample: (random) => architectures[random.int(architectures.length)],
    enumerate: () => architectures.values(),
  };
}
