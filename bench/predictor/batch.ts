/**
 * How long the engine takes to predict 100,000 architectures, from their decisions to intervals, and again from its cache.
 *
 *   node bench/predictor/batch.ts [--count 100000] [--labels 156] [--predictor gp,ensemble] [--seed 1]
 *
 * NAS-Bench-201: draws of the space, so that most repeat a graph that was met before; and the same without the cache of hashes, every row
 * encoded and predicted. NAS-Bench-101: as many different cells of nasbench101_all_cells.csv.gz, looked for in $HNAS_DATA, else in
 * ../shared/data beside the clone; left out where it is absent. Labels are parameters and noise: the time does not depend on what they say.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom, type Random } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { bindNotation } from '../../dsl/space/notations/bind.ts';
import { readRows } from '../../engine/evaluate/table/read-rows.ts';
import { predictorKind } from '../../engine/predictor/predictors.ts';
import { encoded, fitterOf, type Fitter } from '../../engine/serve/fitters.ts';
import { labelSet } from '../../engine/serve/labels.ts';
import { predictionService } from '../../engine/serve/prediction-service.ts';
import { dataFolder, openSpace } from './open-space.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    labels: { type: 'string', default: '156' },
    predictor: { type: 'string', default: 'gp,ensemble' },
    seed: { type: 'string', default: '1' },
  },
});
const [count, labels] = [Number(values.count), Number(values.labels)];

/** Seconds of the clock, and of the processors: the latter do not depend on what else the machine does. */
const seconds = async (work: () => Promise<unknown>): Promise<string> => {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return `${((performance.now() - start) / 1000).toFixed(2)} (${((user + system) / 1e6).toFixed(2)})`;
};

function fitterNamed(name: string): Fitter {
  const configured = predictorKind(name)?.configure({});
  if (configured === undefined || 'error' in configured) throw new Error(`there is no predictor ${name}`);
  return fitterOf(configured.value, name);
}

function draws(space: DecisionSpace, random: Random): Architecture[] {
  return Array.from({ length: count }, () => space.sample(random)).filter((each) => each !== undefined);
}

/** Cells of the table, spread over it: it is ordered by size. */
async function cells(space: DecisionSpace, file: string): Promise<Architecture[]> {
  const found: Architecture[] = [];
  let read: ((value: (column: string) => unknown) => unknown) | undefined;
  let row = 0;
  for await (const { columns, value } of readRows(file)) {
    if (row++ % Math.max(1, Math.floor(423_624 / count)) !== 0) continue;
    if (read === undefined) {
      const bound = bindNotation(space, { notation: 'nb101', key: undefined, columns, row: value });
      if ('error' in bound) throw new Error(bound.error);
      read = bound.value.read;
    }
    const cell = read(value) as { readonly value?: Architecture };
    if (cell.value !== undefined) found.push(cell.value);
    if (found.length === count) break;
  }
  return found;
}

async function measure(title: string, space: DecisionSpace, architectures: readonly Architecture[]): Promise<void> {
  const random = seededRandom(`labels ${values.seed}`);
  const measurements = random
    .shuffle([...architectures])
    .slice(0, labels)
    .map((architecture, i) => ({
      architecture,
      value: Math.max(0, Math.min(100, 5 * Math.log(1 + space.costs(architecture).params) + random.normal())),
      where: `draw ${i}`,
    }));
  const known = labelSet(space, { measurements, source: 'this benchmark' });
  if ('error' in known) throw new Error(known.error);
  for (const name of values.predictor.split(',')) {
    const ignore = (): void => undefined;
    const service = predictionService({ space, fast: fitterNamed(name), full: undefined, onChanged: ignore, onProgress: ignore, log: ignore }); // prettier-ignore
    const fit = await seconds(() => service.relabel(known));
    const model = service.model();
    if (model === undefined) throw new Error(service.state().why);
    const first = await seconds(() => service.predict(architectures));
    const second = await seconds(() => service.predict(architectures));
    const bare = await seconds(async () => {
      for (let from = 0; from < architectures.length; from += 1024)
        await model.predictor.predict(encoded(space, architectures.slice(from, from + 1024)));
    });
    const cells = [title, name, architectures.length, model.cache.size, fit, first, second, bare];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

console.log(
  `${labels} labels, seed ${values.seed}; seconds of the clock (of the processors). The goal for 100,000 is 10 s on two cores.\n`,
);
console.log('| space | predictor | architectures | graphs | fit | first pass | from the cache | each row, no cache |');
console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |');
const nb201 = openSpace('examples/spaces/nasbench201.hnas');
await measure('NAS-Bench-201', nb201, draws(nb201, seededRandom(values.seed)));
const table = join(dataFolder, 'nasbench101_all_cells.csv.gz');
if (existsSync(table)) {
  const nb101 = openSpace('examples/spaces/nasbench101.hnas');
  await measure('NAS-Bench-101', nb101, await cells(nb101, table));
} else console.log('\nNAS-Bench-101 is left out: nasbench101_all_cells.csv.gz is not there.');
