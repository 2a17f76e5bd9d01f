import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { guideOf } from '../../../../engine/search/guide.ts';
import { configuredPredictor } from '../../../../engine/predictor/predictors.ts';
import type { Predictor } from '../../../../engine/predictor/predictor.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';

const space = spaceOf(smallSpace('conv(out: choice [2, 4, 8])\nconv(k: choice [1, 3, 5])'));
const architectures = [...space.enumerate()];
const values = architectures.map((each) => Math.log(space.costs(each).params));

function predictor(): Predictor {
  const configured = configuredPredictor('gp');
  if ('error' in configured) throw new Error(configured.error);
  return configured.value;
}

describe('the guide of a search', () => {
  it('learns, and predicts architectures in the unit of the values', async () => {
    const guide = guideOf(space, predictor())();
    expect(await guide.fit(architectures, values, seededRandom(1))).toBe(true);
    const predicted = await guide.predict(architectures);
    const best = predicted.map(({ mean }) => mean).indexOf(Math.max(...predicted.map(({ mean }) => mean)));
    expect(values[best]).toBe(Math.max(...values));
  });

  it('has learnt nothing from too few values', async () => {
    const guide = guideOf(space, predictor())();
    expect(await guide.fit(architectures.slice(0, 3), values.slice(0, 3), seededRandom(1))).toBe(false);
    await expect(guide.predict(architectures)).rejects.toThrow('before it had learnt');
  });

  it('has learnt nothing where it was aborted, and passes on what is a failure', async () => {
    const aborting: Predictor = {
      ...predictor(),
      fit: (_support, { signal }) => {
        signal?.throwIfAborted();
        return Promise.reject(new Error('out of memory'));
      },
    };
    const stop = new AbortController();
    await expect(guideOf(space, aborting)().fit(architectures, values, seededRandom(1), stop.signal)).rejects.toThrow('out of memory'); // prettier-ignore
    stop.abort(new Error('interrupted'));
    expect(await guideOf(space, aborting)().fit(architectures, values, seededRandom(1), stop.signal)).toBe(false);
  });
});
