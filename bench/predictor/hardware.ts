/**
 * Latency on an unseen device from a few reference measurements: each device of a table in turn is the unknown one, the others are known.
 *
 *   node bench/predictor/hardware.ts [draws] [seed] [nb201|accel]
 *
 * References are chosen by diversity among 500 random architectures (a draw is another 500). Judged by Spearman's rho on all other architectures.
 * Beside it: without other devices, random references, the mean rank on the other devices, multiply-accumulates and parameters.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../dsl/random.ts';
import { readArchitectureTable } from '../../engine/evaluate/table/architecture-table.ts';
import { hardwarePredictor, type HardwarePredictor } from '../../engine/predictor/hardware/hardware-predictor.ts';
import { averageRanks } from '../../engine/statistics/ranks.ts';
import { spearman } from '../../engine/statistics/spearman.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { unpackAccelTable } from './accel-table.ts';
import { dataFolder, openSpace } from './open-space.ts';

/** `rate`: the column counts images a second, latency is its inverse. */
interface Device {
  readonly column: string;
  readonly rate?: boolean;
}

const jobs: readonly { name: string; space: string; table: string; devices: readonly Device[] }[] = [
  {
    name: 'nb201',
    space: 'examples/spaces/nasbench201.hnas',
    table: 'nasbench201.csv.gz',
    devices: ['edgegpu', 'raspi4', 'pixel3', 'fpga'].map((device) => ({ column: `${device}_latency_c10` })),
  },
  {
    name: 'accel',
    space: 'bench/predictor/accel.hnas',
    table: 'accel_nasbench_2500.csv.gz',
    // The table lacks some of TPUv3's figures.
    devices: [{ column: 'latency_zcu102' }, { column: 'throughput_a100', rate: true }],
  },
];

const REFERENCES = [5, 10, 20];
const CANDIDATES = 500;
const { positionals } = parseArgs({ allowPositionals: true });
const [draws = '10', seed = '1', only] = positionals;

for (const { name, space: path, table, devices } of jobs.filter((job) => only === undefined || job.name === only)) {
  const file = resolve(dataFolder, table);
  if (!existsSync(file)) {
    console.log(`## ${name}\n\nAbsent: ${table}\n`);
    continue;
  }
  const space = openSpace(path);
  const columns = devices.map(({ column }) => column);
  const read = await readArchitectureTable(space, {
    file: name === 'accel' ? await unpackAccelTable(file, columns) : file,
    numbers: columns,
  });
  if ('error' in read) throw new Error(read.error);
  const { architectures } = read.value;
  const latencies = read.value.numbers.map((values, k) => Float64Array.from(values, (value) => (devices[k]?.rate === true ? 1000 / value : value))); // prettier-ignore
  const costs = architectures.map((architecture) => space.costs(architecture));
  const macs = Float64Array.from(costs, (cost) => cost.macs);
  const params = Float64Array.from(costs, (cost) => cost.params);
  console.log(`## ${space.name}, ${architectures.length} architectures; Spearman on all but the references, mean ± standard deviation of ${draws} draws, seed ${seed}\n`); // prettier-ignore
  console.log('| unseen device | references | others known | coverage of 80 % | without other devices | random references, others known | mean rank elsewhere | macs | params |'); // prettier-ignore
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  const means = new Map(REFERENCES.map((count) => [count, [[], [], []] as [number[], number[], number[]]]));
  for (const [held, truth] of latencies.entries()) {
    const known = devices.flatMap(({ column }, k) => (k === held ? [] : [{ name: column, architectures, latencies: latencies[k] as Float64Array }])); // prettier-ignore
    const rank = new Float64Array(truth.length);
    for (const device of known) averageRanks(device.latencies).forEach((value, i) => (rank[i]! += value));
    const figures = new Map(REFERENCES.map((count) => [count, { known: [] as number[], alone: [] as number[], random: [] as number[], covered: [] as number[] }])); // prettier-ignore
    for (let draw = 0; draw < Number(draws); draw++) {
      const random = seededRandom(`${seed}/hardware/${draw}`);
      const candidates = random.shuffle(Array.from(architectures.keys())).slice(0, CANDIDATES);
      const withOthers = made(hardwarePredictor(space, known, random.fork('known')));
      const alone = made(hardwarePredictor(space, [], random.fork('alone')));
      for (const [count, figure] of figures) {
        const chosen = (predictor: HardwarePredictor): number[] => predictor.references(candidates.map((row) => architectures[row] as never), count).map((k) => candidates[k] as number); // prettier-ignore
        const ours = judge(withOthers, chosen(withOthers), truth);
        figure.known.push(ours.rho);
        figure.covered.push(ours.covered);
        figure.alone.push(judge(alone, chosen(alone), truth).rho);
        figure.random.push(judge(withOthers, candidates.slice(0, count), truth).rho);
      }
    }
    for (const [count, figure] of figures) {
      const each = means.get(count);
      each?.[0].push(spread(figure.known).mean);
      each?.[1].push(spread(figure.alone).mean);
      each?.[2].push(spread(figure.random).mean);
      console.log(`| ${columns[held]} | ${count} | ${[figure.known, figure.covered, figure.alone, figure.random].map(show).join(' | ')} | ${[rank, macs, params].map((score) => spearman(score, truth).toFixed(3)).join(' | ')} |`); // prettier-ignore
    }
  }
  for (const [count, [a, b, c]] of means) {
    console.log(`| **mean** | ${count} | ${[a, [NaN], b, c].map((values) => { const mean = spread(values).mean; return Number.isNaN(mean) ? '' : mean.toFixed(3); }).join(' | ')} | | | |`); // prettier-ignore
  }
  console.log('');

  function judge(
    predictor: HardwarePredictor,
    rows: readonly number[],
    truth: Float64Array,
  ): { rho: number; covered: number } {
    // prettier-ignore
    const fit = predictor.fit(rows.map((row) => architectures[row] as never), Float64Array.from(rows, (row) => truth[row] as number)); // prettier-ignore
    const references = new Set(rows);
    const others = Array.from(architectures.keys()).filter((row) => !references.has(row));
    const { mean, low, high } = made(fit).predict(others.map((row) => architectures[row] as never));
    const values = Float64Array.from(others, (row) => truth[row] as number);
    const covered = values.filter((value, i) => value >= (low[i] as number) && value <= (high[i] as number)).length;
    return { rho: spearman(mean, values), covered: covered / values.length };
  }
}

function made<T>(outcome: { readonly value: T } | { readonly error: string }): T {
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

function show(values: readonly number[]): string {
  const { mean, std } = spread(values);
  return `${mean.toFixed(3)} ± ${std.toFixed(3)}`;
}
