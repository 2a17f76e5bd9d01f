import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { openBackend, type Backend } from '../../../../engine/compute/index.ts';
import { modelWeights } from '../../../../engine/evaluate/train/model.ts';
import { openGenerator } from '../../../../engine/hypernetwork/ghn/generator.ts';
import type { Ghn } from '../../../../engine/hypernetwork/ghn/ghn.ts';
import { sampledNetworks } from '../../../../engine/hypernetwork/ghn/networks.ts';
import { newGhn } from '../../../../engine/hypernetwork/ghn/new-ghn.ts';
import { trainGhn } from '../../../../engine/hypernetwork/ghn/train.ts';
import { exampleSpace } from '../../../unit/engine/encoding/spaces.ts';
import { cells, drawn, images, options, quarters } from '../../../unit/engine/hypernetwork/tiny.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
});
afterAll(() => backend.dispose());

const value = <T>(outcome: { readonly value: T } | { readonly error: string }): T => {
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
};

/** Mean loss of architectures that were not learnt on, on images that were not either. */
async function heldOut(ghn: Ghn): Promise<number> {
  const generator = await openGenerator(ghn, backend);
  const networks = sampledNetworks(cells, 'held out');
  let total = 0;
  for (let i = 0; i < 6; i++) total += value(await generator.score(value(networks(i)), images(64, 'held out'))).loss;
  await generator.dispose();
  return total / 6;
}

describe('a hypernetwork that was trained', () => {
  it.each([
    ['sequential', 120, 0.001],
    ['parallel', 120, 0.003],
  ])('knows more than chance of architectures that it has not met: %s', async (form, steps, learning_rate) => {
    const ghn = newGhn(options({ form, hidden: 16, decoder: 32, channels: 12, batch: 32, steps, learning_rate }));
    const trained = await trainGhn({ ghn, networks: sampledNetworks(cells, 1), dataset: quarters(640), backend });
    expect(trained.status).toBe('ok');
    const [before, after] = [await heldOut(ghn), await heldOut(trained.ghn)];
    expect(after).toBeLessThan(0.8 * before);
    // Four classes, of which images alone can tell.
    expect(after).toBeLessThan(0.8 * Math.log(4));
  });
});

describe('weights of networks of every kind of space', () => {
  it.each(['nasbench101', 'ofa_mobilenetv3', 'autoformer_tiny', 'darts'])(
    'are there for networks of %s',
    async (name) => {
      const network = drawn(exampleSpace(name), 'e');
      const generator = await openGenerator(newGhn(options({ rounds: 1 })), backend);
      const weights = value(await generator.weights(network));
      for (const { name: weight, shape } of modelWeights(primitivesOf(network))) {
        expect(weights[weight]?.data.length).toBe(shape.reduce((a, b) => a * b, 1));
        expect(weights[weight]?.data.every(Number.isFinite)).toBe(true);
      }
      await generator.dispose();
    },
  );
});
