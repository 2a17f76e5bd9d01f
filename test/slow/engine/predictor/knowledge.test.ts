import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import { encodeAll } from '../../../../engine/encoding/encoder.ts';
import { stackedPredictor } from '../../../../engine/predictor/ensemble/stacked-predictor.ts';
import { knowledgeLearner } from '../../../../engine/predictor/knowledge/knowledge-learner.ts';
import { exampleSpace } from '../../../unit/engine/encoding/spaces.ts';

const space = exampleSpace('nasbench201');
const random = seededRandom('draws');
const architectures = Array.from({ length: 60 }, () => space.sample(random)).flatMap((found): Architecture[] =>
  found === undefined ? [] : [found],
);
const encoded = { features: encodeAll(space, architectures), source: { space, architectures } };
const labels = Float64Array.from(architectures, (architecture) => 60 + 4 * Math.log(space.costs(architecture).params));
const predictor = stackedPredictor({
  name: 'knowledge',
  description: '',
  learners: [knowledgeLearner({ rank: 1, log: 1 }, { count: 30 })],
});

describe('the learner of distilled proxies', () => {
  it('predicts, the same for the same seed, and the same when it is restored', async () => {
    const fit = () => predictor.fit({ ...encoded, labels }, { pool: encoded, random: seededRandom(1) });
    const [first, second] = [await fit(), await fit()];
    if ('error' in first || 'error' in second) throw new Error('refused');
    const prediction = await first.value.predict(encoded);
    expect(await second.value.predict(encoded)).toEqual(prediction);
    expect(prediction.mean.every(Number.isFinite)).toBe(true);
    expect(first.value.metrics.leaveOneOutTau).toBeGreaterThan(0.7);
    const restored = predictor.restore(structuredClone(first.value.snapshot()));
    expect(await restored.predict(encoded)).toEqual(prediction);
  }, 60_000);
});
