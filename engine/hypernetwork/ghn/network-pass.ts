/**
 * A network with given weights on a batch of images, and the gradient back to the weights. It is cut into the segments that the networks of a space
 * share, each compiled once, so that a new architecture costs next to no compilation. Batch normalisation uses the batch's own statistics.
 */
import { add, div, gradients, input, mul, program, sub, sum, type KeptPrograms, type Program, type Tensor } from '../../compute/index.ts'; // prettier-ignore
import { merge, mergeGradients } from '../../proxies/merges.ts';
import { segmentModel, type SegmentModel } from '../../proxies/segment-programs.ts';
import { segmentsOf, type SegmentGraph, type Step } from '../../proxies/segments.ts';
import type { PrimitiveGraph } from '../../../dsl/graph/primitives-of.ts';
import { weightRules } from '../../../dsl/graph/weight-rules.ts';
import type { Weights } from './decode.ts';
import { floats } from './encode.ts';

export interface Pass {
  readonly graph: SegmentGraph;
  readonly batch: number;
  /** Of every value, the images first, [batch, ...]. */
  readonly values: readonly Float32Array[];
}

type SegmentStep = Extract<Step, { kind: 'segment' }>;

/**
 * @param keep whether a gradient is asked for later; otherwise values go as soon as nothing reads them
 * @param onStatistics gets those of the batch, by the names of the buffers, which must be among the weights, all zero
 */
export async function passThrough(
  primitives: PrimitiveGraph,
  weights: Weights,
  pixels: Float32Array,
  batch: number,
  programs: KeptPrograms,
  keep: boolean,
  onStatistics?: (name: string, value: Float32Array) => void,
): Promise<Pass> {
  const graph = segmentsOf(primitives, { exits: true });
  const values: Float32Array[] = [pixels];
  const last = new Map<number, number>();
  graph.steps.forEach(({ inputs }, at) => inputs.forEach((value) => last.set(value, at)));
  for (const [at, step] of graph.steps.entries()) {
    const entering = step.inputs.map((value) => values[value] as Float32Array);
    if (step.kind === 'segment') {
      const { segment } = step;
      const measured = onStatistics !== undefined;
      const build = (): Program => forward(segmentModel(segment, { batch, normalised: true }), measured);
      const key = `${measured ? 'measured ' : ''}${batch} ${segment.key}`;
      const found = await programs.run(key, build, { ...feedsOf(step, weights), ...named('x', entering) });
      values.push(floats(found['y']));
      for (const [name, value] of Object.entries(found))
        if (name !== 'y') onStatistics?.(globalName(step, name), floats(value));
    } else {
      values.push(merge(step.kind, entering, step.inputShapes, batch));
    }
    if (keep) continue;
    for (const value of step.inputs)
      if (last.get(value) === at && !graph.results.includes(value)) values[value] = EMPTY;
  }
  return { graph, batch, values };
}

const EMPTY = new Float32Array(0);
/** Share of the batch in a running average. */
const MOVED = 0.1;

/** The gradient by every weight that is trained; `outer`: by each of the network's results, early exits first. */
export async function passBack(
  pass: Pass,
  outer: readonly Float32Array[],
  weights: Weights,
  programs: KeptPrograms,
): Promise<Weights> {
  const { graph, batch, values } = pass;
  const result = new Map<string, Float32Array>();
  const back = new Map<number, Float32Array>();
  const owned = new Set<number>();
  graph.results.forEach((value, i) => join(back, owned, value, outer[i] as Float32Array));
  for (const [at, step] of [...graph.steps.entries()].toReversed()) {
    const dy = back.get(at + 1);
    back.delete(at + 1);
    if (dy === undefined) continue;
    let slopes: readonly Float32Array[];
    if (step.kind === 'segment') {
      const { segment } = step;
      const needed = step.inputs.map((value) => value > 0);
      const build = (): Program => backward(segmentModel(segment, { batch, normalised: true }), needed);
      const entering = step.inputs.map((value) => values[value] as Float32Array);
      const feeds = { ...feedsOf(step, weights), ...named('x', entering), dy };
      const found = await programs.run(`back ${batch} ${needed.join()} ${segment.key}`, build, feeds);
      slopes = step.inputs.map((_, i) => (needed[i] === true ? floats(found[`dx${i}`]) : EMPTY));
      for (const [name, value] of Object.entries(found))
        if (name.startsWith('d.')) result.set(globalName(step, name.slice(2)), floats(value));
    } else {
      slopes = mergeGradients(step.kind, dy, step.inputShapes, batch);
    }
    step.inputs.forEach((value, i) => {
      if (value > 0) join(back, owned, value, slopes[i] as Float32Array);
    });
  }
  return result;
}

/** A sum's gradient goes back to several values, so what is there is not written to. */
function join(back: Map<number, Float32Array>, owned: Set<number>, value: number, slope: Float32Array): void {
  const known = back.get(value);
  if (known === undefined) {
    back.set(value, slope);
    return;
  }
  const total = owned.has(value) ? known : known.slice();
  for (let i = 0; i < total.length; i++) total[i]! += slope[i] as number;
  owned.add(value);
  back.set(value, total);
}

/** A buffer's next value is `MOVED` of the batch's statistics and the rest of its own, which is zero here. */
function forward({ result, updates, tensors }: SegmentModel, measured: boolean): Program {
  const outputs: Record<string, Tensor> = { y: result };
  if (measured) {
    for (const [name, next] of updates) {
      const buffer = tensors.get(name) as Tensor;
      outputs[name] = div(sub(next, mul(buffer, 1 - MOVED)), MOVED);
    }
  }
  return program({ outputs });
}

function backward({ inputs, result, weights, tensors }: SegmentModel, needed: readonly boolean[]): Program {
  const trained = weights.filter(({ trainable }) => trainable);
  const by = [...trained.map(({ name }) => tensors.get(name) as Tensor), ...inputs];
  const slopes = gradients(sum(mul(result, input('dy', result.shape))), by);
  const outputs: Record<string, Tensor> = {};
  // A copy: results of a program are values of their own.
  trained.forEach(({ name }, i) => (outputs[`d.${name}`] = add(slopes[i] as Tensor, 0)));
  inputs.forEach((_, i) => needed[i] === true && (outputs[`dx${i}`] = add(slopes[trained.length + i] as Tensor, 0)));
  return program({ outputs });
}

/** The name in the network of what a segment calls `3.weight`. */
function globalName({ nodes }: SegmentStep, name: string): string {
  const point = name.indexOf('.');
  return `${nodes[Number(name.slice(0, point))]}${name.slice(point)}`;
}

function feedsOf(step: SegmentStep, weights: Weights): Record<string, Float32Array> {
  const feeds: Record<string, Float32Array> = {};
  step.nodes.forEach((node, i) => {
    for (const name of Object.keys(weightRules[step.segment.nodes[i]?.op ?? 'identity'] ?? {})) {
      const value = weights.get(`${node}.${name}`);
      if (value !== undefined) feeds[`${i}.${name}`] = value;
    }
  });
  return feeds;
}

const named = (prefix: string, values: readonly Float32Array[]): Record<string, Float32Array> =>
  Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]));
