import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import { gradients, input, program, type HostTensor } from '../../../../engine/compute/index.ts';
import { encodeAll } from '../../../../engine/encoding/encoder.ts';
import { fromRows } from '../../../../engine/encoding/feature-matrix.ts';
import { architectureGraph, type ArchitectureGraph } from '../../../../engine/predictor/encoder/architecture-graph.ts';
import { embeddings } from '../../../../engine/predictor/encoder/embedding.ts';
import { embed, graphFeeds, graphInputs } from '../../../../engine/predictor/encoder/encoder-model.ts';
import { encoderLearner } from '../../../../engine/predictor/encoder/encoder-learner.ts';
import { headInputs, rankingLoss, scorer, scorerWeights } from '../../../../engine/predictor/encoder/fine-tune.ts';
import { graphBatch, graphVocabulary, inputWidth } from '../../../../engine/predictor/encoder/graph-batch.ts';
import { pretrain, pretrainedEncoder } from '../../../../engine/predictor/encoder/pretrain.ts';
import { releaseEncoders } from '../../../../engine/predictor/encoder/runner.ts';
import { firstWeights, weightInputs, weightOf, type Weights } from '../../../../engine/predictor/encoder/weights.ts';
import { drawFolds, rowsAt, type Problem } from '../../../../engine/predictor/ensemble/learner.ts';
import { targetsOf } from '../../../../engine/predictor/ensemble/targets.ts';
import { fitScaler, standardise } from '../../../../engine/predictor/standardise.ts';
import { exampleSpace } from '../../../support/spaces.ts';
import { interpret } from '../compute/support/reference.ts';

const space = exampleSpace('nasbench201');
const random = seededRandom('encoder');
const architectures = Array.from({ length: 10 }, () => space.sample(random)).filter((each) => each !== undefined);
const graphs = architectures.map((architecture) => architectureGraph(space, architecture));
const vocabulary = graphVocabulary(graphs);
const shape = { inputs: inputWidth(vocabulary), width: 8, layers: 2 };
const quick = { width: 8, layers: 1, samples: 40, seconds: 0.1 };
const tuning = { steps: 5, rate: 3e-3, pull: 0.1, squared: 0.3 };

const numbers = (weights: Weights): Record<string, HostTensor['data']> =>
  Object.fromEntries(Object.entries(weights).map(([name, { data }]) => [name, data]));

function problemOf(all: readonly Architecture[], seed: string): Problem {
  const features = encodeAll(space, all);
  const inputs = standardise(features, fitScaler(features));
  const draw = seededRandom(seed);
  const labels = Float64Array.from(all, () => 90 + draw.next());
  const source = { space, architectures: all };
  return { inputs, source, targets: targetsOf(labels), folds: drawFolds(all.length, 8, draw), pool: { inputs, source }, random: draw }; // prettier-ignore
}

afterAll(releaseEncoders);

describe('the graph of an architecture', () => {
  it('has live vertices and operators as nodes, edges in the direction of the signal', () => {
    const choices = { 'h[0].edge[0]': 'skip', 'h[1].edge[0]': 'none', 'h[1].edge[1]': 'none', 'h[2].edge[0]': 'none', 'h[2].edge[1]': 'relu_conv3x3_bn', 'h[2].edge[2]': 'avgpool3x3' }; // prettier-ignore
    const entries = Object.entries(choices).map(([path, taken]) => `Cell.${path}: ${taken}`);
    const architecture = space.parse(`{ ${entries.join(', ')} }`).value as Architecture;
    const { nodes, edges } = architectureGraph(space, architecture);
    expect(nodes.map(({ kinds }) => kinds.join())).toEqual(['Cell/<0', 'Cell/=sum', 'Cell/=sum', 'Cell/>', 'Cell/skip', 'Cell/relu_conv3x3_bn']); // prettier-ignore
    expect(edges).toEqual([[0, 4], [4, 1], [1, 5], [5, 2], [2, 3]]); // prettier-ignore
  });

  it('of a macro space is its layers in a row, with their sizes', () => {
    const vit = exampleSpace('autoformer_tiny');
    const { nodes, edges } = architectureGraph(vit, vit.sample(seededRandom(1)) as Architecture);
    expect(nodes.length).toBeGreaterThanOrEqual(14);
    expect(nodes.every(({ sizes }) => sizes?.every(Number.isFinite))).toBe(true);
    expect(edges).toEqual(nodes.slice(1).map((_, i) => [i, i + 1]));
  });
});

