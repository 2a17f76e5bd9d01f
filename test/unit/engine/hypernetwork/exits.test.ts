/** Networks with early exits under a hypernetwork: each exit is scored, and learning goes through all of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { openBackend, openSession, program, type Backend, type HostTensor } from '../../../../engine/compute/index.ts';
import { buildModel, PIXELS } from '../../../../engine/evaluate/train/model.ts';
import { openGenerator } from '../../../../engine/hypernetwork/ghn/generator.ts';
import { newGhn } from '../../../../engine/hypernetwork/ghn/new-ghn.ts';
import { gradientName, parametersOf, zeroGradients } from '../../../../engine/hypernetwork/ghn/parameters.ts';
import { openPlace } from '../../../../engine/hypernetwork/ghn/place.ts';
import { learn } from '../../../../engine/hypernetwork/ghn/step.ts';
import { spaceOf } from '../encoding/spaces.ts';
import { drawn, images, options, subject } from './tiny.ts';

const space = spaceOf(`space Early {
  input image[1, 8, 8]
  output logits[10]
  network {
    conv3x3(out: choice [4, 6]) >> batchnorm >> relu
    exit { global_avgpool >> linear(out: 10) }
    conv3x3(out: 8, stride: 2) >> batchnorm
    exit { relu >> conv1x1(out: 12) >> global_avgpool >> linear(out: 10) }
    relu >> conv1x1(out: 8) >> global_avgpool >> linear(out: 10)
  }
}`);
const network = drawn(space, 'a');

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
});
afterAll(async () => {
  expect(backend.liveTensors()).toBe(0);
  await backend.dispose();
});

describe('early exits under a hypernetwork', () => {
  it('are scored, each as its logits with the generated weights say', async () => {
    const generator = await openGenerator(newGhn(options()), backend);
    const batch = images(64, 'measured');
    const [score, weights] = [await generator.score(network, batch), await generator.weights(network, batch)];
    await generator.dispose();
    if ('error' in score || 'error' in weights) throw new Error('not scored');
    const { results, parameters, buffers } = buildModel(primitivesOf(network), 64, false);
    const outputs = Object.fromEntries(results.map((result, i) => [`exit${i}`, result]));
    const session = await openSession(backend, weights.value);
    const inference = program({ outputs, state: [...parameters, ...buffers] });
    const found = await session.run(inference, { [PIXELS]: batch.pixels });
    await session.dispose();
    const expected = results.map((_, i) => {
      const logits = found[`exit${i}`] ?? [];
      const right = [...batch.labels].filter((label, row) => {
        const values = Array.from(logits.slice(row * 10, row * 10 + 10));
        return values.indexOf(Math.max(...values)) === label;
      });
      return (100 * right.length) / 64;
    });
    expect(score.value.exits).toEqual(expected);
    expect(score.value.accuracy).toBe(expected.at(-1));
  });

  it('are learnt from: the gradient of a step agrees with finite differences of the mean over exits', async () => {
    const chosen = options();
    const ghn = newGhn(chosen);
    const zeros = zeroGradients(parametersOf(chosen).tensors);
    const place = await openPlace(chosen, { ...ghn.tensors, ...zeros }, backend);
    const subjects = [subject(network, chosen)];
    const batch = images(8, 'images');
    await learn(place, subjects, batch);
    const sums = await place.state.read(Object.keys(zeros));
    let checked = 0;
    for (const name of Object.keys(ghn.tensors).filter((each) => gradientName(each) in zeros)) {
      const slope = sums[gradientName(name)] as HostTensor;
      const parameter = ghn.tensors[name] as HostTensor;
      const norm = Math.hypot(...slope.data);
      if (norm < 0.05 || checked === 5) continue;
      const step = 0.004 / Math.max(1, norm);
      const lossAt = async (by: number): Promise<number> => {
        const data = Float32Array.from(parameter.data, (value, i) => value + (by * (slope.data[i] as number)) / norm);
        await place.state.write({ [name]: { shape: parameter.shape, data } });
        return (await learn(place, subjects, batch)).loss;
      };
      const measured = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
      await place.state.write({ [name]: parameter });
      // Kinks of rectifiers lie within a step of a network this small.
      expect(Math.abs(measured - norm), name).toBeLessThan(0.1 * norm + 0.005);
      checked++;
    }
    expect(checked).toBe(5);
    await place.dispose();
  });
});
