import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { encodeAll } from '../../../../engine/encoding/encoder.ts';
import { embeddingSupplement } from '../../../../engine/predictor/encoder/embedding-supplement.ts';
import { encoderLearner } from '../../../../engine/predictor/encoder/encoder-learner.ts';
import { FINE_TUNING } from '../../../../engine/predictor/encoder/fine-tune.ts';
import { releaseEncoders } from '../../../../engine/predictor/encoder/runner.ts';
import { gpLearner } from '../../../../engine/predictor/ensemble/gp-learner.ts';
import { stackedPredictor } from '../../../../engine/predictor/ensemble/stacked-predictor.ts';
import { supplementedLearner } from '../../../../engine/predictor/ensemble/supplemented-learner.ts';
import { exampleSpace, exampleSpaces } from '../../../support/spaces.ts';

const pretraining = { samples: 60, seconds: 0.5 };

afterAll(releaseEncoders);

describe('graph encoders with five labels', () => {
  it.each(exampleSpaces)('%s: fitted, asked and stored', { timeout: 120_000 }, async (name) => {
    const space = exampleSpace(name).withoutCosts();
    const random = seededRandom(name);
    const architectures = Array.from({ length: 40 }, () => space.sample(random)).filter((each) => each !== undefined);
    const features = encodeAll(space, architectures);
    const all = { features, source: { space, architectures } };
    const support = {
      features: { ...features, rows: 5, values: features.values.subarray(0, 5 * features.columns) },
      source: { space, architectures: architectures.slice(0, 5) },
      labels: Float64Array.of(91, 93, 90, 92.5, 94),
    };
    const predictor = stackedPredictor({
      name: 'encoders',
      description: 'both uses of the graph encoder',
      learners: [
        encoderLearner({ starts: 1, pretraining, tuning: { ...FINE_TUNING, steps: 6 } }),
        supplementedLearner(gpLearner({ rank: 1 }), embeddingSupplement(pretraining)),
      ],
    });
    const fit = await predictor.fit(support, { pool: all, random: seededRandom(1) });
    if ('error' in fit) throw new Error(fit.error);
    const said = await fit.value.predict(all);
    expect(said.mean.every((value, i) => value >= (said.low[i] as number) && value <= (said.high[i] as number))).toBe(true); // prettier-ignore
    expect(said.mean.every(Number.isFinite)).toBe(true);
    expect(Object.keys(fit.value.metrics.shares ?? {})).toEqual(['encoder', 'encoder-gp-rank']);
    expect(await predictor.restore(structuredClone(fit.value.snapshot())).predict(all)).toEqual(said);
  });
});
