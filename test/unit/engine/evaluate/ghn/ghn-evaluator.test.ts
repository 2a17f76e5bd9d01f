import { describe, expect, it } from 'vitest';
import { openGhnEvaluator } from '../../../../../engine/evaluate/ghn/ghn-evaluator.ts';
import type { HypernetworkShelf, ReadyHypernetwork } from '../../../../../engine/evaluate/ghn/hypernetwork-shelf.ts';
import { readHypernetworkOptions } from '../../../../../engine/evaluate/ghn/options.ts';
import type { Evaluation, EvaluationRequest } from '../../../../../engine/evaluate/evaluator.ts';
import { familyNetwork } from '../train/networks.ts';

const network = familyNetwork('NAS-Bench-201 cell', { kind: 'image', channels: 1, height: 8, width: 8 }, 10);
const request: EvaluationRequest = { architecture: '{}', network: () => network, seed: 1 };

/** A shelf whose only hypernetwork scores everything alike. */
function shelfOf(score: ReadyHypernetwork['score'], ready?: HypernetworkShelf['ready']): HypernetworkShelf {
  const value = { score, steps: 1, backend: 'toy' } as unknown as ReadyHypernetwork;
  return {
    names: ['W'],
    ready: ready ?? (() => Promise.resolve({ value })),
    trained: () => Promise.resolve({ error: 'it is only scored here' }),
    close: () => Promise.resolve(),
  };
}

function evaluate(shelf: HypernetworkShelf, given: Partial<EvaluationRequest> = {}): Promise<Evaluation> {
  const opened = openGhnEvaluator({ hypernetwork: 'W', images: 20 }, shelf);
  if ('error' in opened) throw new Error(opened.error);
  return opened.value.evaluate({ ...request, ...given });
}

describe('the evaluator ghn', () => {
  it('gives the score, how long it took, and the accuracy of each exit', async () => {
    const asked: number[] = [];
    const shelf = shelfOf((_, images) => {
      asked.push(images);
      return Promise.resolve({ value: { accuracy: 40, loss: 1.5, seconds: 0.01, exits: [30, 40] } });
    });
    const { seconds, ...rest } = await evaluate(shelf);
    expect(rest).toEqual({
      status: 'ok',
      accuracy: 40,
      metrics: { accuracy: 40, val_loss: 1.5, score_seconds: 0.01, 'accuracy@1': 30, 'accuracy@2': 40 },
    });
    expect(seconds).toBeGreaterThanOrEqual(0);
    expect(asked).toEqual([20]);
  });

  it('counts a network that runs into NaN as diverged', async () => {
    const shelf = shelfOf(() => Promise.resolve({ value: { accuracy: 10, loss: NaN, seconds: 0.01 } }));
    expect(await evaluate(shelf)).toMatchObject({
      status: 'diverged',
      accuracy: 10,
      metrics: { accuracy: 10, score_seconds: 0.01 },
      message: 'with the weights that were made for it the network runs into NaN',
    });
  });

  it('says why there is no score, or no hypernetwork', async () => {
    const unfit = shelfOf(() => Promise.resolve({ error: 'space Tiny takes image[1, 8, 8]' }));
    expect(await evaluate(unfit)).toEqual({ status: 'failed', metrics: {}, seconds: 0, message: 'space Tiny takes image[1, 8, 8]' }); // prettier-ignore
    const never = shelfOf(
      () => Promise.reject(new Error('not asked')),
      () => Promise.resolve({ error: 'it diverged' }),
    );
    expect(await evaluate(never)).toMatchObject({ status: 'failed', message: 'it diverged' });
    expect(openGhnEvaluator({ hypernetwork: 'V' }, never)).toEqual({
      error: 'evaluator ghn: there is no hypernetwork "V"',
    });
    expect(openGhnEvaluator({ hypernetwork: 'W', image: 3 }, never)).toEqual({
      error: 'evaluator ghn has no option "image"; did you mean "images"?',
    });
  });

  it('passes on how far a training is, and an interruption', async () => {
    const told: unknown[] = [];
    const controller = new AbortController();
    const training = shelfOf(
      () => Promise.reject(new Error('not asked')),
      (_, wishes) => {
        wishes?.onProgress?.(0.5, 'training hypernetwork W: step 1 of 2, loss 2.000');
        controller.abort(new Error('stop'));
        return Promise.reject(controller.signal.reason as Error);
      },
    );
    const asked = evaluate(training, { signal: controller.signal, onProgress: (progress) => told.push(progress) });
    await expect(asked).rejects.toThrow('stop');
    expect(told).toEqual([{ share: 0.5, doing: 'training hypernetwork W: step 1 of 2, loss 2.000' }]);
  });
});

describe('the options of a hypernetwork', () => {
  it('are those of the network and those of where it is computed', () => {
    const read = readHypernetworkOptions({ hidden: 8, threads: 2 });
    expect(read).toMatchObject({ value: { ghn: { hidden: 8, rounds: 5 }, device: { backend: 'auto', device: 'cpu', threads: 2 } } }); // prettier-ignore
  });

  it.each([
    [{ hidden: 'wide' }, 'hypernetwork ghn: option "hidden" must be a whole number'],
    [{ threads: 0 }, 'hypernetwork ghn: option "threads" must be a whole number'],
    [{ rond: 3 }, 'hypernetwork ghn has no option "rond"'],
  ])('%j is told', (options, why) => {
    const read = readHypernetworkOptions(options);
    expect('error' in read ? read.error : 'nothing').toContain(why);
  });
});
