import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { openBackend, openSession, program, type Backend } from '../../../../engine/compute/index.ts';
import { buildModel, modelWeights, PIXELS } from '../../../../engine/evaluate/train/model.ts';
import { openGenerator } from '../../../../engine/hypernetwork/ghn/generator.ts';
import { newGhn } from '../../../../engine/hypernetwork/ghn/new-ghn.ts';
import type { Network } from '../../../../dsl/graph/network.ts';
import { spaceOf } from '../encoding/spaces.ts';
import { cells, drawn, images, options } from './tiny.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
});
afterAll(async () => {
  expect(backend.liveTensors()).toBe(0);
  expect(backend.liveExecutables()).toBe(0);
  await backend.dispose();
});

const value = <T>(outcome: { readonly value: T } | { readonly error: string }): T => {
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
};

async function embeddings(
  given: Readonly<Record<string, unknown>>,
  networks: readonly Network[],
): Promise<Float32Array[]> {
  const generator = await openGenerator(newGhn(options(given)), backend);
  const found: Float32Array[] = [];
  for (const network of networks) found.push(value(await generator.embedding(network)));
  await generator.dispose();
  return found;
}

describe('generated weights', () => {
  it('are all of a network, and give with measured statistics what the pass gives with those of the batch', async () => {
    const network = drawn(cells, 'd');
    const generator = await openGenerator(newGhn(options()), backend);
    const batch = images(64, 'measured');
    const weights = value(await generator.weights(network, batch));
    const graph = primitivesOf(network);
    const model = modelWeights(graph);
    expect(Object.keys(weights).sort()).toEqual(model.map(({ name }) => name).sort());
    for (const { name, shape } of model) expect(weights[name]?.shape).toEqual(shape);
    const { logits, parameters, buffers } = buildModel(graph, 64, false);
    const session = await openSession(backend, weights);
    const inference = program({ outputs: { logits }, state: [...parameters, ...buffers] });
    const found = (await session.run(inference, { [PIXELS]: batch.pixels })).logits as Float32Array;
    await session.dispose();
    let right = 0;
    batch.labels.forEach((label, i) => {
      const row = found.subarray(10 * i, 10 * (i + 1));
      right += Number(row.indexOf(Math.max(...row)) === label);
    });
    // The statistics of a buffer are those of samples, which a batch of 64 images of 64 pixels hardly tells from its own.
    const score = value(await generator.score(network, batch));
    expect(Math.abs(score.accuracy - (100 * right) / 64)).toBeLessThan(3.2);
    expect(value(await generator.score(network, batch))).toMatchObject({ accuracy: score.accuracy, loss: score.loss });
    await generator.dispose();
  });

  it('are not scored on images of another size', async () => {
    const generator = await openGenerator(newGhn(options()), backend);
    const found = await generator.score(drawn(cells, 'd'), images(8, 'x', 4));
    expect('error' in found && found.error).toContain('images of 64 numbers');
    await generator.dispose();
  });
});

describe('embeddings', () => {
  /** Two networks that differ in their first cell only, seen from the last node's neighbourhood. */
  const pair = spaceOf(`space Pair {
    input image[1, 8, 8]
    output logits[10]
    cell First { inputs x nodes h[1] { from all earlier edge choice [relu_conv1x1_bn, maxpool3x3] merge sum } output h[0] }
    cell Second { inputs x nodes h[2] { from all earlier edge relu_conv3x3_bn merge sum } output h[1] }
    network { conv3x3(out: 4) >> First >> Second >> global_avgpool >> linear(out: 10) }
  }`);
  const one = drawn(pair, 'a');
  const other = ['b', 'c', 'd', 'e', 'f', 'g'].map((seed) => drawn(pair, seed)).find((network) => JSON.stringify(network.nodes) !== JSON.stringify(one.nodes)) as Network; // prettier-ignore

  it('are the same for the same graph and differ between graphs, in both forms', async () => {
    for (const form of ['sequential', 'parallel']) {
      const [a, b, c] = await embeddings({ form }, [one, one, other]);
      expect(a).toEqual(b);
      expect(a).not.toEqual(c);
    }
  });

  it.each([
    ['virtual edges', { virtual_edges: 1 }],
    ['passing between cells', { pass: false }],
    ['sharing between cells', { share: false }],
    ['shapes', { shape_embedding: false }],
    ['the order of messages', { order: 'synchronous' }],
    ['rounds', { rounds: 1 }],
  ])('depend on %s', async (_, given) => {
    const [usual] = await embeddings({}, [one]);
    const [changed] = await embeddings(given, [one]);
    expect(changed).not.toEqual(usual);
  });
});
