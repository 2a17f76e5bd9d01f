/** Gradients of both tasks against finite differences of a float64 interpreter, and what the encoding may and may not depend on. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import type { Architecture } from '../../../../../dsl/space/decision-space.ts';
import { gradients, input, program, sum, type Tensor } from '../../../../../engine/compute/index.ts';
import { denseGraphs } from '../../../../../engine/encoding/graph/dense.ts';
import { encodeGraphs } from '../../../../../engine/encoding/graph/encode.ts';
import { graphSchema } from '../../../../../engine/encoding/graph/schema.ts';
import { ParameterList } from '../../../../../engine/hypernetwork/declare.ts';
import { decodedKernels } from '../../../../../engine/hypernetwork/auxiliary/decoded-kernels.ts';
import { spaceForms } from '../../../../../engine/hypernetwork/auxiliary/forms.ts';
import { generatedLoss, generatedPositions } from '../../../../../engine/hypernetwork/auxiliary/generated-network.ts';
import { headKernels } from '../../../../../engine/hypernetwork/auxiliary/head-kernels.ts';
import { gatedGraph } from '../../../../../engine/hypernetwork/auxiliary/gated-graph.ts';
import { globalEncoding, graphInputs, regressor, type Placement } from '../../../../../engine/predictor/hypernas/global-encoding.ts'; // prettier-ignore
import { stepProgram } from '../../../../../engine/predictor/hypernas/networks.ts';
import { readHypernasOptions, settled } from '../../../../../engine/predictor/hypernas/options.ts';
import { adaptive, memberLosses } from '../../../../../engine/predictor/hypernas/objective.ts';
import { interpret } from '../../compute/support/reference.ts';
import { exampleSpace } from '../../encoding/spaces.ts';
import { architectures, space } from './tiny.ts';

type Numbers = Record<string, ArrayLike<number>>;

function values(parameters: ParameterList): Numbers {
  const initial = parameters.initial(seededRandom('gradients'));
  return Object.fromEntries(Object.entries(initial).map(([name, { data }]) => [name, Float64Array.from(data)]));
}

/** Largest difference of analytic and numeric gradients, relative to the largest gradient, over the elements at these `places` (0..1) of each parameter. */
function worstDifference(loss: Tensor, parameters: ParameterList, feeds: Numbers, places = [0, 0.5]): number {
  const { tensors } = parameters;
  const outputs: Record<string, Tensor> = { loss };
  gradients(loss, tensors).forEach((gradient, i) => (outputs[`d${i}`] = gradient));
  const whole = program({ outputs });
  const plain = program({ outputs: { loss } });
  const at = { ...feeds, ...values(parameters) };
  const analytic = interpret(whole, at);
  let [worst, largest] = [0, 0];
  tensors.forEach((tensor, i) => {
    const { name } = tensor.attributes as { readonly name: string };
    const own = Float64Array.from(at[name] ?? []);
    for (const k of new Set(places.map((place) => Math.floor(place * own.length)))) {
      const moved = (step: number): number => {
        const changed = own.slice();
        changed[k] = (own[k] as number) + step;
        return interpret(plain, { ...at, [name]: changed })['loss'][0] as number;
      };
      const given = analytic[`d${i}`]?.[k] ?? NaN;
      worst = Math.max(worst, Math.abs(given - (moved(1e-5) - moved(-1e-5)) / 2e-5));
      largest = Math.max(largest, Math.abs(given));
    }
  });
  expect(largest).toBeGreaterThan(1e-4);
  return worst / largest;
}

