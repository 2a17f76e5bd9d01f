/**
 * What label-free knowledge of graphs adds to the ensemble: the flow features, and the pre-trained graph encoder in its two uses.
 *
 *   node bench/predictor/encoder.ts [--draws 4] [--seed 1000] [--tables nb201,nb101,darts] [--members flow,encoder,embedding]
 *
 * Draw d has base seed `seed` + d. Judged by Kendall's tau-b on at most 3,000 rows of each table; the gain is over the members before it in the
 * list, with the number of draws in which it is positive. Tables as in tables.ts.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../dsl/random.ts';
import { encodeAll } from '../../engine/encoding/encoder.ts';
import { selectRows } from '../../engine/encoding/feature-matrix.ts';
import { readArchitectureTable } from '../../engine/evaluate/table/architecture-table.ts';
import { embeddingSupplement } from '../../engine/predictor/encoder/embedding-supplement.ts';
import { encoderLearner } from '../../engine/predictor/encoder/encoder-learner.ts';
import { releaseEncoders } from '../../engine/predictor/encoder/runner.ts';
import { flowSupplement } from '../../engine/predictor/ensemble/flow-supplement.ts';
import { gpLearner } from '../../engine/predictor/ensemble/gp-learner.ts';
import type { Learner } from '../../engine/predictor/ensemble/learner.ts';
import { stackedPredictor } from '../../engine/predictor/ensemble/stacked-predictor.ts';
import { supplementedLearner } from '../../engine/predictor/ensemble/supplemented-learner.ts';
import { treeLearner } from '../../engine/predictor/ensemble/tree-learner.ts';
import type { Encoded } from '../../engine/predictor/predictor.ts';
import { kendallTau } from '../../engine/statistics/kendall.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { unpackAccelTable } from './accel-table.ts';
import { dataFolder, openSpace } from './open-space.ts';
import { tableSources } from './table-pools.ts';

const JUDGED = 3000;
const counts: Readonly<Record<string, readonly number[]>> = { nb201: [39, 78, 156], nb101: [100, 172], darts: [50, 100], accel: [50], autoformer: [20] }; // prettier-ignore

const { values: options } = parseArgs({
  options: {
    draws: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1000' },
    tables: { type: 'string', default: 'nb201,nb101,darts' },
    members: { type: 'string', default: 'flow,encoder,embedding' },
  },
});
const draws = Number(options.draws);

const gp = gpLearner({ rank: 1, log: 1, raw: 0 });
const trees = treeLearner(['raw', 'log']);
const withFlow = (learner: Learner): Learner => supplementedLearner(learner, flowSupplement);
const base = { name: 'base', learners: [gp, trees] };
const additions: Readonly<Record<string, (learners: readonly Learner[]) => readonly Learner[]>> = {
  flow: (learners) => learners.map(withFlow),
  encoder: (learners) => [...learners, encoderLearner()],
  embedding: (learners) => [...learners, supplementedLearner(gpLearner({ rank: 1 }), embeddingSupplement())],
};

/** Flow stays when something is tried on top of it; the others are tried one by one. */
const variants = [base];
let before = base;
for (const name of options.members.split(',')) {
  const add = additions[name];
  if (add === undefined)
    throw new Error(`there is no member "${name}"; there are ${Object.keys(additions).join(', ')}`);
  const variant = { name, learners: [...add(before.learners)] };
  variants.push(variant);
  if (name === 'flow') before = variant;
}

console.log(`Kendall's tau-b, mean ± standard deviation of ${draws} draws, base seeds ${options.seed} on.\n`);
console.log(`| table | labels | ${variants.map(({ name }, k) => (k === 0 ? name : `+ ${name}`)).join(' | ')} |`);
console.log(`|---|---|${variants.map(() => '---|').join('')}`);
for (const name of options.tables.split(',')) {
  const source = tableSources[name];
  if (source === undefined) throw new Error(`there is no table "${name}"`);
  const file = resolve(dataFolder, source.table);
  if (!existsSync(file)) {
    console.log(`| ${name} | absent: ${source.table} |`);
    continue;
  }
  const space = openSpace(source.space).withoutCosts();
  const read = await readArchitectureTable(space, { file: name === 'accel' ? await unpackAccelTable(file) : file, numbers: [source.label, source.test] }); // prettier-ignore
  if ('error' in read) throw new Error(read.error);
  const { architectures, numbers } = read.value;
  const [label, test] = numbers as [Float64Array, Float64Array];
  const features = encodeAll(space, architectures);
  const at = (rows: readonly number[]): Required<Encoded> => ({
    features: selectRows(features, rows),
    source: { space, architectures: rows.flatMap((row) => architectures[row] ?? []) },
  });
  const judged = seededRandom('judged').shuffle(Array.from(label.keys())).slice(0, JUDGED);
  const queries = at(judged);
  const truth = Float64Array.from(judged, (row) => test[row] as number);
  for (const count of counts[name] ?? []) {
    const taus = variants.map((): number[] => []);
    for (let draw = 0; draw < draws; draw++) {
      const seed = `${Number(options.seed) + draw}/${count}/0`;
      const rows = seededRandom(seed).shuffle(Array.from(label.keys())).slice(0, count);
      const support = { ...at(rows), labels: Float64Array.from(rows, (row) => label[row] as number) };
      for (const [k, { name: variant, learners }] of variants.entries()) {
        const predictor = stackedPredictor({ name: variant, description: '', learners });
        const fit = await predictor.fit(support, { pool: { features, source: { space, architectures } }, random: seededRandom(`${seed} fit`) }); // prettier-ignore
        if ('error' in fit) throw new Error(fit.error);
        taus[k]?.push(kendallTau((await fit.value.predict(queries)).mean, truth));
      }
    }
    const shown = taus.map((values, k) => {
      const { mean, std } = spread(values);
      const yardstick = k === 0 ? undefined : taus[variants[k]?.name === 'flow' ? 0 : Math.max(0, variants.indexOf(before))]; // prettier-ignore
      if (yardstick === undefined) return `${mean.toFixed(4)} ± ${std.toFixed(3)}`;
      const gains = values.map((value, draw) => value - (yardstick[draw] as number));
      const better = gains.filter((gain) => gain > 0).length;
      return `${mean.toFixed(4)} ± ${std.toFixed(3)} (${spread(gains).mean.toFixed(4)}, ${better} of ${draws})`;
    });
    console.log(`| ${name} | ${count} | ${shown.join(' | ')} |`);
  }
}
await releaseEncoders();
