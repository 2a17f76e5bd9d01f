import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { channelsOf, features, image, tokens } from '../../../../dsl/graph/shape.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { openBackend, type Backend } from '../../../../engine/compute/index.ts';
import { computeProxies } from '../../../../engine/proxies/compute-proxies.ts';
import { eigenvalues } from '../../../../engine/proxies/eigenvalues.ts';
import { fisher } from '../../../../engine/proxies/fisher.ts';
import { drawImages } from '../../../../engine/proxies/images.ts';
import { laboratory, proxyNames } from '../../../../engine/proxies/laboratory.ts';
import { merge, mergeGradients } from '../../../../engine/proxies/merges.ts';
import { naswot } from '../../../../engine/proxies/naswot.ts';
import { reducedGraph, reductionOf } from '../../../../engine/proxies/reduction.ts';
import { withoutRepeats } from '../../../../engine/proxies/repeats.ts';
import { rescaled } from '../../../../engine/proxies/rescale.ts';
import { segmentsOf } from '../../../../engine/proxies/segments.ts';
import { softmaxCrossEntropy } from '../../../../engine/proxies/softmax-cross-entropy.ts';
import { exampleSpace, spaceOf } from '../encoding/spaces.ts';

const nb201 = exampleSpace('nasbench201');
const sampled = (space: typeof nb201, seed: string) => {
  const architecture = space.sample(seededRandom(seed));
  if (architecture === undefined) throw new Error('the space is empty');
  return architecture;
};

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend('onnx', { threads: 1 });
});
afterAll(() => backend.dispose());

describe('reduced networks', () => {
  it('hold each cell once at each width', () => {
    const network = nb201.network(nb201.parse('{ Cell.h[0].edge[0]: skip, Cell.h[1].edge[0]: skip, Cell.h[1].edge[1]: relu_conv3x3_bn, Cell.h[2].edge[0]: none, Cell.h[2].edge[1]: relu_conv1x1_bn, Cell.h[2].edge[2]: skip }').value ?? sampled(nb201, 'a')); // prettier-ignore
    const short = withoutRepeats(network);
    const count = (nodes: typeof network.nodes, operator: string): number =>
      nodes.filter((node) => node.operator === operator).length;
    expect(count(network.nodes, 'relu_conv3x3_bn')).toBe(15);
    expect(count(short.nodes, 'relu_conv3x3_bn')).toBe(3);
    expect(count(short.nodes, 'resblock')).toBe(count(network.nodes, 'resblock'));
  });

  it.each(['nasbench201', 'nasbench101', 'darts', 'autoformer_tiny', 'ofa_mobilenetv3'])(
    'of %s fit together, small',
    (name) => {
      const space = exampleSpace(name);
      const reduction = reductionOf(space);
      if (reduction === undefined) throw new Error('the input is an image');
      expect(reduction.width).toBeLessThan(1);
      for (const seed of ['a', 'b', 'c']) {
        const network = space.network(sampled(space, seed));
        expect(rescaled(primitivesOf(withoutRepeats(network)), reduction)).toBeDefined();
        const graph = reducedGraph(space, sampled(space, seed), reduction);
        expect(graph.nodes.reduce((sum, node) => sum + node.macs, 0)).toBeLessThan(3e6);
        expect(channelsOf((graph.nodes[graph.output] as (typeof graph.nodes)[number]).shape)).toBe(10);
      }
    },
  );

  it('keep what a concatenation gives as the sum of its parts, and groups whole', () => {
    const space = spaceOf(`space Joined {
      input image[3, 16, 16]
      output logits[10]
      network {
        conv3x3(out: 60)
        branches concat { { conv1x1(out: 20) } { conv1x1(out: 20) } { conv1x1(out: 20) } }
        dwconv(k: 3) >> conv(k: 3, out: 48, groups: 3) >> relu >> global_avgpool >> linear(out: 10)
      }
    }`);
    const graph = rescaled(primitivesOf(space.network(sampled(space, 'x'))), { resolution: 0.5, width: 0.1 });
    const widths = graph?.nodes.map(({ op, shape, attributes }) => [op, channelsOf(shape), attributes['groups'] ?? 1]);
    const concat = widths?.find(([op]) => op === 'concat')?.[1] as number;
    expect(widths).toContainEqual(['conv', concat, concat]);
    expect(widths?.find(([op, , groups]) => op === 'conv' && groups === 3)?.[1]).toBe(6);
  });
});

