/** Every proxy, measured by the engine, against its paper's definition computed in float64 with differences for derivatives. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { primitivesOf, type PrimitiveGraph } from '../../../../dsl/graph/primitives-of.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { openBackend, type Backend } from '../../../../engine/compute/index.ts';
import { drawImages } from '../../../../engine/proxies/images.ts';
import { laboratory, type ProxyScores } from '../../../../engine/proxies/laboratory.ts';
import { spaceOf } from '../encoding/spaces.ts';
import { crossEntropy, differences, evaluate, logDeterminant, reference } from './reference.ts';

const SEED = 3;
const BATCH = 4;
const CLASSES = 3;
const space = spaceOf(`space Tiny {
  input image[2, 4, 4]
  output logits[3]
  network {
    conv3x3(out: 3) >> batchnorm >> relu
    residual { conv1x1(out: 3) >> batchnorm >> relu >> conv3x3(out: 3) >> batchnorm }
    relu >> global_avgpool >> linear(out: 3)
  }
}`);
const architecture = space.sample(seededRandom(0));
if (architecture === undefined) throw new Error('the space is empty');
const graph: PrimitiveGraph = primitivesOf(space.network(architecture));
const shape = { kind: 'image', channels: 2, height: 4, width: 4 } as const;
const drawn = drawImages('normal', shape, BATCH, CLASSES, seededRandom(`${SEED}/images`));
const images = Array.from({ length: BATCH }, (_, n) => [...drawn.pixels.subarray(n * 32, (n + 1) * 32)]);
const network = reference(graph, SEED);
const counted = network.weights.filter((weight) => weight !== undefined);
const loss = (): number => crossEntropy(evaluate(network, images, true).logits, drawn.labels);
const gradients = counted.map((weight) => differences(weight, loss));
const norm = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

let backend: Backend;
let scores: ProxyScores;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
  const bench = laboratory(backend, { batch: BATCH, images: 'normal', seed: SEED });
  scores = await bench.measure(graph);
  await bench.dispose();
  expect(backend.liveExecutables()).toBe(0);
});
afterAll(() => backend.dispose());

describe('proxies are what their papers define', () => {
  it('naswot: log det of N_A less the Hamming distances of activation codes', () => {
    const { rectified } = evaluate(network, images, true);
    const codes = images.map((_, n) => rectified.flatMap((value) => (value[n] as number[]).map((x) => x > 0)));
    const kernel = codes.map((a) => codes.map((b) => a.filter((bit, i) => bit === b[i]).length));
    expect(scores.naswot).toBeCloseTo(logDeterminant(kernel), 4);
  });

  it('jacov: the eigenvalue score of the correlations of input Jacobians', () => {
    const sum = (): number => total(evaluate(network, images, true).logits.flat());
    const rows = images.map((image) => differences(image, sum));
    const centred = rows.map((row) => row.map((value) => value - total(row) / row.length));
    const correlations = centred.map((a) => centred.map((b) => total(a.map((value, i) => value * (b[i] as number))) / (norm(a) * norm(b)))); // prettier-ignore
    // sum log(sigma + k) = log det(C + k I), sum 1 / (sigma + k) = trace of the inverse: the derivative of the former by k.
    const shifted = (k: number): number => logDeterminant(correlations.map((row, i) => row.map((value, j) => value + (i === j ? k : 0)))); // prettier-ignore
    const slope = (shifted(2e-5) - shifted(1e-12)) / (2e-5 - 1e-12);
    expect(scores.jacov).toBeCloseTo(-shifted(1e-5) - slope, 2);
    expect(scores['jacobian-norm']).toBeCloseTo(Math.log(norm(rows.flat())), 3);
  });

  it('grad-norm: the sum of the norms of the gradients of the loss', () => {
    expect(scores['grad-norm']).toBeCloseTo(Math.log(total(gradients.map(norm))), 3);
    const norms = gradients.map(norm);
    expect(scores['gradient-decay']).toBeCloseTo(Math.log((norms[0] as number) / (norms.at(-1) as number)), 2);
    const logs = norms.map((value) => Math.log(value / (total(norms) / norms.length)));
    expect(scores['gradient-evenness']).toBeCloseTo(total(logs) / logs.length, 2);
  });

  it('snip: sum |weight * gradient|; plain: |sum weight * gradient|', () => {
    const products = gradients.flatMap((slopes, k) => slopes.map((slope, i) => slope * (counted[k]?.[i] as number)));
    expect(scores.snip).toBeCloseTo(Math.log(total(products.map(Math.abs))), 3);
    expect(scores.plain).toBeCloseTo(Math.abs(total(products)), 3);
  });

  it('synflow: sum weight * dR/dweight of absolute weights on an image of ones, without normalisation', () => {
    const absolute = reference(graph, SEED, true);
    const ones = [Array.from({ length: 32 }, () => 1)];
    const flow = (): number => total(evaluate(absolute, ones, false).logits.flat());
    const weights = absolute.weights.filter((weight) => weight !== undefined);
    const score = total(weights.flatMap((weight) => differences(weight, flow).map((slope, i) => slope * (weight[i] as number)))); // prettier-ignore
    expect(scores.synflow).toBeCloseTo(Math.log(score), 4);
    expect(scores['flow-length']).toBeCloseTo(score / flow(), 4);
    // Two weighted layers on every path, and two more on those through the block.
    expect(scores['flow-length']).toBeGreaterThan(2);
    expect(scores['flow-length']).toBeLessThan(4);
  });
});
