/** What tokens are made of: directions, universal features, made-up tasks. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import { encodeAll } from '../../../../../engine/encoding/encoder.ts';
import { fromRows } from '../../../../../engine/encoding/feature-matrix.ts';
import {
  principalDirections,
  project,
  targetDirections,
} from '../../../../../engine/predictor/incontext/components.ts';
import { samplePool } from '../../../../../engine/predictor/incontext/meta/pool.ts';
import { batchOf, drawTask } from '../../../../../engine/predictor/incontext/meta/tasks.ts';
import { UNIVERSAL, universalMap, universalNames, writeUniversal } from '../../../../../engine/predictor/incontext/universal-features.ts'; // prettier-ignore
import { kendallTau } from '../../../../../engine/statistics/kendall.ts';
import { pearson } from '../../../../../engine/statistics/spearman.ts';
import { exampleSpace } from '../../encoding/spaces.ts';

const random = seededRandom('parts');
const cloud = fromRows(
  Array.from({ length: 300 }, () => {
    const [a, b] = [random.normal(), random.normal()];
    // Variance 9 along (1, 1, 0) / sqrt 2, 1 along the third axis, 0.01 elsewhere.
    return [(3 * a) / Math.SQRT2, (3 * a) / Math.SQRT2 + 0.1 * random.normal(), b];
  }),
);

describe('directions', () => {
  it('principal ones are those of largest variance, scaled to one', () => {
    const { vectors } = principalDirections(cloud, 2);
    expect(Math.abs((vectors[0] as number) / (vectors[1] as number))).toBeCloseTo(1, 1);
    expect(Math.abs((vectors[2] as number) / (vectors[0] as number))).toBeLessThan(0.1);
    const along = project(cloud, { count: 2, columns: 3, vectors });
    for (const k of [0, 1]) {
      const values = Float64Array.from({ length: 300 }, (_, i) => along[2 * i + k] as number);
      expect(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / 300)).toBeCloseTo(1, 1);
    }
  });

  it('ask for more of them than there are: the rest is zero', () => {
    const flat = fromRows(Array.from({ length: 20 }, (_, i) => [i - 9.5, 2 * (i - 9.5)]));
    const { vectors } = principalDirections(flat, 2);
    expect(Array.from(vectors.subarray(2))).toEqual([0, 0]);
  });

  it('those of covariance with the targets are uncorrelated and span the least-squares fit', () => {
    const targets = Float64Array.from({ length: 300 }, (_, i) => {
      const [x = 0, y = 0, z = 0] = cloud.values.subarray(3 * i, 3 * i + 3);
      return 0.2 * x - 5 * y + z;
    });
    const along = project(cloud, targetDirections(cloud, targets, 3));
    const column = (k: number): Float64Array =>
      Float64Array.from({ length: 300 }, (_, i) => along[3 * i + k] as number);
    expect(Math.abs(pearson(column(0), column(1)))).toBeLessThan(0.05);
    expect(Math.abs(pearson(column(1), column(2)))).toBeLessThan(0.05);
    expect(pearson(column(0), targets)).toBeGreaterThan(0.9);
  });
});

describe('universal features', () => {
  const of = (space: ReturnType<typeof exampleSpace>, text: string): Readonly<Record<string, number>> => {
    const parsed = space.parse(text).value;
    if (parsed === undefined) throw new Error(text);
    const out = new Float64Array(UNIVERSAL);
    writeUniversal(universalMap(space), encodeAll(space, [parsed]).values, out);
    return Object.fromEntries(universalNames.map((name, k) => [name, out[k] as number]));
  };

  it('count what operators do in cells', () => {
    const space = exampleSpace('nasbench201');
    const sample = space.sample(seededRandom(1));
    if (sample === undefined) throw new Error('empty');
    const text = space.text(sample);
    const all = text.replaceAll(/: [a-z0-9_]+([,\s}])/g, ': relu_conv3x3_bn$1');
    const found = of(space, all);
    expect(found['weighted operators']).toBe(6);
    expect(found['kernel positions']).toBe(54);
    expect(found['pools']).toBe(0);
    // Paths of one, two, two and three convolutions.
    expect(found['depth']).toBeCloseTo(2, 9);
    expect(found['widest receptive field']).toBe(6);
  });

  it('are found in macro spaces too, but for those of cells', () => {
    const terms = universalMap(exampleSpace('ofa_mobilenetv3'));
    const has = (name: (typeof universalNames)[number]): boolean => (terms[universalNames.indexOf(name)] ?? []).length > 0; // prettier-ignore
    expect(['log params', 'log macs', 'depth', 'kernel positions', 'width'].every((name) => has(name as never))).toBe(true); // prettier-ignore
    expect(['pools', 'log paths', 'log variance'].some((name) => has(name as never))).toBe(false);
  });
});

describe('made-up tasks', () => {
  const pool = samplePool(exampleSpace('nasbench201'), 150);

  it('are the same for the same seed, finite, and say something about their queries', () => {
    const draw = (seed: string): ReturnType<typeof drawTask> => drawTask(pool, 20, 48, seededRandom(seed));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a').target).not.toEqual(draw('b').target);
    let tau = 0;
    for (let i = 0; i < 30; i++) {
      const { support, queries, target } = draw(`task ${i}`);
      for (const numbers of [support.tokens, queries.tokens, ...queries.distances]) expect(numbers.every(Number.isFinite)).toBe(true); // prettier-ignore
      tau += kendallTau(queries.base, target) / 30;
    }
    expect(tau).toBeGreaterThan(0.3);
    expect(tau).toBeLessThan(0.95);
  });

  it('are padded so that nothing of the padding is seen', () => {
    const task = drawTask(pool, 6, 48, seededRandom('pad'));
    const { hidden, measured, near } = batchOf([task], { batch: 1, support: 8, queries: 48 });
    expect(Array.from(hidden, (value) => value < -1e8)).toEqual([false, false, false, false, false, false, true, true]);
    expect(measured.subarray(0, task.support.tokens.length)).toEqual(task.support.tokens);
    expect(near[8 + 2]).toBe(task.support.distances[0]?.[6 + 2]);
  });
});
