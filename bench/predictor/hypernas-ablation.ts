/**
 * HyperNAS taken apart: how a position knows where it stands, the auxiliary task and the weighting of the two losses. NAS-Bench-201, labels
 * c10_valid, ranking judged by c10_test.
 *
 *   node bench/predictor/hypernas-ablation.ts [draws] [seed] [labels] [rows] [name of one line]
 *
 * Lines are compared on the same draws. `rows` tells how many rows of the table are ranked (all unless told; variant H never more than 500, as it
 * runs a network for each). The table is looked for in $HNAS_DATA, else in ../shared/data beside the clone.
 */
import { resolve } from 'node:path';
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture } from '../../dsl/space/decision-space.ts';
import { readArchitectureTable } from '../../engine/evaluate/table/architecture-table.ts';
import { fromRows } from '../../engine/encoding/feature-matrix.ts';
import { hypernasKind } from '../../engine/predictor/hypernas/hypernas-predictor.ts';
import type { Encoded, Predictor } from '../../engine/predictor/predictor.ts';
import { kendallTau } from '../../engine/statistics/kendall.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { dataFolder, openSpace } from './open-space.ts';

const lines: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['P, no global encoding', { variant: 'P', placement: 'none' }],
  ['P, learned position embedding', { variant: 'P', placement: 'position' }],
  ['P, global encoding', { variant: 'P' }],
  ['H', { variant: 'H', ensemble: 1 }],
  ['full, fixed weights', { weighting: 'fixed' }],
  ['full, q = 1.25', { q: 1.25 }],
  ['full, q = 1.5', {}],
  ['full, q = 2', { q: 2 }],
  ['full, q = 3', { q: 3 }],
  ['full, graph hypernetwork', { hypernet: { name: 'ghn', hidden: 32, rounds: 5 } }],
  ['full, pairwise loss', { loss: 'pairwise' }],
];
/** Variant H runs a network for each architecture that it ranks. */
const MOST_GENERATED = 500;

const [draws = '10', seed = '1', labels = '78', ranked = '15625', only] = process.argv.slice(2);
const space = openSpace('examples/spaces/nasbench201.hnas').withoutCosts();
const read = await readArchitectureTable(space, {
  file: resolve(dataFolder, 'nasbench201.csv.gz'),
  numbers: ['c10_valid', 'c10_test'],
});
if ('error' in read) throw new Error(read.error);
const { architectures, numbers } = read.value;
const [valid = new Float64Array(), test = new Float64Array()] = numbers;
const shuffled = seededRandom('ranked rows').shuffle(Array.from(architectures.keys()));
const all = shuffled.slice(0, Number(ranked));

function encoded(rows: readonly number[]): Encoded {
  const chosen = rows.map((row) => architectures[row] as Architecture);
  return { features: fromRows(rows.map((row) => [row])), source: { space, architectures: chosen } };
}

/** Kendall's tau of one draw of labels, and the seconds of the fit. */
async function tauOf(
  predictor: Predictor,
  draw: number,
  rows: readonly number[],
): Promise<{ tau: number; seconds: number }> {
  const random = seededRandom(`${seed}/${labels}/${draw}`);
  const measured = random.shuffle(Array.from(architectures.keys())).slice(0, Number(labels));
  const support = { ...encoded(measured), labels: Float64Array.from(measured, (row) => valid[row] as number) };
  const outcome = await predictor.fit(support, { pool: encoded(all), random });
  if ('error' in outcome) throw new Error(outcome.error);
  const { mean } = await outcome.value.predict(encoded(rows));
  return { tau: kendallTau(mean, Float64Array.from(rows, (row) => test[row] as number)), seconds: outcome.value.metrics.fitSeconds }; // prettier-ignore
}

console.log(`${labels} labels, ${draws} draws, seed ${seed}, ${all.length} rows ranked; mean ± standard deviation.\n`);
console.log("| what | Kendall's tau-b | fit, s |\n| --- | --- | --- |");
for (const [name, options] of lines.filter(([name]) => only === undefined || name === only)) {
  const predictor = hypernasKind.configure(options);
  if ('error' in predictor) throw new Error(predictor.error);
  const rows = options['variant'] === 'H' ? all.slice(0, MOST_GENERATED) : all;
  const found = [];
  for (let draw = 0; draw < Number(draws); draw++) found.push(await tauOf(predictor.value, draw, rows));
  const [tau, seconds] = [spread(found.map((each) => each.tau)), spread(found.map((each) => each.seconds))];
  console.log(`| ${name} | ${tau.mean.toFixed(3)} ± ${tau.std.toFixed(3)} | ${seconds.mean.toFixed(1)} |`);
}
