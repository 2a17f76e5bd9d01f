import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { fromRows, selectRows } from '../../../../engine/encoding/feature-matrix.ts';
import { gpPredictor } from '../../../../engine/predictor/gp-predictor.ts';
import type { FittedPredictor } from '../../../../engine/predictor/predictor.ts';
import { kendallTau } from '../../../../engine/statistics/kendall.ts';

const random = seededRandom('toy');
const features = fromRows(Array.from({ length: 400 }, () => Array.from({ length: 6 }, () => random.int(5))));
/** Accuracies with the long lower tail that trained networks have, and a little noise. */
const accuracy = Float64Array.from({ length: 400 }, (_, i) => {
  const row = features.values.subarray(6 * i, 6 * i + 6);
  const quality =
    (row[0] as number) + 0.5 * (row[1] as number) - 0.1 * ((row[2] as number) - 2) ** 2 + 0.2 * random.normal();
  return 95 - 40 * Math.exp(-0.6 * quality);
});

function fitted(
  rows: readonly number[],
  labels = Float64Array.from(rows, (row) => accuracy[row] as number),
): FittedPredictor {
  const support = { features: selectRows(features, rows), labels };
  const outcome = gpPredictor.fit(support, { pool: features, random: seededRandom(1) });
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

const rows = Array.from({ length: 60 }, (_, i) => i);

describe('the predictor gp', () => {
  const predictor = fitted(rows);
  const prediction = predictor.predict(features);

  it('ranks what it has not seen', () => {
    expect(kendallTau(prediction.mean.slice(60), accuracy.slice(60))).toBeGreaterThan(0.7);
    expect(predictor.metrics.leaveOneOutTau).toBeGreaterThan(0.7);
    expect(predictor.metrics.fitSeconds).toBeGreaterThan(0);
  });

  it('predicts in percent, with intervals that hold about 80 % of what it has not seen', () => {
    let inside = 0;
    for (let i = 60; i < 400; i++) {
      const [mean, low, high, std] = [prediction.mean, prediction.low, prediction.high, prediction.std].map((all) => all[i] as number); // prettier-ignore
      expect(mean).toBeGreaterThan(0);
      expect(mean).toBeLessThan(100);
      expect(low).toBeLessThanOrEqual(mean as number);
      expect(high).toBeGreaterThanOrEqual(mean as number);
      expect(std).toBeGreaterThan(0);
      if ((accuracy[i] as number) >= (low as number) && (accuracy[i] as number) <= (high as number)) inside++;
    }
    expect(inside / 340).toBeGreaterThan(0.65);
    expect(inside / 340).toBeLessThan(0.95);
  });

  it('gives the same from the same seed, and keeps the order under a monotone change of the labels', () => {
    expect(fitted(rows).predict(features).mean).toEqual(prediction.mean);
    const changed = fitted(
      rows,
      Float64Array.from(rows, (row) => (accuracy[row] as number) ** 3 / 1e4),
    ); // still 0..100
    expect(kendallTau(changed.predict(features).mean, prediction.mean)).toBeGreaterThan(0.999);
  });

  it('works without a pool, on five labels', () => {
    const few = [0, 1, 2, 3, 4];
    const outcome = gpPredictor.fit(
      { features: selectRows(features, few), labels: Float64Array.from(few, (row) => accuracy[row] as number) },
      { random: seededRandom(1) },
    );
    if ('error' in outcome) throw new Error(outcome.error);
    expect(outcome.value.predict(features).mean.every(Number.isFinite)).toBe(true);
  });
});

describe('what the predictor gp refuses, in a sentence', () => {
  const labels = (values: readonly number[]): { features: typeof features; labels: Float64Array } => ({
    features: selectRows(features, values.map((_, i) => i)), // prettier-ignore
    labels: Float64Array.from(values),
  });

  it.each([
    [labels([90]), 'a predictor needs at least 5 measured architectures, there is 1'],
    [labels([90, 91, 92, 93]), 'at least 5 measured architectures, there are 4'],
    [labels([90, 90, 90, 90, 90]), 'all 5 labels are 90: there is no order to learn'],
    [labels([90, 91, NaN, 93, 94]), 'label 3 of 5 is NaN, not a finite number'],
    [labels([90, 91, 92, 93, Infinity]), 'label 5 of 5 is Infinity'],
    [
      { ...labels([1, 2, 3, 4, 5]), labels: Float64Array.from([1, 2, 3, 4, 5, 6]) },
      'there are 6 labels for 5 architectures',
    ],
    [
      { features: fromRows([[1], [2], [NaN], [3], [4]]), labels: Float64Array.from([1, 2, 3, 4, 5]) },
      'a feature of architecture 3 is not a finite number',
    ],
    [
      { features: fromRows([[1], [1], [1], [1], [1]]), labels: Float64Array.from([1, 2, 3, 4, 5]) },
      'all architectures have the same features',
    ],
  ])('%#', (support, reason) => {
    const outcome = gpPredictor.fit(support, { random: seededRandom(1) });
    expect('error' in outcome ? outcome.error : 'no error').toContain(reason);
  });
});
