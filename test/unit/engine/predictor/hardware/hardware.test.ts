/** Latency on a new device from a few measurements, on made-up devices whose costs are known. */
import { describe, expect, it } from 'vitest';
import { costsOf } from '../../../../../dsl/graph/costs.ts';
import { seededRandom } from '../../../../../dsl/random.ts';
import type { Architecture } from '../../../../../dsl/space/decision-space.ts';
import {
  hardwarePredictor,
  type HardwarePredictor,
} from '../../../../../engine/predictor/hardware/hardware-predictor.ts';
import { operatorUse } from '../../../../../engine/predictor/hardware/operator-use.ts';
import type { KnownDevice } from '../../../../../engine/predictor/hardware/known-device.ts';
import { spearman } from '../../../../../engine/statistics/spearman.ts';
import { exampleSpace } from '../../encoding/spaces.ts';

const space = exampleSpace('nasbench201');
const random = seededRandom('hardware');
const architectures = Array.from({ length: 300 }, () => space.sample(random)).flatMap((each) => each ?? []);
const use = operatorUse(space, architectures);

/** A device whose latency is a sum over the operators of one group, with a little noise. */
function device(name: string, group: string, seed: number): KnownDevice {
  const draw = seededRandom(seed);
  const costs = use.groups.map((each) => (each === group ? 0.2 + 2 * draw.next() : 0));
  const latencies = Float64Array.from(architectures, (_, i) => {
    const sum = costs.reduce((total, cost, k) => total + cost * (use.matrix.values[i * costs.length + k] as number), 0);
    return (3 + sum) * (1 + 0.01 * draw.normal());
  });
  return { name, architectures, latencies };
}

const made = (known: readonly KnownDevice[]): HardwarePredictor => {
  const outcome = hardwarePredictor(space, known, seededRandom(1));
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
};

const others = [device('a', 'reaching', 1), device('b', 'reaching', 2), device('c', 'written', 3)];
const unseen = device('unseen', 'reaching', 4);
const at = (rows: readonly number[]): [Architecture[], Float64Array] => [
  rows.flatMap((row) => architectures[row] ?? []),
  Float64Array.from(rows, (row) => unseen.latencies[row] as number),
];

describe('hardwarePredictor', () => {
  it('knows the order of latencies from ten references, better than from the size of networks', () => {
    const predictor = made(others);
    const rows = predictor.references(architectures, 10);
    expect(new Set(rows).size).toBe(10);
    const fit = predictor.fit(...at(rows));
    if ('error' in fit) throw new Error(fit.error);
    expect(fit.value.caution).toBeUndefined();
    const { mean, low, high } = fit.value.predict(architectures);
    const macs = architectures.map((architecture) => space.costs(architecture).macs);
    expect(spearman(mean, unseen.latencies)).toBeGreaterThan(0.97);
    expect(spearman(macs, unseen.latencies)).toBeLessThan(0.9);
    const covered = unseen.latencies.filter((value, i) => value >= (low[i] as number) && value <= (high[i] as number)).length; // prettier-ignore
    expect(covered / architectures.length).toBeGreaterThan(0.6);
    expect(mean.every((value, i) => value > 0 && value >= (low[i] as number) && value <= (high[i] as number))).toBe(
      true,
    );
  });

  it('does without other devices, and with devices that know other architectures only', () => {
    const alone = made([]);
    const fit = alone.fit(...at(alone.references(architectures, 10)));
    if ('error' in fit) throw new Error(fit.error);
    expect(spearman(fit.value.predict(architectures).mean, unseen.latencies)).toBeGreaterThan(0.85);
    const half = others.map(({ name, latencies }) => ({ name, architectures: architectures.slice(0, 150), latencies: latencies.slice(0, 150) })); // prettier-ignore
    const partly = made(half);
    const late = partly.fit(...at(Array.from({ length: 10 }, (_, i) => 160 + 10 * i)));
    if ('error' in late) throw new Error(late.error);
    expect(spearman(late.value.predict(architectures).mean, unseen.latencies)).toBeGreaterThan(0.85);
  });

  it('says so where measurements are few, and refuses where there are too few or wrong ones', () => {
    const predictor = made(others);
    const few = predictor.fit(...at([1, 2, 3]));
    expect('value' in few && few.value.caution).toMatch(/^only 3 measurements: .* 3 known devices/);
    expect(predictor.fit(...at([1]))).toEqual({
      error: 'latency on a device needs at least 2 measurements, there is 1',
    });
    expect(made([]).fit(...at([1, 2, 3]))).toEqual({
      error: 'latency on a device needs at least 5 measurements where no other device is known, there are 3',
    });
    const [some, values] = at([1, 2, 3, 4, 5, 6]);
    const zero = values.map((value, i) => (i === 2 ? 0 : value));
    expect(predictor.fit(some, zero)).toEqual({ error: 'latency 3 of 6 is 0, not a positive number' });
    expect(predictor.fit(some.slice(1), values)).toEqual({ error: 'there are 6 latencies for 5 architectures' });
    const broken = {
      ...unseen,
      name: 'broken',
      latencies: unseen.latencies.map((value, i) => (i === 7 ? NaN : value)),
    };
    expect(hardwarePredictor(space, [broken], seededRandom(1))).toEqual({
      error: 'device broken: latency 8 of 300 is NaN, not a positive number',
    });
  });

  it('is the same for the same seed and after storage; equal latencies are no problem', () => {
    const predictor = made(others);
    const fit = predictor.fit(...at([5, 15, 25, 35, 45, 55, 65, 75]));
    if ('error' in fit) throw new Error(fit.error);
    const given = fit.value.predict(architectures);
    expect(predictor.restore(structuredClone(fit.value.snapshot())).predict(architectures)).toEqual(given);
    const again = made(others).fit(...at([5, 15, 25, 35, 45, 55, 65, 75]));
    expect('value' in again && again.value.predict(architectures)).toEqual(given);
    const [some, values] = at([1, 2, 3, 4, 5, 6]);
    const same = predictor.fit(some, values.fill(7));
    expect('value' in same && same.value.predict(architectures).mean.every((value) => Math.abs(value - 7) < 0.5)).toBe(true); // prettier-ignore
  });
});

