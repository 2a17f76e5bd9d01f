import { describe, expect, test } from 'vitest';
import { image } from '../../../../../dsl/graph/shape.ts';
import { decodeState, encodeState, type TrainState } from '../../../../../engine/evaluate/train/checkpoint.ts';
import { misfit } from '../../../../../engine/evaluate/train/fit.ts';
import { readTrainOptions, type KeepOptions, type TrainOptions } from '../../../../../engine/evaluate/train/options.ts';
import { plan } from '../../../../../engine/evaluate/train/plan.ts';
import { opened } from '../../data/files.ts';
import { smallResNet } from './networks.ts';

function options(given: Record<string, unknown> = {}): TrainOptions & KeepOptions {
  const read = readTrainOptions(given);
  if ('error' in read) throw new Error(read.error);
  return read.value;
}

describe('options of training', () => {
  test.each([
    [{ epoch: 3 }, 'evaluator train has no option "epoch"; did you mean "epochs"?'],
    [{ epochs: 0 }, 'evaluator train: option "epochs" must be a whole number 1..100000, not 0'],
    [{ epochs: 3, steps: 4 }, 'evaluator train: give epochs or steps, not both'],
    [{ optimizer: 'adamax' }, 'evaluator train: option "optimizer" must be one of sgd, adam, adamw, not "adamax"'],
    [{ learning_rate: NaN }, 'evaluator train: option "learning_rate" must be a number 1e-9..1000000, not null'],
    [
      { keep: 'best' },
      'evaluator train: option "keep" must be front, none or how many of the best, 1..100000, not "best"',
    ],
    [{ keep_size: -1 }, 'evaluator train: option "keep_size" must be a number 0..1000000000000000, not -1'],
    [{ nesterov: 1 }, 'evaluator train: option "nesterov" must be true or false, not 1'],
  ])('%o is refused', (given, expected) => {
    expect(readTrainOptions(given)).toEqual({ error: expected });
  });

  test('defaults follow the optimiser', () => {
    expect(options()).toMatchObject({ epochs: 6, steps: undefined, optimizer: 'adamw', learningRate: 0.01 });
    expect(options()).toMatchObject({ keep: 'front', keepSize: 256e6 });
    expect(options({ optimizer: 'sgd', steps: 9 })).toMatchObject({ epochs: undefined, steps: 9, learningRate: 0.1 });
  });
});

describe('the plan of a training', () => {
  test('warm-up, cosine, validations and the tightest budget', () => {
    const whole = plan(options({ epochs: 10, warmup: 0.1, learning_rate: 1, validations: 4 }), {}, 10);
    expect(whole.steps).toBe(100);
    expect(whole.validations).toEqual([25, 50, 75, 100]);
    expect(whole.rate(0)).toBeCloseTo(1 / 11);
    expect(whole.rate(10)).toBe(1);
    expect(whole.rate(55)).toBeCloseTo(0.5);
    expect(whole.rate(99)).toBeLessThan(0.001);
    expect(plan(options({ epochs: 10 }), { epochs: 2.5 }, 10).steps).toBe(25);
    expect(plan(options({ epochs: 10 }), { epochs: 5, steps: 7 }, 10).steps).toBe(7);
    expect(plan(options({ steps: 2, validations: 9 }), {}, 10).validations).toEqual([1, 2]);
  });
});

describe('a network and a data set', () => {
  test('that do not fit are told apart, with what to change', async () => {
    const dataset = await opened('glyphs', { train: 20, val: 10 });
    expect(misfit(smallResNet(image(1, 16, 16), 10, 4), dataset)).toBeUndefined();
    expect(misfit(smallResNet(image(3, 32, 32), 10, 4), dataset)).toBe(
      'space Tiny takes image[3, 32, 32], but the images of data set glyphs are image[1, 16, 16]; ' +
        "change the space's input to image[1, 16, 16], or the data set",
    );
    expect(misfit(smallResNet(image(1, 16, 16), 100, 4), dataset)).toContain(
      "ends in 100 outputs, but data set glyphs has 10 classes; change the space's output to logits[10]",
    );
  });
});

describe('a checkpoint as bytes', () => {
  const state: TrainState = {
    fingerprint: 'abc',
    step: 7,
    seconds: 1.5,
    curves: { loss: [{ step: 5, loss: 2 }], validation: [{ step: 5, accuracy: 50, loss: 1 }] },
    pendingLoss: 3.25,
    tensors: {
      'w.é': { shape: [2, 2], data: Float32Array.of(1, -0, NaN, Infinity) },
      step: { shape: [], data: Int32Array.of(-5) },
    },
  };

  test('comes back as it was', () => {
    expect(decodeState(encodeState(state))).toEqual({ value: state });
  });

  test('cut anywhere is refused', () => {
    const whole = encodeState(state);
    for (let length = 0; length < whole.length; length++) {
      expect(decodeState(whole.slice(0, length))).toHaveProperty('error');
    }
    expect(decodeState(Uint8Array.from([...whole, 0]))).toHaveProperty('error');
  });
});
