/**
 * The transformer: measured and unmeasured architectures are tokens, all attend to the measured ones only, so that a query's answer depends on nothing
 * but the support (S. Müller et al., "Transformers can do Bayesian inference", ICLR 2022). Attention scores are inner products less distances times a
 * learned factor per head: a head can start as a kernel smoother. The answer is a correction of a Gaussian process's mean.
 */
import {
  add,
  attention,
  clip,
  concat,
  dense,
  exp,
  expandDims,
  filled,
  gelu,
  glorotUniform,
  input,
  joinHeads,
  layerNorm,
  mean,
  mul,
  neg,
  reshape,
  sliceAxis,
  splitHeads,
  sub,
  sum,
  type HostTensor,
  type Shape,
  type Tensor,
} from '../../compute/index.ts';
import type { Random } from '../../../dsl/random.ts';
import { DISTANCES, TOKEN } from './task-view.ts';

export interface NetworkSettings {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

export const NETWORK: NetworkSettings = { width: 64, heads: 4, layers: 3 };

export type Weights = Readonly<Record<string, HostTensor>>;

/** What is fed, for `batch` tasks of up to `support` measured rows and `queries` others. */
export interface NetworkShape {
  readonly batch: number;
  readonly support: number;
  readonly queries: number;
}

export interface Answer {
  /** Of the queries, in normal scores: [batch, queries]. */
  readonly mean: Tensor;
  readonly logVariance: Tensor;
}

/** Keys and values of the measured rows, a layer each: [batch, heads, support, width / heads]. */
export type Memory = readonly { readonly key: Tensor; readonly value: Tensor }[];

export interface Network {
  readonly parameters: readonly Tensor[];
  /** `tokens` [batch, support, TOKEN], `distances` [batch, DISTANCES, support, support], `hidden` [batch, support]: 0 for a row, -1e9 for padding. */
  remember(tokens: Tensor, distances: Tensor, hidden: Tensor): Memory;
  /** `tokens` [batch, queries, TOKEN], `distances` [batch, DISTANCES, queries, support], `base` [batch, queries]: what the Gaussian process says. */
  answer(tokens: Tensor, distances: Tensor, base: Tensor, memory: Memory, hidden: Tensor): Answer;
}

export function network({ width, heads, layers }: NetworkSettings): Network {
  const parameters = new Map<string, Tensor>();
  const weight = (name: string, of: Shape): Tensor => {
    const tensor = parameters.get(name) ?? input(name, of);
    parameters.set(name, tensor);
    return tensor;
  };
  const linear = (x: Tensor, name: string, from: number, to: number): Tensor =>
    dense(x, weight(`${name}.weight`, [from, to]), weight(`${name}.bias`, [to]));
  const normal = (x: Tensor, name: string): Tensor =>
    layerNorm(x, weight(`${name}.scale`, [width]), weight(`${name}.shift`, [width]));
  const embed = (tokens: Tensor): Tensor => {
    const x = linear(tokens, 'embed', TOKEN, width);
    return add(x, linear(gelu(x), 'embed2', width, width));
  };
  const recall = (x: Tensor, layer: number): Memory[number] => {
    const seen = normal(x, `layer${layer}.norm1`);
    const of = (what: string): Tensor => splitHeads(linear(seen, `layer${layer}.${what}`, width, width), heads);
    return { key: of('key'), value: of('value') };
  };
  const attend = (
    x: Tensor,
    layer: number,
    { key, value }: Memory[number],
    distances: Tensor,
    hidden: Tensor,
  ): Tensor => {
    // prettier-ignore
    const name = `layer${layer}`;
    const query = splitHeads(linear(normal(x, `${name}.norm1`), `${name}.query`, width, width), heads);
    let bias = expandDims(expandDims(hidden, 1), 1);
    for (let kind = 0; kind < DISTANCES; kind++) {
      const steep = exp(weight(`${name}.steep${kind}`, [heads, 1, 1]));
      bias = sub(bias, mul(sliceAxis(distances, 1, kind, 1), expandDims(steep, 0)));
    }
    const joined = add(x, linear(joinHeads(attention(query, key, value, bias)), `${name}.join`, width, width));
    const wide = gelu(linear(normal(joined, `${name}.norm2`), `${name}.wide`, width, 2 * width));
    return add(joined, linear(wide, `${name}.narrow`, 2 * width, width));
  };
  const remember: Network['remember'] = (tokens, distances, hidden) => {
    const memory: Memory[number][] = [];
    let x = embed(tokens);
    for (let layer = 0; layer < layers; layer++) {
      const recalled = recall(x, layer);
      memory.push(recalled);
      if (layer < layers - 1) x = attend(x, layer, recalled, distances, hidden);
    }
    return memory;
  };
  const answer: Network['answer'] = (tokens, distances, base, memory, hidden) => {
    let x = embed(tokens);
    memory.forEach((recalled, layer) => {
      x = attend(x, layer, recalled, distances, hidden);
    });
    const said = linear(normal(x, 'norm'), 'answer', width, 2);
    const at = (k: number): Tensor => reshape(sliceAxis(said, 2, k, 1), base.shape);
    return { mean: add(base, at(0)), logVariance: clip(at(1), -6, 3) };
  };
  // Naming all parameters once: the list is complete before anything is built on it.
  const probe = (name: string, shape: Shape): Tensor => input(`probe ${name}`, shape);
  const hidden = probe('hidden', [1, 2]);
  const memory = remember(probe('tokens', [1, 2, TOKEN]), probe('distances', [1, DISTANCES, 2, 2]), hidden);
  answer(probe('queries', [1, 1, TOKEN]), probe('far', [1, DISTANCES, 1, 2]), probe('base', [1, 1]), memory, hidden);
  return { parameters: [...parameters.values()], remember, answer };
}

export interface Forward extends Answer {
  readonly parameters: readonly Tensor[];
}

/** Both parts in one, for training. Inputs: `measured`, `near`, `hidden`, `asked`, `far`, `base`. */
export function forward(settings: NetworkSettings, { batch, support, queries }: NetworkShape): Forward {
  const { parameters, remember, answer } = network(settings);
  const hidden = input('hidden', [batch, support]);
  const memory = remember(input('measured', [batch, support, TOKEN]), input('near', [batch, DISTANCES, support, support]), hidden); // prettier-ignore
  const far = input('far', [batch, DISTANCES, queries, support]);
  const said = answer(input('asked', [batch, queries, TOKEN]), far, input('base', [batch, queries]), memory, hidden);
  return { ...said, parameters };
}

/**
 * Mean negative log likelihood of `target` [batch, queries] under the answers, up to a constant, plus half their squared error: far-off answers of sure
 * tasks would rule the likelihood alone.
 */
export function regressionLoss({ mean: answer, logVariance }: Answer, target: Tensor): Tensor {
  const error = sub(target, answer);
  const square = mul(error, error);
  const likelihood = mul(0.5, add(logVariance, mul(square, exp(neg(logVariance)))));
  return mean(add(likelihood, mul(0.5, square)));
}

/** Half the sum of squared distances of the parameters from where they were: keeps what was learnt before. */
export function distanceFromStart(parameters: readonly Tensor[], start: readonly Tensor[]): Tensor {
  const flat = (tensors: readonly Tensor[]): Tensor => concat(tensors.map((tensor) => reshape(tensor, [-1])), 0); // prettier-ignore
  const moved = sub(flat(parameters), flat(start));
  return mul(0.5, sum(mul(moved, moved)));
}

/** Starts as the Gaussian process itself: the last layer is zero. */
export function initialWeights(settings: NetworkSettings, random: Random): Weights {
  const { parameters } = network(settings);
  const entries = parameters.map((parameter) => {
    const { shape } = parameter;
    const name = parameter.op === 'input' ? parameter.attributes.name : '';
    return [name, firstValue(name, shape, settings.heads, random)] as const;
  });
  return Object.fromEntries(entries);
}

function firstValue(name: string, shape: Shape, heads: number, random: Random): HostTensor {
  if (name.startsWith('answer')) return filled(shape, 0);
  if (name.endsWith('.scale')) return filled(shape, 1);
  if (name.includes('.steep')) {
    // From nearly none to a kernel as narrow as the process's own.
    return { shape, data: Float32Array.from({ length: heads }, (_, head) => (name.endsWith('0') ? head - 2.5 : -head - 1)) }; // prettier-ignore
  }
  return shape.length === 2 ? glorotUniform(shape, random) : filled(shape, 0);
}
