import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { fromRows, selectRows } from '../../../../engine/encoding/feature-matrix.ts';
import { gpPredictor } from '../../../../engine/predictor/gp-predictor.ts';
import { predictorKinds } from '../../../../engine/predictor/predictors.ts';
import { kendallTau } from '../../../../engine/statistics/kendall.ts';
import type { Prediction, FittedPredictor, Predictor } from '../../../../engine/predictor/predictor.ts';
import { accuracy, accuracyOf, everything, features, fitted } from './toy.ts';

/** `hypernas` reads the architectures themselves, which made-up features do not have: it has tests of its own. */
const kinds = predictorKinds.filter(({ name }) => name !== 'hypernas');
const predictors = kinds.map((kind): Predictor => {
  const configured = kind.configure({});
  if ('error' in configured) throw new Error(configured.error);
  return configured.value;
});

const rows = Array.from({ length: 60 }, (_, i) => i);

describe.each(predictors)('the predictor $name', (fitting) => {
  let predictor: FittedPredictor;
  let prediction: Prediction;

  beforeAll(async () => {
    predictor = await fitted(fitting, rows);
    prediction = await predictor.predict(everything);
  });

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

  it('gives the same from the same seed, and of an architecture the same alone and among others', async () => {
    const again = await fitted(fitting, rows);
    expect((await again.predict(everything)).mean).toEqual(prediction.mean);
    const alone = await predictor.predict({ features: selectRows(features, [123]) });
    expect(alone.mean[0]).toBeCloseTo(prediction.mean[123] as number, 9);
    expect(alone.high[0]).toBeCloseTo(prediction.high[123] as number, 9);
    expect((await predictor.predict({ features: selectRows(features, []) })).mean).toHaveLength(0);
  });

  it('predicts the same, bit for bit, after it was stored and restored', async () => {
    const restored = fitting.restore(structuredClone(predictor.snapshot()));
    expect(await restored.predict(everything)).toEqual(prediction);
    expect(restored.metrics).toEqual(predictor.metrics);
  });

  it('works without a pool, on five labels', async () => {
    const few = [0, 1, 2, 3, 4];
    const outcome = await fitting.fit(
      { features: selectRows(features, few), labels: accuracyOf(few) },
      { random: seededRandom(1) },
    );
    if ('error' in outcome) throw new Error(outcome.error);
    expect((await outcome.value.predict(everything)).mean.every(Number.isFinite)).toBe(true);
  });
});

describe('the predictor gp', () => {
  it('keeps the order under a monotone change of the labels', async () => {
    const before = (await (await fitted(gpPredictor, rows)).predict(everything)).mean;
    const labels = accuracyOf(rows).map((label) => label ** 3 / 1e4); // still 0..100
    const after = (await (await fitted(gpPredictor, rows, labels)).predict(everything)).mean;
    expect(kendallTau(after, before)).toBeGreaterThan(0.999);
  });
});

describe.each(predictors)('what the predictor $name refuses, in a sentence', (fitting) => {
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
  ])('%#', async (support, reason) => {
    const outcome = await fitting.fit(support, { random: seededRandom(1) });
    expect('error' in outcome ? outcome.error : 'no error').toContain(reason);
  });
});
