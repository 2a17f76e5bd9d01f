import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import { hypernasKind } from '../../../../../engine/predictor/hypernas/hypernas-predictor.ts';
import type { FitOptions, FittedPredictor, Prediction, Predictor } from '../../../../../engine/predictor/predictor.ts';
import { kendallTau } from '../../../../../engine/statistics/kendall.ts';
import { accuracy, encoded, everything, some, support } from './tiny.ts';

const small = {
  ensemble: 4,
  hidden: 8,
  layers: 1,
  epochs: 60,
  learning_rate: 0.01,
  hypernet: { name: 'mlp', hidden: 8 },
};

function configured(options: Readonly<Record<string, unknown>>): Predictor {
  const outcome = hypernasKind.configure({ ...small, ...options });
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

async function fitted(predictor: Predictor, given: Partial<FitOptions> = {}): Promise<FittedPredictor> {
  const outcome = await predictor.fit(support(some), { random: seededRandom(1), ...given });
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

const tauOf = ({ mean }: Prediction): number => kendallTau(mean, accuracy);

describe('hypernas', () => {
  it('ranks a small space, with intervals around its answers', async () => {
    const predictor = await fitted(configured({ variant: 'P' }));
    const prediction = await predictor.predict(encoded(everything));
    expect(tauOf(prediction)).toBeGreaterThan(0.75);
    prediction.mean.forEach((mean, i) => {
      expect(prediction.low[i] as number).toBeLessThan(mean);
      expect(prediction.high[i] as number).toBeGreaterThan(mean);
    });
    expect(predictor.metrics.leaveOneOutTau).toBeGreaterThan(0.3);
  });

  it('gives the same for the same seed, whatever the generator, and another for another', async () => {
    const predict = async (options: object, random: number): Promise<Float64Array> => {
      const predictor = configured({ variant: 'P', epochs: 1, ...options });
      return (await (await fitted(predictor, { random: seededRandom(random) })).predict(encoded(some))).mean;
    };
    const first = await predict({ seed: 5 }, 1);
    expect(await predict({ seed: 5 }, 2)).toEqual(first);
    expect(await predict({ seed: 6 }, 1)).not.toEqual(first);
  });

  it('is stored and restored bit for bit, and does not depend on what else is asked', async () => {
    const predictor = configured({ epochs: 3, variant: 'P' });
    const learnt = await fitted(predictor);
    const snapshot = structuredClone(learnt.snapshot());
    const again = predictor.restore(snapshot);
    const asked = await learnt.predict(encoded(everything));
    expect(await again.predict(encoded(everything))).toEqual(asked);
    expect(again.metrics).toEqual(learnt.metrics);
    const [one] = (await again.predict(encoded([77]))).mean;
    expect(one).toBe(asked.mean[77]);
  });

  it('stops with the reason of the signal', async () => {
    const controller = new AbortController();
    const outcome = configured({ epochs: 5000, variant: 'P' }).fit(support(some), {
      random: seededRandom(1),
      signal: controller.signal,
      onProgress: (done) => {
        if (done === 3) controller.abort(new Error('enough'));
      },
    });
    await expect(outcome).rejects.toThrow('enough');
  });

  it('refuses labels without order, and architectures that are not there', async () => {
    const predictor = configured({});
    const constant = await predictor.fit({ ...support(some), labels: new Float64Array(some.length).fill(3) }, { random: seededRandom(1) }); // prettier-ignore
    expect(constant).toHaveProperty('error');
    const { features, labels } = support(some);
    expect(await predictor.fit({ features, labels }, { random: seededRandom(1) })).toEqual({
      error: 'predictor hypernas reads the architectures themselves, and only features are given',
    });
    const lost = configured({ auxiliary: { name: 'idx', path: 'nowhere' } });
    expect(JSON.stringify(await lost.fit(support(some), { random: seededRandom(1) }))).toMatch(
      /predictor hypernas, auxiliary task: .*nowhere/,
    );
  });
});
