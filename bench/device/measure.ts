/**
 * Latency on this machine from a few measurements: what `hnas device measure` gives, held against architectures that it did not measure.
 *
 *   node bench/device/measure.ts [architectures] [passes] [draws] [seed] [--space FILE#NAME] [--threads N] [--pool FILE]
 *
 * A pool of distinct architectures is measured once; a draw takes half of it as candidates, chooses references among them, and predicts all others of the pool. The ceiling is
 * the agreement of two halves of the passes, the yardstick what multiply-accumulates and parameters alone say. `--pool` keeps the measurements, and takes them from there if they are.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { costsOf } from '../../dsl/graph/costs.ts';
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture } from '../../dsl/space/decision-space.ts';
import { frozenModel, measureLatencies, type Measurement } from '../../engine/device/measure.ts';
import { median } from '../../engine/statistics/quantiles.ts';
import { hardwarePredictor } from '../../engine/predictor/hardware/hardware-predictor.ts';
import { kendallTau } from '../../engine/statistics/kendall.ts';
import { spearman } from '../../engine/statistics/spearman.ts';
import { spread } from '../../engine/statistics/spread.ts';
import { openSpace } from '../predictor/open-space.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    space: { type: 'string', default: 'examples/spaces/nasbench201.hnas' },
    threads: { type: 'string', default: '1' },
    pool: { type: 'string' },
  },
});
const [size = 200, passes = 6, draws = 10, seed = 1] = positionals.map(Number);
const REFERENCES = [5, 10, 20];

interface Pool {
  readonly how: string;
  readonly architectures: readonly Architecture[];
  readonly latencies: readonly Measurement[];
}

const space = openSpace(values.space);
const { how, architectures, latencies } = await poolOf();
const rows = [...architectures.keys()];
const seconds = Float64Array.from(latencies, (each) => each.seconds);
const half = (parity: number): Float64Array => Float64Array.from(latencies, ({ passes: looks }) => median(looks.filter((_, i) => i % 2 === parity))); // prettier-ignore
const [odd, even] = [half(1), half(0)];
// Of the live graph, which is what is run.
const costs = architectures.map((architecture) => costsOf(space.network(architecture)));

console.log(`${space.name}, ${how}: ${rows.length} architectures, ${passes} passes, ${draws} draws, seed ${seed}.\n`);
console.log(`Latencies ${show(Math.min(...seconds))} to ${show(Math.max(...seconds))}; a pass is off by ${(100 * median(latencies.map((each) => each.spread))).toFixed(1)} % (interquartile range, median over the architectures).\n`); // prettier-ignore
console.log('| | Kendall | Spearman | coverage of 80 % |');
console.log('| --- | --- | --- | --- |');
for (const count of REFERENCES) {
  line(`${count} references, chosen`, drawn(count, true));
  line(`${count} references, random`, drawn(count, false));
}
line('10 references, as for any device', drawn(10, true, false));
const yardsticks = [
  ['two halves of the passes', odd, even],
  ['multiply-accumulates', Float64Array.from(costs, ({ macs }) => macs), seconds],
  ['parameters', Float64Array.from(costs, ({ params }) => params), seconds],
] as const;
for (const [name, a, b] of yardsticks) line(name, [{ kendall: kendallTau(a, b), spearman: spearman(a, b), coverage: NaN }]); // prettier-ignore

interface Agreement {
  readonly kendall: number;
  readonly spearman: number;
  readonly coverage: number;
}

/** `timed`: with what is known of times measured here. */
function drawn(count: number, chosen: boolean, timed = true): Agreement[] {
  return Array.from({ length: draws }, (_, draw) => {
    const random = seededRandom(`${seed}/${draw}`);
    const candidates = random.shuffle(rows).slice(0, Math.floor(rows.length / 2));
    const made = hardwarePredictor(space, [], random, { timed });
    if ('error' in made) throw new Error(made.error);
    const taken = (chosen ? made.value.references(of(architectures, candidates), count) : [...Array(count).keys()]).map((i) => candidates[i] as number); // prettier-ignore
    const fitted = made.value.fit(of(architectures, taken), Float64Array.from(of(seconds, taken)));
    if ('error' in fitted) throw new Error(fitted.error);
    const others = rows.filter((row) => !taken.includes(row));
    const { mean, low, high } = fitted.value.predict(of(architectures, others));
    const truth = of(seconds, others);
    const inside = truth.filter((value, i) => (low[i] as number) <= value && value <= (high[i] as number));
    return { kendall: kendallTau(mean, truth), spearman: spearman(mean, truth), coverage: inside.length / truth.length }; // prettier-ignore
  });
}

function of<T>(list: ArrayLike<T>, positions: readonly number[]): T[] {
  return positions.map((position) => list[position] as T);
}

function line(name: string, agreements: readonly Agreement[]): void {
  const cell = (read: (each: Agreement) => number): string => {
    const { mean, std } = spread(agreements.map(read));
    return Number.isNaN(mean) ? '' : agreements.length > 1 ? `${mean.toFixed(3)} ± ${std.toFixed(3)}` : mean.toFixed(3);
  };
  console.log(`| ${name} | ${cell((each) => each.kendall)} | ${cell((each) => each.spearman)} | ${cell((each) => each.coverage)} |`); // prettier-ignore
}

async function poolOf(): Promise<Pool> {
  if (values.pool !== undefined && existsSync(values.pool))
    return JSON.parse(readFileSync(values.pool, 'utf8')) as Pool;
  const random = seededRandom(`${seed}`);
  const drawnFrom = new Map<string, Architecture>();
  while (drawnFrom.size < size) {
    const architecture = space.sample(random);
    if (architecture === undefined) throw new Error('the space is empty');
    if ('value' in frozenModel(space, architecture, seed)) drawnFrom.set(space.graphHash(architecture), architecture);
  }
  const chosen = [...drawnFrom.values()];
  const outcome = await measureLatencies(space, chosen, {
    threads: Number(values.threads),
    passes,
    seed,
    signal: new AbortController().signal,
  });
  if ('error' in outcome) throw new Error(outcome.error);
  const pool = { how: outcome.value.how, architectures: chosen, latencies: outcome.value.latencies };
  if (values.pool !== undefined) writeFileSync(values.pool, JSON.stringify(pool));
  return pool;
}

function show(value: number): string {
  return `${(1000 * value).toFixed(2)} ms`;
}
