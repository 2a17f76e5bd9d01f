/** Networks with early exits, really trained: every exit learns, and its accuracy is that of the network that ends there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Network } from '../../../../../dsl/graph/network.ts';
import { primitivesOf } from '../../../../../dsl/graph/primitives-of.ts';
import { seededRandom } from '../../../../../dsl/random.ts';
import { openBackend, openSession, type Backend, type HostTensor } from '../../../../../engine/compute/index.ts';
import type { Dataset } from '../../../../../engine/data/dataset.ts';
import { openDataset } from '../../../../../engine/data/open-dataset.ts';
import { misfit } from '../../../../../engine/evaluate/train/fit.ts';
import { initialWeights } from '../../../../../engine/evaluate/train/initialise.ts';
import { modelWeights } from '../../../../../engine/evaluate/train/model.ts';
import { readTrainOptions, type TrainOptions } from '../../../../../engine/evaluate/train/options.ts';
import { buildPrograms } from '../../../../../engine/evaluate/train/programs.ts';
import { scoreOf } from '../../../../../engine/evaluate/train/score.ts';
import { openTrainEvaluator } from '../../../../../engine/evaluate/train/train-evaluator.ts';
import { trainNetwork } from '../../../../../engine/evaluate/train/train-network.ts';
import { withAnytime } from '../../../../../engine/search/anytime-evaluator.ts';
import { spaceOf } from '../../../../support/spaces.ts';

const head = 'global_avgpool >> linear(out: 10)';
const space = spaceOf(`space Early {
  input image[1, 16, 16]
  output logits[10]
  network {
    conv3x3(out: 8, stride: 2) >> batchnorm >> relu
    exit { ${head} }
    conv3x3(out: 16, stride: 2) >> batchnorm >> relu
    exit { conv3x3(out: 16) >> batchnorm >> relu >> ${head} }
    conv3x3(out: choice [24, 32], stride: 2) >> batchnorm >> relu
    ${head}
  }
}`);

let backend: Backend;
let data: Dataset;
let network: Network;

beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
  const outcome = await openDataset('glyphs', { train: 640, val: 200, difficulty: 0.3 }, '.');
  if ('error' in outcome) throw new Error(outcome.error);
  data = outcome.value;
  network = space.network({ choices: [0] });
});
afterAll(async () => {
  expect(backend.liveTensors()).toBe(0);
  await backend.dispose();
  data.close();
});

function options(given: Record<string, unknown>): TrainOptions {
  const read = readTrainOptions(given);
  if ('error' in read) throw new Error(read.error);
  return read.value;
}

describe('training with early exits', () => {
  test('moves every weight, and scores each exit as the network that ends there', async () => {
    const settings = options({ steps: 150, batch: 32, validations: 1 });
    const trained = await trainNetwork(network, data, settings, 3, backend, { keepWeights: true });
    expect(trained.message).toBeUndefined();
    const graph = primitivesOf(network);
    const first = initialWeights(modelWeights(graph), seededRandom(3).fork('weights'));
    const values = trained.weights ?? {};
    for (const { name } of modelWeights(graph)) {
      const before = (first[name] as HostTensor).data;
      expect(
        (values[name] as HostTensor).data.some((value, i) => value !== before[i]),
        name,
      ).toBe(true);
    }
    expect(trained.exits).toHaveLength(3);
    expect(trained.exits?.at(-1)).toBe(trained.accuracy);
    const session = await openSession(backend, values);
    for (const [i, output] of [...(graph.exits ?? []), graph.output].entries()) {
      const alone = buildPrograms({ nodes: graph.nodes, output }, 32, settings);
      const { accuracy, exits } = await scoreOf(session, alone, data.val, data.shape, 32, undefined);
      expect(exits).toBeUndefined();
      expect(accuracy).toBe(trained.exits?.[i]);
    }
    // Guessing is right in 10 of 100.
    expect(trained.accuracy).toBeGreaterThan(20);
    await session.dispose();
  });

  test('is interrupted and goes on with the accuracies of the exits', async () => {
    const settings = options({ steps: 12, batch: 32, validations: 2 });
    const whole = await trainNetwork(network, data, settings, 1, backend);
    const states: Uint8Array[] = [];
    const save = (state: Uint8Array): void => void states.push(state);
    await trainNetwork(network, data, settings, 1, backend, { share: 0.5, checkpoint: { every: 1e9, save } });
    const resumed = await trainNetwork(network, data, settings, 1, backend, { resume: states.at(-1) });
    expect(resumed.exits).toEqual(whole.exits);
    expect(resumed.curves).toEqual(whole.curves);
  });

  test('is what the evaluator tells, with the area under the curve', async () => {
    const opened = await openTrainEvaluator({ steps: 10 }, data, backend);
    if ('error' in opened) throw new Error(opened.error);
    const evaluator = withAnytime(opened.value, [{ metric: 'anytime', device: '500K' }]);
    const { metrics } = await evaluator.evaluate({ architecture: '', network: () => network, seed: 1 });
    expect(metrics['accuracy@3']).toBe(metrics['accuracy']);
    expect(metrics['anytime(500K)']).toBeGreaterThan(0);
    expect(Object.keys(metrics)).toEqual(expect.arrayContaining(['accuracy@0', 'accuracy@1', 'accuracy@2', 'macs@3']));
    await evaluator.close();
  });

  test('asks that every exit has a logit for each class', () => {
    expect(misfit(network, data)).toBeUndefined();
    const classes = { ...data, classes: 7 };
    expect(misfit(network, classes)).toContain('ends in 10 outputs, but data set glyphs has 7 classes');
  });
});
