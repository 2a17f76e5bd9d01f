import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import type { DecisionSpace } from '../../../../../dsl/space/decision-space.ts';
import { fromRows } from '../../../../../engine/encoding/feature-matrix.ts';
import { hypernasKind } from '../../../../../engine/predictor/hypernas/hypernas-predictor.ts';
import type { FittedPredictor, Support } from '../../../../../engine/predictor/predictor.ts';
import { kendallTau } from '../../../../../engine/statistics/kendall.ts';
import { exampleSpace } from '../../../../unit/engine/encoding/spaces.ts';
import { accuracy, encoded, everything, some, support } from '../../../../unit/engine/predictor/hypernas/tiny.ts';

/** Architectures labelled by the logarithm of their parameters: something that every space has. */
function sized(space: DecisionSpace, count: number): Support {
  const random = seededRandom('sized');
  const architectures = Array.from({ length: count }, () => space.sample(random)).flatMap((each) => each ?? []);
  const labels = Float64Array.from(architectures, (each) => 10 * Math.log10(space.costs(each).params));
  return { features: fromRows(architectures.map((_, i) => [i])), labels, source: { space, architectures } };
}

async function fitted(options: Readonly<Record<string, unknown>>, given: Support): Promise<FittedPredictor> {
  const predictor = hypernasKind.configure(options);
  if ('error' in predictor) throw new Error(predictor.error);
  const outcome = await predictor.value.fit(given, { random: seededRandom(1) });
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

describe('hypernas on the example spaces', () => {
  it.each(['nasbench201', 'nasbench101', 'darts', 'ghn_random', 'ofa_mobilenetv3', 'autoformer_tiny'])(
    'learns something of the size of networks of %s from 24 of them',
    async (name) => {
      const given = sized(exampleSpace(name), 48);
      const { space, architectures } = given.source ?? { space: exampleSpace(name), architectures: [] };
      const first = Array.from({ length: 24 }, (_, i) => i);
      const few = { features: fromRows(first.map((i) => [i])), labels: given.labels.slice(0, 24), source: { space, architectures: architectures.slice(0, 24) } }; // prettier-ignore
      const { predict } = await fitted({ ensemble: 4, hidden: 16, epochs: 60 }, few);
      const rest = { features: fromRows(first.map((i) => [i])), source: { space, architectures: architectures.slice(24) } }; // prettier-ignore
      const { mean, low, high } = await predict(rest);
      expect([...mean, ...low, ...high].every(Number.isFinite)).toBe(true);
      expect(kendallTau(mean, given.labels.slice(24))).toBeGreaterThan(0.1);
    },
  );

  it('ranks a small space while it learns to generate weights', async () => {
    const predictor = await fitted({ ensemble: 4, hidden: 8, layers: 1, epochs: 60, learning_rate: 0.01 }, support(some)); // prettier-ignore
    const { mean } = await predictor.predict(encoded(everything));
    expect(kendallTau(mean, accuracy)).toBeGreaterThan(0.7);
  });

  it('with a graph hypernetwork before the heads', async () => {
    const predictor = await fitted({ ensemble: 1, hidden: 8, epochs: 2, hypernet: { name: 'ghn', hidden: 8, rounds: 2 } }, support(some)); // prettier-ignore
    expect((await predictor.predict(encoded(some))).mean.every(Number.isFinite)).toBe(true);
  });

  it('variant H scores by generated weights, and labels only scale its answer', async () => {
    const options = { variant: 'H', ensemble: 1, epochs: 3, hidden: 8 };
    const first = await (await fitted(options, support(some))).predict(encoded(some));
    expect(new Set(first.mean).size).toBeGreaterThan(some.length / 2);
    const reversed = { ...support(some), labels: support(some).labels.map((label) => 100 - label) };
    const second = await (await fitted(options, reversed)).predict(encoded(some));
    expect(kendallTau(first.mean, second.mean)).toBeCloseTo(1, 6);
  });
});
