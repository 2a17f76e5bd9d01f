/** Intervals of the fast predictor on a handful of labels, where a mean and a deviation of five values are themselves uncertain. */
import { expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { fromRows } from '../../../../engine/encoding/feature-matrix.ts';
import { gpPredictor } from '../../../../engine/predictor/gp-predictor.ts';

/** With the normal distribution's quantile they would hold 52 and 63 %. */
it.each([
  [5, 0.65],
  [7, 0.7],
])('on %i labels that nothing explains, intervals of 80 percent hold at least a share of %d', async (count, least) => {
  const random = seededRandom(`noise ${count}`);
  let inside = 0;
  let all = 0;
  for (let draw = 0; draw < 60; draw++) {
    const rows = Array.from({ length: 60 }, () => Array.from({ length: 6 }, () => random.int(4)));
    const labels = Float64Array.from(rows, () => 60 + 5 * random.normal());
    const pool = { features: fromRows(rows) };
    const outcome = await gpPredictor.fit(
      { features: fromRows(rows.slice(0, count)), labels: labels.slice(0, count) },
      { pool, random: random.fork(`fit ${draw}`) },
    );
    if ('error' in outcome) throw new Error(outcome.error);
    const { low, high } = await outcome.value.predict(pool);
    for (let i = count; i < rows.length; i++) {
      all++;
      if ((labels[i] as number) >= (low[i] as number) && (labels[i] as number) <= (high[i] as number)) inside++;
    }
  }
  expect(inside / all).toBeGreaterThan(least);
  expect(inside / all).toBeLessThan(0.9);
});
