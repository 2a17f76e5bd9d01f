import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rankTable } from '../../../../engine/predictor/rank.ts';
import { exampleSpace } from '../../../unit/engine/encoding/spaces.ts';

const root = resolve(import.meta.dirname, '../../../..');
const data = resolve(root, process.env['HNAS_DATA'] ?? '../shared/data');
const nb201 = resolve(data, 'nasbench201.csv.gz');
const nb101 = resolve(data, 'nasbench101_10k.csv.gz');

describe.skipIf(!existsSync(nb201))('the default predictor on all of NAS-Bench-201 (needs ../shared/data)', () => {
  it('reaches tau 0.74 / 0.80 / 0.83 / 0.87 at 39 / 78 / 156 / 469 validation labels, with honest intervals', async () => {
    const outcome = await rankTable({
      space: exampleSpace('nasbench201'),
      table: nb201,
      label: 'c10_valid',
      test: 'c10_test',
      labels: [39, 78, 156, 469],
      draws: 4,
      seed: 1,
    });
    if ('error' in outcome) throw new Error(outcome.error);
    const { results, rows, notation, baselines } = outcome.value;
    expect({ rows, notation }).toEqual({ rows: 15_625, notation: 'nb201' });
    const wanted = [0.74, 0.8, 0.83, 0.87];
    results.forEach(({ kendall, coverage80 }, i) => {
      expect(kendall.mean).toBeGreaterThanOrEqual(wanted[i] as number);
      expect(coverage80.mean).toBeGreaterThan(0.7);
      expect(coverage80.mean).toBeLessThan(0.9);
    });
    // A bound for machines under load; docs/predictor.md has the time on an idle one.
    expect(results[2]?.fitSeconds.mean).toBeLessThan(3);
    const live = baselines.find(({ name }) => name === 'live-convolutions');
    expect(live?.kendall).toBeCloseTo(0.654, 2);
  });
});

describe.skipIf(!existsSync(nb101))(
  'the default predictor on 10,000 cells of NAS-Bench-101 (needs ../shared/data)',
  () => {
    it('reaches tau 0.72 / 0.76 / 0.80 at 100 / 172 / 424 labels', async () => {
      const outcome = await rankTable({
        space: exampleSpace('nasbench101'),
        table: nb101,
        label: 'val108',
        test: 'val108',
        labels: [100, 172, 424],
        draws: 3,
        seed: 1,
      });
      if ('error' in outcome) throw new Error(outcome.error);
      expect(outcome.value.notation).toBe('nb101');
      const wanted = [0.72, 0.76, 0.8];
      outcome.value.results.forEach(({ kendall }, i) => expect(kendall.mean).toBeGreaterThan(wanted[i] as number));
    });
  },
);
