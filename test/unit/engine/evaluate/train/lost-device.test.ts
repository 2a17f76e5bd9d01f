/** A GPU that is lost while it trains: simulated by a runtime that says so at a given run. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import { DeviceLost } from '../../../../../engine/compute/index.ts';
import type { Dataset } from '../../../../../engine/data/dataset.ts';
import { openDataset } from '../../../../../engine/data/open-dataset.ts';
import type { EvaluationRequest } from '../../../../../engine/evaluate/evaluator.ts';
import { openTrainEvaluator } from '../../../../../engine/evaluate/train/train-evaluator.ts';
import { smallSpace, spaceOf } from '../../../../support/spaces.ts';
import { losingBackends } from '../../compute/support/losing-ort.ts';

const space = spaceOf(smallSpace('conv3x3(out: 4) >> batchnorm >> relu').replace('image[3, 16, 16]', 'image[1, 8, 8]'));
const architecture = space.sample(seededRandom(1)) ?? { choices: [] };
const request: EvaluationRequest = {
  architecture: space.text(architecture),
  network: () => space.network(architecture),
  seed: 1,
};
const OPTIONS = { steps: 4, batch: 20, validations: 1, threads: 1 };

let dataset: Dataset;
beforeAll(async () => {
  const opened = await openDataset(
    'glyphs',
    { classes: 'digits', size: 8, train: 100, val: 40, test: 0, seed: 1 },
    '.',
  );
  if ('error' in opened) throw new Error(opened.error);
  dataset = opened.value;
});
afterAll(() => dataset.close());

/** The evaluator on backends that live so many runs each, and how many were opened; where they run out, there is no device any more. */
async function evaluatorOn(...lives: number[]) {
  const { open, opened } = losingBackends(...lives);
  const evaluator = await openTrainEvaluator(OPTIONS, dataset, open);
  if ('error' in evaluator) throw new Error(evaluator.error);
  return { evaluator: evaluator.value, opened };
}

describe('a device that is lost', () => {
  it('is opened anew, and the training ends as one that nothing disturbed', async () => {
    const undisturbed = await evaluatorOn(Infinity);
    const expected = await undisturbed.evaluator.evaluate(request);
    expect(expected.status).toBe('ok');
    const { evaluator, opened } = await evaluatorOn(2, Infinity);
    const { accuracy, metrics, status } = await evaluator.evaluate(request);
    expect([status, accuracy, metrics['val_loss']]).toEqual(['ok', expected.accuracy, expected.metrics['val_loss']]);
    expect(opened).toHaveLength(2);
    for (const each of [undisturbed, { evaluator }]) await each.evaluator.close();
  });

  it('twice fails the evaluation with a sentence, and the next one is done', async () => {
    const { evaluator, opened } = await evaluatorOn(2, 1, Infinity);
    const { status, message } = await evaluator.evaluate(request);
    expect(status).toBe('failed');
    expect(message).toBe(
      'The GPU was lost during a run (WebGPU validation failed. The device was lost (VK_ERROR_DEVICE_LOST)): its driver was reset, its memory is full, or it was taken away.',
    );
    expect((await evaluator.evaluate(request)).status).toBe('ok');
    expect(opened).toHaveLength(3);
    await evaluator.close();
  });

  it('and cannot be opened again ends the run: the evaluation is not recorded as failed', async () => {
    const { evaluator } = await evaluatorOn(2);
    await expect(evaluator.evaluate(request)).rejects.toThrow(DeviceLost);
    await expect(evaluator.evaluate(request)).rejects.toThrow(
      'The GPU was lost and cannot be opened again: No supported adapters.',
    );
    await evaluator.close();
  });

  it('by all evaluations under way is opened anew once', async () => {
    const { evaluator, opened } = await evaluatorOn(3, Infinity);
    const results = await Promise.all([evaluator.evaluate(request), evaluator.evaluate({ ...request, seed: 2 })]);
    expect(results.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(opened).toHaveLength(2);
    await evaluator.close();
  });
});
