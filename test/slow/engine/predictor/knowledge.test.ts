import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import { encodeAll } from '../../../../engine/encoding/encoder.ts';
import { gpLearner } from '../../../../engine/predictor/ensemble/gp-learner.ts';
import { stackedPredictor } from '../../../../engine/predictor/ensemble/stacked-predictor.ts';
import { withDistilledColumns } from '../../../../engine/predictor/knowledge/distilled-columns.ts';
import { knowledgeLearner } from '../../../../engine/predictor/knowledge/knowledge-learner.ts';
import { exampleSpace } from '../../../unit/engine/encoding/spaces.ts';

const space = exampleSpace('nasbench201');
const random = seededRandom('draws');
const architectures = Array.from({ length: 60 }, () => space.sample(random)).flatMap((found): Architecture[] =>
  found === undefined ? [] : [found],
);
const encoded = { features: encodeAll(space, architectures), source: { space, architectures } };
const labels = Float64Array.from(architectures, (architecture) => 60 + 4 * Math.log(space.costs(architecture).params));
const options = { count: 30 };
const learners = {
  'a prior mean': knowledgeLearner({ rank: 1, log: 1 }, options),
  columns: withDistilledColumns(gpLearner({ rank: 1, log: 1 }), options),
};

describe.each(Object.entries(learners))('distilled proxies as %s', (name, learner) => {
  const predictor = stackedPredictor({ name, description: '', learners: [learner] });

  it('predict, the same for the same seed, and the same when they are restored', async () => {
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
