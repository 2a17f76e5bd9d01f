/**
 * The in-context predictor with very few labels, alone and as a member of the ensemble's.
 *
 *   node bench/predictor/incontext.ts [draws] [seed] [nb201|nb101|darts|accel|autoformer]
 *
 * Kendall's tau-b on the table's rows (3,000 evenly spaced ones of larger tables), the same labels for all.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../dsl/random.ts';
import { encodeAll } from '../../engine/encoding/encoder.ts';
import { selectRows } from '../../engine/encoding/feature-matrix.ts';
import { gpLearner } from '../../engine/predictor/ensemble/gp-learner.ts';
import { stackedPredictor } from '../../engine/predictor/ensemble/stacked-predictor.ts';
import { treeLearner } from '../../engine/predictor/ensemble/tree-learner.ts';
import { gpPredictor } from '../../engine/predictor/gp-predictor.ts';
import { shippedCheckpoint } from '../../engine/predictor/incontext/checkpoint.ts';
import { incontextPredictor, shippedIncontext } from '../../engine/predictor/incontext/incontext-predictor.ts';
import { releaseNetworks } from '../../engine/predictor/incontext/inference.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import { kendallTau } from '../../engine/statistics/kendall.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { dataFolder } from './open-space.ts';
import { readTableSource, tableSources } from './table-pools.ts';

const LABELS = [5, 10, 20, 39];
const base = [gpLearner({ rank: 1, log: 1, raw: 0 }), treeLearner(['raw', 'log'])];
const predictors: readonly (readonly [string, Predictor])[] = [
  ['gp', gpPredictor],
  ['incontext', incontextPredictor(shippedCheckpoint)],
  ['processes and trees', stackedPredictor({ name: 'base', description: '', learners: base })],
  ['with incontext', stackedPredictor({ name: 'with', description: '', learners: [...base, shippedIncontext({ incontext: 3 })] })], // prettier-ignore
];

const { positionals } = parseArgs({ allowPositionals: true });
const [draws = '10', seed = '1', only] = positionals;
console.log(`Mean ± standard deviation of ${draws} draws, seed ${seed}.\n`);
console.log(`| table | labels | ${predictors.map(([name]) => name).join(' | ')} | coverage of incontext's 80 % |`);
console.log(`| --- | --- | ${predictors.map(() => '---').join(' | ')} | --- |`);
for (const name of Object.keys(tableSources).filter((each) => only === undefined || each === only)) {
  if (!existsSync(resolve(dataFolder, tableSources[name]?.table ?? ''))) {
    console.log(`| ${name} | absent |`);
    continue;
  }
  const { space, architectures, label, test } = await readTableSource(name);
  const all = { features: encodeAll(space, architectures), source: { space, architectures } };
  for (const count of LABELS) {
    const taus = predictors.map((): number[] => []);
    const covered: number[] = [];
    for (let draw = 0; draw < Number(draws); draw++) {
      const rows = seededRandom(`${seed}/${count}/${draw}`).shuffle(Array.from(label.keys())).slice(0, count);
      const support = {
        features: selectRows(all.features, rows),
        source: { space, architectures: rows.flatMap((row) => architectures[row] ?? []) },
        labels: Float64Array.from(rows, (row) => label[row] as number),
      };
      for (const [k, [each, predictor]] of predictors.entries()) {
        const fit = await predictor.fit(support, { pool: all, random: seededRandom(`${seed}/${count}/${draw}/fit`) });
        if ('error' in fit) throw new Error(fit.error);
        const { mean, low, high } = await fit.value.predict(all);
        taus[k]?.push(kendallTau(mean, test));
        if (each === 'incontext') covered.push(label.filter((value, i) => !rows.includes(i) && value >= (low[i] as number) && value <= (high[i] as number)).length / (label.length - count)); // prettier-ignore
      }
    }
    console.log(`| ${name} | ${count} | ${[...taus.map((values) => show(values, 3)), show(covered, 2)].join(' | ')} |`);
  }
}
await releaseNetworks();

function show(values: readonly number[], digits: number): string {
  const { mean, std } = spread(values);
  return `${mean.toFixed(digits)} ± ${std.toFixed(digits)}`;
}
