import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { featureMatrix, fromRows, selectRows } from '../../../../engine/encoding/feature-matrix.ts';
import { fitGaussianProcess, leaveOneOut, posterior } from '../../../../engine/predictor/gaussian-process.ts';
import { quantileMap } from '../../../../engine/predictor/quantile-map.ts';
import { fitScaler, standardise } from '../../../../engine/predictor/standardise.ts';
import { relevanceFactors } from '../../../../engine/predictor/relevance.ts';
import { cholesky, forwardSolve, invertLower, transposedProduct } from '../../../../engine/statistics/cholesky.ts';
import { normalScores } from '../../../../engine/statistics/normal.ts';

describe('linear algebra', () => {
  it('solves A x = b for random positive definite A', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (n, seed) => {
        const random = seededRandom(seed);
        const root = Float64Array.from({ length: n * n }, () => random.normal());
        const a = new Float64Array(n * n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            for (let k = 0; k < n; k++) a[i * n + j]! += (root[i * n + k] as number) * (root[j * n + k] as number);
          }
          a[i * n + i]! += 0.5;
        }
        const b = Float64Array.from({ length: n }, () => random.normal());
        const lower = a.slice();
        expect(cholesky(lower, n)).toBe(true);
        const x = transposedProduct(invertLower(lower, n), n, forwardSolve(lower, n, b));
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += (a[i * n + j] as number) * (x[j] as number);
          expect(sum).toBeCloseTo(b[i] as number, 6);
        }
      }),
    );
  });

  it('says when a matrix is not positive definite', () => {
    expect(cholesky(Float64Array.from([1, 2, 2, 1]), 2)).toBe(false);
  });
});

describe('a Gaussian process', () => {
  const random = seededRandom(1);
  const inputs = fromRows(Array.from({ length: 60 }, () => [random.normal(), random.normal()]));
  const truth = (i: number): number =>
    Math.sin(2 * (inputs.values[2 * i] as number)) + (inputs.values[2 * i + 1] as number);
  const targets = Float64Array.from({ length: 60 }, (_, i) => truth(i));

  it('learns a smooth function and knows where it knows nothing', () => {
    const rows = Array.from({ length: 50 }, (_, i) => i);
    const process = fitGaussianProcess(selectRows(inputs, rows), targets.slice(0, 50), seededRandom(2));
    const held = posterior(process, selectRows(inputs, [50, 51, 52, 53, 54, 55, 56, 57, 58, 59]));
    const error = held.mean.reduce((sum, mean, i) => sum + (mean - truth(50 + i)) ** 2, 0) / 10;
    expect(error).toBeLessThan(0.1);
    const far = posterior(process, fromRows([[40, -40]]));
    expect(far.variance[0]).toBeGreaterThan(5 * Math.min(...held.variance));
    expect(far.mean[0]).toBeCloseTo(process.targetMean, 6);
  });

  it('gives the leave-one-out predictions that leaving one out gives', () => {
    const process = fitGaussianProcess(inputs, targets, seededRandom(3));
    const closed = leaveOneOut(process, targets);
    for (const out of [0, 17, 59]) {
      const rest = Array.from({ length: 60 }, (_, i) => i).filter((i) => i !== out);
      // The same kernel on the other rows, solved anew.
      const n = rest.length;
      const kernel = (a: number, b: number): number => {
        let squared = 0;
        for (let k = 0; k < 2; k++)
          squared += ((inputs.values[2 * a + k] as number) - (inputs.values[2 * b + k] as number)) ** 2;
        const r = Math.sqrt(5 * squared) / process.lengthScale;
        return (1 + r + (r * r) / 3) * Math.exp(-r);
      };
      const matrix = new Float64Array(n * n);
      rest.forEach((a, i) =>
        rest.forEach((b, j) => (matrix[i * n + j] = kernel(a, b) + (i === j ? process.noise : 0))),
      );
      expect(cholesky(matrix, n)).toBe(true);
      const centred = Float64Array.from(rest, (i) => (targets[i] as number) - process.targetMean);
      const weights = transposedProduct(invertLower(matrix, n), n, forwardSolve(matrix, n, centred));
      const mean = rest.reduce((sum, i, k) => sum + kernel(out, i) * (weights[k] as number), process.targetMean);
      expect(closed.mean[out]).toBeCloseTo(mean, 6);
    }
  });

  it('is not thrown by copies of one architecture with different labels', () => {
    const copies = fromRows(Array.from({ length: 12 }, (_, i) => [i % 3, 0]));
    const labels = Float64Array.from({ length: 12 }, (_, i) => (i % 3) + 0.01 * i);
    const process = fitGaussianProcess(copies, labels, seededRandom(4));
    const { mean } = posterior(process, fromRows([[0, 0], [1, 0], [2, 0]])); // prettier-ignore
    expect(mean[0]).toBeLessThan(mean[1] as number);
    expect(mean[1]).toBeLessThan(mean[2] as number);
  });
});

describe('the map from normal scores to labels', () => {
  it('gives the labels at their scores and is strictly increasing, inside 0..100', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 5, maxLength: 40 }), (values) => {
        const labels = Float64Array.from(values);
        if (new Set(values).size < 2 || Math.max(...values) - Math.min(...values) < 1e-3) return;
        const scores = normalScores(labels);
        const map = quantileMap(labels, scores);
        labels.forEach((label, i) => expect(map.valueAt(scores[i] as number)).toBeCloseTo(label, 9));
        let last = -Infinity;
        for (let score = -6; score <= 6; score += 0.25) {
          const value = map.valueAt(score);
          expect(value).toBeGreaterThanOrEqual(last);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(100);
          last = value;
        }
      }),
    );
  });

  it('goes beyond the best label, but not beyond 100 %', () => {
    const labels = Float64Array.from([10, 50, 80, 90, 93, 94]);
    const map = quantileMap(labels, normalScores(labels));
    expect(map.valueAt(2)).toBeGreaterThan(94);
    expect(map.valueAt(3)).toBeGreaterThan(map.valueAt(2));
    expect(map.valueAt(50)).toBeLessThanOrEqual(100);
  });

  it('is not bent for labels of another unit', () => {
    const labels = Float64Array.from([100, 200, 300, 400, 500]);
    const map = quantileMap(labels, normalScores(labels));
    expect(map.valueAt(5)).toBeGreaterThan(700);
  });
});

describe('the common scale of features', () => {
  it('drops constants and copies, clips outliers', () => {
    const pool = fromRows(Array.from({ length: 101 }, (_, i) => [7, i, 2 * i + 3, i === 0 ? 1 : 0, i % 5]));
    const scaler = fitScaler(pool);
    expect([...scaler.columns]).toEqual([1, 3, 4]);
    const scaled = standardise(pool, scaler);
    expect(scaled.columns).toBe(3);
    expect(Math.max(...scaled.values)).toBe(3);
    expect(scaled.values[0]).toBeCloseTo(-1.715, 2);
  });

  it('weighs a feature by what it says about the labels', () => {
    const random = seededRandom(9);
    const matrix = featureMatrix(80, 2);
    const labels = new Float64Array(80);
    for (let i = 0; i < 80; i++) {
      labels[i] = random.normal();
      matrix.values[2 * i] = (labels[i] as number) ** 3;
      matrix.values[2 * i + 1] = random.normal();
    }
    const factors = relevanceFactors(matrix, labels);
    expect(factors[0]).toBeGreaterThan(2 * (factors[1] as number));
    expect(factors.reduce((sum, factor) => sum + factor * factor, 0)).toBeCloseTo(1, 12);
  });
});