describe('the graph encoder', () => {
  it('embeds a graph the same whatever the order of its nodes, and however much it is padded', () => {
    const shuffled = graphs.map(({ nodes, edges }): ArchitectureGraph => {
      const order = random.shuffle(Array.from(nodes.keys()));
      const place = new Map(order.map((node, at) => [node, at]));
      return {
        nodes: order.flatMap((node) => nodes[node] ?? []),
        edges: edges.map(([from, to]) => [place.get(from) as number, place.get(to) as number] as const),
      };
    });
    const run = (of: readonly ArchitectureGraph[], nodes: number): Float64Array => {
      const batch = graphBatch(of, { ...vocabulary, nodes });
      const embedder = (weight: (name: string) => ReturnType<typeof input>): ReturnType<typeof embed> =>
        embed(graphInputs(of.length, batch.nodes, shape.inputs), weight, shape, 10);
      const shapes = Object.fromEntries(Object.entries(scorerWeights({ shape } as Parameters<typeof scorerWeights>[0], 1)).filter(([name]) => !/head|score|linear/.test(name))); // prettier-ignore
      const z = embedder(weightOf(weightInputs(shapes)));
      return interpret(program({ outputs: { z } }), { ...graphFeeds(batch), ...numbers(firstWeights(shapes, seededRandom(1))) }).z; // prettier-ignore
    };
    const plain = run(graphs, vocabulary.nodes);
    const moved = run(shuffled, vocabulary.nodes + 3);
    plain.forEach((value, i) => expect(moved[i]).toBeCloseTo(value, 9));
    expect(new Set(Array.from({ length: 10 }, (_, row) => plain[row * 8]?.toFixed(9))).size).toBeGreaterThan(5);
  });

  it('has the gradient of its loss by finite differences', () => {
    const rows = 4;
    const encoder = { vocabulary, shape: { ...shape, width: 4, layers: 1 }, weights: {}, centre: new Float64Array(4), spread: new Float64Array(4).fill(2), errors: [1, 1] as const }; // prettier-ignore
    const shapes = scorerWeights(encoder, 2);
    const inputs = weightInputs(shapes);
    const batch = graphBatch(graphs.slice(0, rows), vocabulary);
    const scores = scorer(graphInputs(rows, batch.nodes, shape.inputs), headInputs(rows, 2, 4), weightOf(inputs), encoder); // prettier-ignore
    const loss = rankingLoss(scores, input('targets', [rows]), input('seen', [rows]), 0.3);
    const names = [...inputs.keys()];
    const slopes = gradients(loss, [...inputs.values()]);
    const derived = program({ outputs: { loss, ...Object.fromEntries(slopes.map((slope, k) => [names[k], slope])) } });
    const first = Object.fromEntries(Object.entries(numbers(firstWeights(shapes, seededRandom(2)))).map(([name, data]) => [name, Float64Array.from(data)])); // prettier-ignore
    const feeds = {
      ...graphFeeds(batch),
      targets: Float64Array.of(0.3, -1, 2, 0.5),
      seen: Float64Array.of(1, 1, 1, 0),
      'head.features': Float64Array.from({ length: 2 * rows }, (_, i) => Math.sin(i)),
      'head.factors': Float64Array.of(1, 0.5, 2, 1),
    };
    const exact = interpret(derived, { ...feeds, ...first });
    const lossAt = (weights: typeof first): number => interpret(derived, { ...feeds, ...weights })['loss']?.[0] as number; // prettier-ignore
    for (const [k, name] of names.entries()) {
      if (k % 3 !== 1) continue;
      const values = first[name] as Float64Array;
      const i = (7 * k) % values.length;
      const moved = (by: number): typeof first => ({ ...first, [name]: values.map((value, j) => (j === i ? value + by : value)) }); // prettier-ignore
      const numeric = (lossAt(moved(1e-5)) - lossAt(moved(-1e-5))) / 2e-5;
      expect(exact[name]?.[i], name).toBeCloseTo(numeric, 5);
    }
  });

  it('learns what is known without labels, and the same again', async () => {
    const one = await pretrain(space, { ...quick, seconds: 0.4 });
    const two = await pretrain(exampleSpace('nasbench201'), { ...quick, seconds: 0.4 });
    expect(one?.errors[1]).toBeLessThan(0.9 * (one?.errors[0] ?? 0));
    expect(two).toEqual(one);
  });

  it('takes further columns to predict, and leaves out what is no number', async () => {
    const columns = async (of: readonly Architecture[]): Promise<Float64Array[]> => [
      Float64Array.from(of, (_, i) => (i % 3 === 0 ? NaN : i)),
    ];
    const encoder = await pretrain(space, { ...quick, columns });
    expect(encoder?.errors.every(Number.isFinite)).toBe(true);
  });

  it('embeds in standard deviations, each row by itself', async () => {
    const encoder = await pretrainedEncoder(space, quick);
    if (encoder === undefined) throw new Error('no encoder');
    expect(await pretrainedEncoder(space, quick)).toBe(encoder);
    const all = await embeddings(encoder, space, architectures);
    const one = await embeddings(encoder, space, architectures.slice(3, 4));
    expect([...one.values]).toEqual([...all.values.slice(3 * 8, 4 * 8)]);
    expect(all.values.every((value) => Math.abs(value) <= 3)).toBe(true);
  });
});

