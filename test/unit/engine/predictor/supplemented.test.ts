import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { encodeAll } from '../../../../engine/encoding/encoder.ts';
import { fromRows } from '../../../../engine/encoding/feature-matrix.ts';
import { flowSupplement } from '../../../../engine/predictor/ensemble/flow-supplement.ts';
import { gpLearner } from '../../../../engine/predictor/ensemble/gp-learner.ts';
import { drawFolds, type Problem } from '../../../../engine/predictor/ensemble/learner.ts';
import { sideBySide, supplementedLearner } from '../../../../engine/predictor/ensemble/supplemented-learner.ts';
import { targetsOf } from '../../../../engine/predictor/ensemble/targets.ts';
import { fitScaler, standardise } from '../../../../engine/predictor/standardise.ts';
import { exampleSpace } from '../../../support/spaces.ts';

function problemOn(name: 'nasbench201' | 'autoformer_tiny', rows: number): Problem {
  const space = exampleSpace(name);
  const random = seededRandom(name);
  const architectures = Array.from({ length: rows }, () => space.sample(random)).filter((each) => each !== undefined);
  const features = encodeAll(space, architectures);
  const inputs = standardise(features, fitScaler(features));
  const labels = Float64Array.from(architectures, () => random.next());
  const source = { space, architectures };
  return { inputs, source, targets: targetsOf(labels), folds: drawFolds(rows, 4, random), pool: { inputs, source }, random }; // prettier-ignore
}

const learner = supplementedLearner(gpLearner({ rank: 1, log: 1 }), flowSupplement);

describe('a learner with further columns', () => {
  it('sees them, and answers the same after it was stored', async () => {
    const problem = problemOn('nasbench201', 24);
    const fit = await learner.fit(problem);
    const plain = await gpLearner({ rank: 1, log: 1 }).fit({ ...problem, random: seededRandom('plain') });
    expect(fit?.heldOut[0]?.scores).not.toEqual(plain?.heldOut[0]?.scores);
    const said = await fit?.learnt.opinions(problem, [1, 0]);
    expect(said).toHaveLength(2);
    const stored = structuredClone(fit?.learnt.snapshot() ?? null);
    expect(await learner.restore(stored, problem.targets).opinions(problem, [1, 0])).toEqual(said);
    const unknown = { inputs: problem.inputs };
    await expect(async () => fit?.learnt.opinions(unknown, [0])).rejects.toThrow('need the architectures');
  });

  it.each([
    ['the space has no cells', problemOn('autoformer_tiny', 12)],
    ['the architectures are not told', { ...problemOn('nasbench201', 12), source: undefined }],
  ])('sees the features alone where %s', async (_, problem) => {
    const fit = await learner.fit({ ...problem, random: seededRandom('same') });
    const plain = await gpLearner({ rank: 1, log: 1 }).fit({ ...problem, random: seededRandom('same') });
    expect(fit?.heldOut).toEqual(plain?.heldOut);
    const said = await fit?.learnt.opinions(problem, [0]);
    expect(said).toEqual(await plain?.learnt.opinions(problem, [0]));
    const stored = structuredClone(fit?.learnt.snapshot() ?? null);
    expect(await learner.restore(stored, problem.targets).opinions(problem, [0])).toEqual(said);
  });

  it('puts columns side by side', () => {
    const joined = sideBySide(fromRows([[1, 2], [3, 4]]), fromRows([[5], [6]])); // prettier-ignore
    expect([...joined.values]).toEqual([1, 2, 5, 3, 4, 6]);
    expect(joined.columns).toBe(3);
  });
});