describe('gradients', () => {
  it.each([
    ['global', 'squared'],
    ['position', 'pairwise'],
  ] as const)('of the accuracy task, %s encoding, %s error, agree with finite differences', (placement, loss) => {
    const graphs = encodeGraphs(space, architectures.slice(60, 62));
    const { schema } = graphs;
    const parameters = new ParameterList();
    const shape = { schema, members: 2, hidden: 3, layers: 2, placement };
    const { whole } = globalEncoding(graphInputs(schema, 2), shape, parameters.declare);
    const scores = regressor(whole, 3, parameters.declare);
    const losses = memberLosses(scores, input('targets', [2]), input('weights', [2, 2]), loss);
    const total = sum(adaptive(losses, parameters.declare('u', [2], 1), 1.5));
    const feeds = { ...denseGraphs(graphs, [0, 1]), targets: [0.5, -1], weights: [1, 1, 0.5, 1] };
    expect(worstDifference(total, parameters, feeds)).toBeLessThan(1e-5);
  });

  it.each([
    ['heads', headKernels],
    ['the decoder', decodedKernels],
  ])('of the generated network reach %s and node embeddings', (_, kernels) => {
    const graphs = encodeGraphs(space, architectures.slice(100, 101));
    const { schema } = graphs;
    const parameters = new ParameterList();
    const place = (name: string, shape: readonly number[]): Tensor => input(name, shape);
    const embeddings = generatedPositions(schema).map((p, i) => parameters.declare(`v${i}`, [schema.sizes[p] as number, 3], 1)); // prettier-ignore
    const given = {
      features: place('features', [schema.positions, schema.nodes, schema.columns.length]),
      edges: place('edges', [schema.positions, schema.nodes, schema.nodes]),
      mask: place('mask', [schema.positions, schema.nodes]),
      images: input('images', [2, 1, 8, 8]),
      embeddings,
    };
    const shape = { schema, forms: spaceForms(space), kernels, hidden: 2, channels: 2, classes: 3 };
    const loss = generatedLoss(given, input('labels', [2], 'int32'), shape, parameters.declare);
    const random = seededRandom('images');
    const images = Float64Array.from({ length: 128 }, () => random.normal());
    const feeds = { ...denseGraphs(graphs, [0]), images, labels: [0, 2] };
    expect(worstDifference(loss, parameters, feeds, [0.5])).toBeLessThan(1e-3);
  });

  it.each([
    ['mlp', 'heads.trunk', 'decoder.node'],
    ['ghn', 'decoder.node', 'heads.trunk'],
  ])('are those of %s by its own kernels: with %s, without %s', (name, own, other) => {
    const { schema } = encodeGraphs(space, architectures.slice(60, 62));
    const options = readHypernasOptions({ hypernet: { name, hidden: 4 } });
    if ('error' in options) throw new Error(options.error);
    const auxiliary = { forms: spaceForms(space), image: [1, 8, 8] as const, classes: 3 };
    const { parameters } = stepProgram({ schema, members: 1, options: settled(options.value, 2), auxiliary }, 2);
    const names = parameters.tensors.map(({ attributes }) => (attributes as { readonly name: string }).name);
    expect([names.includes(own), names.includes(other)]).toEqual([true, false]);
  });

  it('of the graph hypernetwork agree with finite differences', () => {
    const parameters = new ParameterList();
    const embeddings = parameters.declare('v', [2, 3, 2], 1);
    const states = gatedGraph(embeddings, input('links', [2, 3, 3]), 2, 2, parameters.declare);
    const links = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0];
    expect(worstDifference(sum(states), parameters, { links })).toBeLessThan(1e-5);
  });
});

describe('the global encoding', () => {
  const nb201 = exampleSpace('nasbench201');

  /** Embeddings h of architectures by one random network. */
  function embedded(chosen: readonly Architecture[], placement: Placement): number[][] {
    const graphs = encodeGraphs(nb201, chosen);
    const parameters = new ParameterList();
    const shape = { schema: graphSchema(nb201), members: 1, hidden: 4, layers: 2, placement };
    const { whole } = globalEncoding(graphInputs(shape.schema, chosen.length), shape, parameters.declare);
    const feeds = { ...denseGraphs(graphs, Array.from(chosen.keys())), ...values(parameters) };
    const { h } = interpret(program({ outputs: { h: whole } }), feeds);
    return chosen.map((_, i) => [...h.slice(4 * i, 4 * i + 4)]);
  }

  it('is the same for isomorphic cells, another for others', () => {
    // h[0] and h[1] can change places where nothing goes from one to the other.
    const [a, b, c] = embedded([{ choices: [2, 3, 0, 1, 4, 3] }, { choices: [3, 2, 0, 1, 3, 4] }, { choices: [2, 3, 0, 1, 3, 4] }], 'global'); // prettier-ignore
    a?.forEach((value, k) => expect(value).toBeCloseTo(b?.[k] as number, 10));
    expect(Math.max(...(a ?? []).map((value, k) => Math.abs(value - (c?.[k] as number))))).toBeGreaterThan(1e-6);
  });

  it('tells copies of a cell apart by what came before, and only then', () => {
    const schema = graphSchema(nb201);
    const change = (placement: Placement): number => {
      const graphs = encodeGraphs(nb201, [{ choices: [3, 3, 3, 3, 3, 3] }]);
      const parameters = new ParameterList();
      const { nodes } = globalEncoding(graphInputs(schema, 1), { schema, members: 1, hidden: 4, layers: 1, placement }, parameters.declare); // prettier-ignore
      const outputs = { first: nodes[1] as Tensor, last: nodes[5] as Tensor };
      const found = interpret(program({ outputs }), { ...denseGraphs(graphs, [0]), ...values(parameters) });
      return Math.max(...[...found.first].map((value, k) => Math.abs(value - (found.last[k] as number))));
    };
    expect(change('none')).toBe(0);
    expect(change('global')).toBeGreaterThan(1e-6);
    expect(change('position')).toBeGreaterThan(1e-6);
  });
});