describe('the encoder as a member', () => {
  const learner = encoderLearner({ starts: 2, folds: 2, pretraining: quick, tuning });

  it('answers the same after it was stored, and in another fit of the same seed', async () => {
    const fit = await learner.fit(problemOf(architectures, 'a'));
    const again = await learner.fit(problemOf(architectures, 'a'));
    const whole = problemOf(architectures, 'q');
    const queries = rowsAt(whole, [4, 2, 7]);
    const said = await fit?.learnt.opinions(queries, [0]);
    const stored = structuredClone(fit?.learnt.snapshot());
    expect(await learner.restore(stored ?? null, problemOf(architectures, 'a').targets).opinions(queries, [0])).toEqual(said); // prettier-ignore
    expect(again?.heldOut).toEqual(fit?.heldOut);
    expect(await again?.learnt.opinions(queries, [0])).toEqual(said);
    expect(fit?.heldOut[0]?.scores.every(Number.isFinite)).toBe(true);
    expect(fit?.heldOut[0]?.doubts.every((doubt) => doubt > 0)).toBe(true);
  });

  it('stops when it is aborted, with the reason given', async () => {
    const controller = new AbortController();
    const stopping = learner.fit({
      ...problemOf(architectures, 'b'),
      signal: controller.signal,
      onProgress: (done, _total, doing) => {
        if (doing.startsWith('fine-tuning') && done > 2) controller.abort(new Error('enough'));
      },
    });
    await expect(stopping).rejects.toThrow('enough');
    await expect(pretrain(space, { ...quick, signal: AbortSignal.abort(new Error('not now')) })).rejects.toThrow('not now'); // prettier-ignore
  });

  it('has no part where the architectures are not told', async () => {
    const inputs = fromRows([[1], [2], [3], [4], [5], [6]]);
    const targets = targetsOf(Float64Array.of(1, 2, 3, 4, 5, 6));
    expect(await learner.fit({ inputs, targets, folds: drawFolds(6, 3, random), pool: { inputs }, random })).toBeUndefined(); // prettier-ignore
  });
});
