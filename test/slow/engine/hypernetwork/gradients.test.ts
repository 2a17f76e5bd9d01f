import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBackend, type Backend, type HostTensor } from '../../../../engine/compute/index.ts';
import { newGhn } from '../../../../engine/hypernetwork/ghn/new-ghn.ts';
import { gradientName, parametersOf, zeroGradients } from '../../../../engine/hypernetwork/ghn/parameters.ts';
import { openPlace } from '../../../../engine/hypernetwork/ghn/place.ts';
import { learn } from '../../../../engine/hypernetwork/ghn/step.ts';
import { cells, drawn, images, options, subject } from '../../../unit/engine/hypernetwork/tiny.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
});
afterAll(() => backend.dispose());

/** The parameter moved by `by` along `direction`. */
const moved = ({ shape, data }: HostTensor, direction: HostTensor, by: number): HostTensor => ({
  shape,
  data: Float32Array.from(data, (value, i) => value + by * (direction.data[i] as number)),
});

describe('the gradient of a whole step', () => {
  it.each([
    ['as it is by default', {}],
    ['with units of their own', { share: false, pass: false, virtual_edges: 1 }],
    ['all at once', { order: 'synchronous', shape_embedding: false }],
    ['of the parallel form', { form: 'parallel' }],
  ])('agrees with finite differences, %s', async (_, given) => {
    const chosen = options(given);
    const ghn = newGhn(chosen);
    const zeros = zeroGradients(parametersOf(chosen).tensors);
    const place = await openPlace(chosen, { ...ghn.tensors, ...zeros }, backend);
    const subjects = ['a', 'b'].map((seed) => subject(drawn(cells, seed), chosen));
    const batch = images(8, 'images');
    await learn(place, subjects, batch);
    const sums = await place.state.read(Object.keys(zeros));
    for (const name of Object.keys(zeros).map((key) => key.replace('#gradient', ''))) {
      const slope = sums[gradientName(name)] as HostTensor;
      const parameter = ghn.tensors[name] as HostTensor;
      const norm = Math.hypot(...slope.data);
      if (norm === 0) {
        // Neither tokens nor dense layers but the head in these networks, and nothing passes between cells where all is one.
        expect(name).toMatch(/^decoder\.(table|matrix)|^pass$/);
        continue;
      }
      const unit = { ...slope, data: slope.data.map((value) => value / norm) };
      const step = 0.004 / Math.max(1, norm);
      const lossAt = async (by: number): Promise<number> => {
        await place.state.write({ [name]: moved(parameter, unit, by) });
        return (await learn(place, subjects, batch)).loss;
      };
      const measured = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
      await place.state.write({ [name]: parameter });
      // Kinks of rectifiers and pools lie within a step of a network this small.
      expect(Math.abs(measured - norm), name).toBeLessThan(0.1 * norm + 0.005);
    }
    await place.dispose();
    expect(backend.liveTensors()).toBe(0);
  });
});
