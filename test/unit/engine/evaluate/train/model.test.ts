import { describe, expect, test } from 'vitest';
import { primitiveNames } from '../../../../../dsl/graph/primitives.ts';
import { primitivesOf } from '../../../../../dsl/graph/primitives-of.ts';
import { image } from '../../../../../dsl/graph/shape.ts';
import { seededRandom } from '../../../../../dsl/random.ts';
import { openBackend, openSession, program, type HostTensor } from '../../../../../engine/compute/index.ts';
import { initialWeights } from '../../../../../engine/evaluate/train/initialise.ts';
import { buildModel, modelWeights, PIXELS } from '../../../../../engine/evaluate/train/model.ts';
import { families, familyNetwork, networkOf } from './networks.ts';

const shape = image(1, 16, 16);

describe('a network as a tensor program', () => {
  test('the families use every primitive', () => {
    const used = new Set(
      Object.keys(families).flatMap((name) => primitivesOf(familyNetwork(name, shape, 5)).nodes.map((node) => node.op)),
    );
    // `identity` and one-input merges leave no node behind (dsl/graph/expansion.ts).
    expect(primitiveNames.filter((name) => !used.has(name))).toEqual(['identity']);
  });

  test.each(Object.keys(families))('%s: shapes, weights and parameters as the primitives table states', (name) => {
    const network = familyNetwork(name, shape, 5);
    const graph = primitivesOf(network);
    for (const training of [true, false]) {
      const model = buildModel(graph, 3, training);
      expect(model.logits.shape).toEqual([3, 5]);
      const size = (tensors: typeof model.parameters): number =>
        tensors.reduce((sum, tensor) => sum + tensor.shape.reduce((a, b) => a * b, 1), 0);
      expect(size(model.parameters)).toBe(graph.nodes.reduce((sum, node) => sum + node.params, 0));
      expect(model.updates.length).toBe(training ? model.buffers.length : 0);
    }
    const names = modelWeights(graph).map((weight) => weight.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('first weights depend on the seed and the weight alone, and have the stated spread', () => {
    const network = networkOf(shape, (x, put) =>
      put('linear', { out: 50 }, put('flatten', {}, put('conv', { out: 8, k: 5 }, x))),
    );
    const weights = modelWeights(primitivesOf(network));
    const values = initialWeights(weights, seededRandom(1));
    const numbers = (name: string, from = values): readonly number[] => Array.from((from[name] as HostTensor).data);
    const again = initialWeights(weights.toReversed(), seededRandom(1));
    const other = initialWeights(weights, seededRandom(2));
    expect(weights.map((weight) => weight.name)).toEqual(['1.weight', '3.weight', '3.bias']);
    for (const name of ['1.weight', '3.weight']) {
      expect(numbers(name, again).join()).toBe(numbers(name).join());
      expect(numbers(name, other).join()).not.toBe(numbers(name).join());
    }
    const deviation = (name: string): number =>
      Math.hypot(...numbers(name).slice(0, 10_000)) / Math.sqrt(Math.min(10_000, numbers(name).length));
    expect(deviation('1.weight')).toBeCloseTo(Math.sqrt(2 / 25), 1);
    expect(deviation('3.weight')).toBeCloseTo(Math.sqrt(6 / (8 * 256 + 50) / 3), 3);
    expect(deviation('3.bias')).toBe(0);
  });
});

describe('executable forms, computed', () => {
  /** Runs a network of one primitive in inference mode on given weights. */
  async function run(
    network: ReturnType<typeof networkOf>,
    pixels: readonly number[],
    weights: Record<string, readonly number[]>,
  ): Promise<number[]> {
    const graph = primitivesOf(network);
    const model = buildModel(graph, 1, false);
    const named = Object.fromEntries(
      modelWeights(graph).map(({ name, shape }) => [
        name,
        { shape, data: Float32Array.from(weights[name.replace(/^\d+\./, '')] ?? []) },
      ]),
    );
    const backend = await openBackend('onnx', { threads: 1 });
    const session = await openSession(backend, named);
    const state = [...model.parameters, ...model.buffers];
    const { logits } = await session.run(program({ outputs: { logits: model.logits }, state }), {
      [PIXELS]: Float32Array.from(pixels),
    });
    await session.dispose();
    expect(backend.liveTensors()).toBe(0);
    await backend.dispose();
    return Array.from(logits, (v) => Math.round(v * 1e4) / 1e4);
  }

  test('linear multiplies [out, in] weights and adds the bias', async () => {
    const network = networkOf(image(2, 1, 1), (x, put) => put('linear', { out: 3 }, x));
    expect(await run(network, [1, 2], { weight: [1, 2, 3, 4, 5, 6], bias: [0.5, 0, -1] })).toEqual([5.5, 11, 16]);
  });

  test('to_tokens keeps positions row by row with their channels together', async () => {
    const network = networkOf(image(2, 2, 2), (x, put) => put('flatten', {}, put('to_tokens', {}, x)));
    expect(await run(network, [1, 2, 3, 4, 5, 6, 7, 8], {})).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
  });

  test('patchify projects patches row by row; the class token comes first; positions are added', async () => {
    const network = networkOf(image(1, 2, 4), (x, put) => {
      const tokens = put('class_token', {}, put('patchify', { size: 2, out: 1 }, x));
      return put('flatten', {}, put('position_embedding', {}, tokens));
    });
    const weights = { weight: [1, 10, 100, 1000], bias: [0.5], token: [7], position: [0, 1000000, 0] };
    expect(await run(network, [1, 2, 3, 4, 5, 6, 7, 8], weights)).toEqual([7, 1006521.5, 8743.5]);
  });

  test('batchnorm uses the running statistics outside training', async () => {
    const network = networkOf(image(1, 1, 2), (x, put) => put('flatten', {}, put('batchnorm', { epsilon: 1e-5 }, x)));
    const weights = { scale: [2], shift: [1], mean: [3], variance: [4 - 1e-5] };
    expect(await run(network, [5, 1], weights)).toEqual([3, -1]);
  });

  test('attention weighs values by softmax(q k / sqrt(d))', async () => {
    const network = networkOf(image(1, 1, 2), (x, put) =>
      put('flatten', {}, put('attention', { heads: 1, head_dim: 1, bias: false }, put('to_tokens', {}, x))),
    );
    const result = await run(network, [1, 2], { 'qkv.weight': [1, 1, 1], 'proj.weight': [1] });
    const seen = (q: number): number => (Math.exp(q) + 2 * Math.exp(2 * q)) / (Math.exp(q) + Math.exp(2 * q));
    expect(result[0]).toBeCloseTo(seen(1), 3);
    expect(result[1]).toBeCloseTo(seen(2), 3);
  });

  test('groupnorm normalises each group over its channels and positions', async () => {
    const network = networkOf(image(4, 1, 1), (x, put) => put('flatten', {}, put('groupnorm', { groups: 2 }, x)));
    const result = await run(network, [1, 3, 10, 30], { scale: [1, 1, 1, 2], shift: [0, 0, 5, 0] });
    [-1, 1, 4, 2].forEach((value, i) => expect(result[i]).toBeCloseTo(value, 3));
  });
});
