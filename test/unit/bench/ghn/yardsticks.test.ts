import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largerNetworks } from '../../../../bench/ghn/larger-networks.ts';
import { randomLoss } from '../../../../bench/ghn/random-weights.ts';
import { openSpace } from '../../../../bench/predictor/open-space.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { keptPrograms, openBackend, type Backend } from '../../../../engine/compute/index.ts';

const path = 'bench/ghn/ghn_random_16.hnas';

describe('larger networks', () => {
  it('have more operators than any of the space, and are the same each time', () => {
    const space = openSpace(path).withoutCosts();
    const architectures = Array.from({ length: 15 }, (_, i) => space.sample(seededRandom(i)));
    const own = architectures.map((each) => (each === undefined ? NaN : space.network(each).nodes.length));
    const larger = largerNetworks(path, '14..17', 3);
    expect(Math.min(...larger.map(({ nodes }) => nodes.length))).toBeGreaterThan(Math.max(...own));
    expect(largerNetworks(path, '14..17', 3)).toEqual(larger);
  });
});

describe('random weights', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend('onnx', { threads: 1 });
  });
  afterAll(() => backend.dispose());

  it('have a loss about that of guessing, the same for the same draw', async () => {
    const [network] = largerNetworks(path, '3..4', 1);
    if (network === undefined) throw new Error('no network');
    const random = seededRandom('pixels');
    const pixels = Float32Array.from({ length: 20 * 3 * 16 * 16 }, () => random.normal());
    const images = { pixels, labels: Int32Array.from({ length: 20 }, (_, i) => i % 10) };
    const programs = keptPrograms(backend);
    const losses = [];
    for (const seed of [1, 1, 2]) losses.push(await randomLoss(network, images, seededRandom(seed), programs));
    await programs.dispose();
    expect(losses[1]).toBe(losses[0]);
    expect(losses[2]).not.toBe(losses[0]);
    for (const loss of losses) expect(Math.abs(loss - Math.log(10))).toBeLessThan(1);
  });
});