describe('segments', () => {
  it('are shared between networks', () => {
    const reduction = reductionOf(nb201);
    if (reduction === undefined) throw new Error('the input is an image');
    const keys = ['a', 'b', 'c', 'd'].map((seed) => {
      const { steps } = segmentsOf(reducedGraph(nb201, sampled(nb201, seed), reduction));
      return steps.flatMap((step) => (step.kind === 'segment' ? [step.segment.key] : []));
    });
    expect(new Set(keys.flat()).size).toBeLessThan(20);
    expect(keys.flat().length).toBeGreaterThan(40);
  });

  it('merges go back as they came: <merge(x), y> = sum <x, gradient(y)>', () => {
    const random = seededRandom('merges');
    const draw = (size: number) => Float32Array.from({ length: size }, () => random.normal());
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
    for (const shapes of [
      [image(2, 3, 3), image(1, 3, 3)],
      [tokens(4, 2), tokens(4, 3)],
      [features(5), features(1)],
    ]) {
      for (const kind of ['sum', 'mean', 'concat'] as const) {
        const used = kind === 'concat' ? shapes : [shapes[0], shapes[0]].flatMap((shape) => shape ?? []);
        const sizes = used.map((shape) => 2 * (shape.kind === 'image' ? shape.channels * 9 : shape.kind === 'tokens' ? 4 * shape.width : channelsOf(shape))); // prettier-ignore
        const values = sizes.map(draw);
        const merged = merge(kind, values, used, 2);
        const y = draw(merged.length);
        const back = mergeGradients(kind, y, used, 2);
        expect(dot(merged, y)).toBeCloseTo(
          values.reduce((sum, x, i) => sum + dot(x, back[i] as Float32Array), 0),
          4,
        );
      }
    }
    const joined = merge('concat', [Float32Array.of(1, 2, 5, 6), Float32Array.of(3, 7)], [features(2), features(1)], 2);
    expect([...joined]).toEqual([1, 2, 3, 5, 6, 7]);
  });
});

describe('parts', () => {
  it('eigenvalues of matrices made from them', () => {
    const angle = 0.7;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const matrix = Float64Array.of(3 * c * c + s * s, 2 * c * s, 0, 2 * c * s, 3 * s * s + c * c, 0, 0, 0, -2);
    const found = eigenvalues(matrix, 3);
    [-2, 1, 3].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 10));
  });

  it('cross-entropy and its gradient', () => {
    const { loss, gradient } = softmaxCrossEntropy(Float32Array.of(0, Math.log(3), 2, 2), Int32Array.of(1, 0), 2);
    expect(loss).toBeCloseTo((-Math.log(0.75) - Math.log(0.5)) / 2, 6);
    [0.125, -0.125, -0.25, 0.25].forEach((value, i) => expect(gradient[i]).toBeCloseTo(value, 6));
  });

  it('fisher, by hand: images of two channels and two positions', () => {
    const activation = Float32Array.of(1, 2, 3, 4, 1, 1, 1, 1);
    const gradient = Float32Array.of(1, 1, 0, 1, 2, 0, 0, 0);
    // Sums over positions 3, 4, 2, 0; times the batch of 2, squared, over 2 N = 4.
    expect(fisher(activation, gradient, image(2, 1, 2), 2)).toBeCloseTo((36 + 64 + 16) / 4, 6);
    expect(fisher(Float32Array.of(1, 3, 2, 4), Float32Array.of(1, 0, 1, 1), tokens(2, 2), 1)).toBeCloseTo((9 + 16) / 2);
  });

  it('naswot is least for images of one code and not defined without rectifiers', () => {
    const codes = (rows: readonly (readonly number[])[]): Float64Array =>
      Float64Array.from(
        rows.flatMap((a) => rows.map((b) => a.reduce((sum, bit, i) => sum + bit * (b[i] as number), 0))),
      );
    const different = naswot(codes([[1, 1, -1, -1], [-1, 1, 1, -1]]), 4, 2); // prettier-ignore
    const same = naswot(codes([[1, 1, -1, -1], [1, 1, -1, -1]]), 4, 2); // prettier-ignore
    expect(different).toBeCloseTo(Math.log(4 * 4 - 2 * 2), 10);
    expect(same).toBeLessThan(-5);
    expect(Number.isFinite(same)).toBe(true);
    expect(naswot(new Float64Array(4), 0, 2)).toBeNaN();
  });

  it('images have mean 0 and variance 1 a channel, of either kind', () => {
    for (const kind of ['glyphs', 'normal'] as const) {
      const { pixels, labels } = drawImages(kind, { kind: 'image', channels: 3, height: 16, width: 12 }, 64, 10, seededRandom(2)); // prettier-ignore
      expect(labels.length).toBe(64);
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      const square = pixels.reduce((sum, value) => sum + value * value, 0) / pixels.length;
      expect(Math.abs(mean)).toBeLessThan(0.05);
      expect(Math.abs(square - 1)).toBeLessThan(0.05);
    }
  });
});