describe('times of the own measuring', () => {
  it('follow the work of the live graph, with a noise that grows with them', () => {
    const noise = seededRandom('noise');
    const times = Float64Array.from(architectures, (each) => {
      const macs = costsOf(space.network(each)).macs;
      return (1e-4 + 1e-10 * macs) * (1 + 0.1 * noise.normal());
    });
    const timesOf = (rows: readonly number[]): Float64Array => Float64Array.from(rows, (row) => times[row] as number);
    const held = Array.from({ length: 200 }, (_, i) => 100 + i);
    const rank = (timed: boolean): { rho: number; covered: number } => {
      const outcome = hardwarePredictor(space, [], seededRandom('timed'), { timed });
      if ('error' in outcome) throw new Error(outcome.error);
      const rows = outcome.value.references(architectures.slice(0, 100), 10);
      const fitted = outcome.value.fit(at(rows)[0], timesOf(rows));
      if ('error' in fitted) throw new Error(fitted.error);
      const { mean, low, high } = fitted.value.predict(at(held)[0]);
      const inside = held.filter((row, i) => (low[i] as number) <= (times[row] as number) && (times[row] as number) <= (high[i] as number)); // prettier-ignore
      return { rho: spearman(mean, timesOf(held)), covered: inside.length / held.length };
    };
    const [timed, plain] = [rank(true), rank(false)];
    expect(timed.rho).toBeGreaterThan(0.9);
    expect(timed.rho).toBeGreaterThan(plain.rho);
    expect(timed.covered).toBeGreaterThan(0.7);
  });
});

describe('operatorUse', () => {
  it('counts what is written, what reaches the output, and what the input reaches too', () => {
    const text = space.text(architectures[0] as Architecture);
    const paths = [...text.matchAll(/(Cell[^:]*): [a-z0-9_]+/g)].map((match) => match[1] as string);
    expect(paths).toHaveLength(6);
    // Edges 0>1, 0>2, 1>2, 0>3, 1>3, 2>3: node 1 gets nothing, so the pool after it is fed zeros; node 2 leads nowhere.
    const operators = ['none', 'relu_conv3x3_bn', 'skip', 'skip', 'avgpool3x3', 'none'];
    const parsed = space.parse(`{ ${paths.map((path, k) => `${path}: ${operators[k] as string}`).join(', ')} }`).value;
    if (parsed === undefined) throw new Error('not parsed');
    const one = operatorUse(space, [parsed]);
    const sum = (group: string): number => one.groups.reduce((total, each, k) => total + (each === group ? (one.matrix.values[k] as number) : 0), 0); // prettier-ignore
    expect(sum('written')).toBe(6);
    expect(sum('live')).toBe(1);
    expect(sum('reaching')).toBe(4);
  });
});