describe('computeProxies', () => {
  const architectures = ['a', 'b'].map((seed) => sampled(nb201, seed));

  it('stops at its budget and when it is aborted', async () => {
    const fresh = exampleSpace('nasbench201');
    const none = await computeProxies(fresh, architectures, { budgetSeconds: 0 });
    expect('value' in none && none.value.scores).toEqual([undefined, undefined]);
    const control = new AbortController();
    control.abort(new Error('enough'));
    await expect(computeProxies(fresh, architectures, { signal: control.signal })).rejects.toThrow('enough');
  });

  it('says in a sentence that other inputs than images have no proxies', async () => {
    const space = spaceOf('space Words { input tokens[8, 16] output logits[2] network { layernorm >> mean_tokens >> linear(out: 2) } }'); // prettier-ignore
    expect(await computeProxies(space, [sampled(space, 'x')])).toEqual({
      error: 'zero-cost proxies are defined on images: the input of Words is tokens[8, 16]',
    });
  });

  it('has no score where nothing depends on the image, and leaves the others finite', async () => {
    const cut = nb201.parse('{ Cell.h[0].edge[0]: none, Cell.h[1].edge[0]: none, Cell.h[1].edge[1]: none, Cell.h[2].edge[0]: none, Cell.h[2].edge[1]: none, Cell.h[2].edge[2]: none }'); // prettier-ignore
    if (cut.value === undefined) throw new Error('not an architecture');
    const outcome = await computeProxies(nb201, [cut.value]);
    const [scores] = 'value' in outcome ? outcome.value.scores : [];
    expect(scores?.jacov).toBeNaN();
    expect(scores?.synflow).toBeNaN();
    expect('value' in outcome && outcome.value.failure).toBeUndefined();
  });
});

describe('synflow', () => {
  it('is finite where the score itself is no number any more', async () => {
    const layers = Array.from({ length: 60 }, () => 'conv3x3(out: 32) >> batchnorm >> relu').join(' >> ');
    const space = spaceOf(`space Deep { input image[3, 8, 8] output logits[10] network { ${layers} >> global_avgpool >> linear(out: 10) } }`); // prettier-ignore
    const bench = laboratory(backend, { batch: 2, images: 'normal', seed: 1 });
    const scores = await bench.measure(primitivesOf(space.network(sampled(space, 'x'))));
    await bench.dispose();
    expect(scores.synflow).toBeGreaterThan(Math.log(3.4e38));
    // A chain: every path has all the weights.
    expect(scores['flow-length']).toBeCloseTo(61, 2);
    expect(proxyNames.every((name) => Number.isFinite(scores[name]))).toBe(true);
  });
});
