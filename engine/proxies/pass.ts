/** A network's forward pass and the way back of gradients, segment by segment. */
import { elementsOf, type Shape } from '../../dsl/graph/shape.ts';
import type { Feeds } from '../compute/index.ts';
import { fisher } from './fisher.ts';
import type { Kernel, Kernels } from './kernels.ts';
import { merge, mergeGradients } from './merges.ts';
import type { SegmentGraph, Step } from './segments.ts';
import type { WeightStore } from './weights.ts';

export interface ForwardPass {
  readonly graph: SegmentGraph;
  readonly batch: number;
  /** Of every value, the image first. Each is what was computed times exp(-logScale). */
  readonly values: readonly Float32Array[];
  readonly logScales: readonly number[];
  /** Of the segments; undefined at merges. */
  readonly ran: readonly (Ran | undefined)[];
  /** Products of the sign codes of all activations: [batch, batch], and how long a code is. */
  readonly codes: Float64Array;
  readonly codeLength: number;
}

interface Ran {
  readonly kernel: Kernel;
  readonly feeds: Feeds;
}

/** What came back for each scalar. */
export interface BackwardPass {
  /** By the image, for each scalar. */
  readonly image: readonly Float32Array[];
  /** Of the first scalar, by every weight that counts, in order: norm of the gradient, sum |weight * gradient|, sum weight * gradient. */
  readonly norms: readonly number[];
  readonly saliency: readonly number[];
  readonly synapse: readonly number[];
  /** Of the first scalar, fisher's score of every segment's result. */
  readonly fisher: number;
}

/** `rescaling`: divides every value by its largest, and keeps the logarithm (networks without normalisation overflow otherwise). */
export async function forwardPass(
  graph: SegmentGraph,
  image: Float32Array,
  kernels: Kernels,
  weights: WeightStore,
  rescaling = false,
): Promise<ForwardPass> {
  const { batch } = kernels.mode;
  const values: Float32Array[] = [image];
  const logScales: number[] = [0];
  const ran: (Ran | undefined)[] = [];
  const codes = new Float64Array(batch * batch);
  let codeLength = 0;
  const take = weights.take();
  for (const step of graph.steps) {
    const scale = enteringScale(step, logScales);
    const entering = step.inputs.map((input) =>
      scaled(values[input] as Float32Array, (logScales[input] as number) - scale),
    );
    let value: Float32Array;
    if (step.kind === 'segment') {
      const kernel = await kernels.of(step.segment);
      const feeds: Record<string, Float32Array> = { ...take(kernel.weights) };
      entering.forEach((x, i) => (feeds[`x${i}`] = x));
      const results = await kernel.forward.run(accepted(kernel.forward.program.inputs, feeds));
      value = results['y'] as Float32Array;
      results['codes']?.forEach((product, i) => (codes[i]! += product));
      codeLength += kernel.codeLength;
      ran.push({ kernel, feeds });
    } else {
      value = merge(step.kind, entering, step.inputShapes, batch);
      ran.push(undefined);
    }
    const largest = rescaling ? value.reduce((most, x) => Math.max(most, Math.abs(x)), 0) : 1;
    const unit = largest > 0 && Number.isFinite(largest) ? largest : 1;
    values.push(unit === 1 ? value : value.map((x) => x / unit));
    logScales.push(scale + Math.log(unit));
  }
  return { graph, batch, values, logScales, ran, codes, codeLength };
}

/**
 * Takes gradients by the network's result back to its weights and the image; one array a scalar, each of the result's shape. Of a rescaled
 * pass they are gradients of the rescaled result: multiply by exp(log scale of the result).
 */
export async function backwardPass(pass: ForwardPass, gradients: readonly Float32Array[]): Promise<BackwardPass> {
  const { graph, batch, logScales } = pass;
  const back: (Float32Array[] | undefined)[] = pass.values.map(() => undefined);
  back[graph.output] = [...gradients];
  const parts: Record<'norms' | 'saliency' | 'synapse', number[][]> = { norms: [], saliency: [], synapse: [] };
  let ofActivations = 0;
  for (let at = graph.steps.length - 1; at >= 0; at--) {
    const step = graph.steps[at] as Step;
    const own = back[at + 1];
    if (own === undefined) continue;
    // The value was divided after it was computed, and its inputs multiplied before: constants of the way back.
    const inputScale = enteringScale(step, logScales);
    const after = inputScale - (logScales[at + 1] as number);
    const dys = own.map((dy) => scaled(dy, after));
    if (step.kind === 'segment')
      ofActivations += fisher(pass.values[at + 1] as Float32Array, own[0] as Float32Array, step.shape, batch);
    const dxs = await stepGradients(step, pass.ran[at], dys, batch, parts);
    step.inputs.forEach((input, i) => {
      const before = (logScales[input] as number) - inputScale;
      const found = dxs[i]?.map((dx) => scaled(dx, before)) ?? [];
      back[input] = back[input]?.map((sum, k) => added(sum, found[k] as Float32Array)) ?? found;
    });
    back[at + 1] = undefined;
  }
  const elements = batch * elementsOf(graph.input);
  const inOrder = (name: keyof typeof parts): number[] => parts[name].toReversed().flat();
  return {
    image: back[0] ?? gradients.map(() => new Float32Array(elements)),
    norms: inOrder('norms'),
    saliency: inOrder('saliency'),
    synapse: inOrder('synapse'),
    fisher: ofActivations,
  };
}

async function stepGradients(
  step: Step,
  ran: Ran | undefined,
  dys: readonly Float32Array[],
  batch: number,
  parts: Record<'norms' | 'saliency' | 'synapse', number[][]>,
): Promise<readonly (readonly Float32Array[])[]> {
  if (step.kind !== 'segment' || ran === undefined) {
    const kind = step.kind === 'segment' ? 'sum' : step.kind;
    const shapes: readonly Shape[] = step.kind === 'segment' ? [] : step.inputShapes;
    const each = dys.map((dy) => mergeGradients(kind, dy, shapes, batch));
    return step.inputs.map((_, i) => each.map((gradients) => gradients[i] as Float32Array));
  }
  const { backward } = ran.kernel;
  const feeds: Record<string, Float32Array> = { ...(ran.feeds as Record<string, Float32Array>) };
  dys.forEach((dy, k) => (feeds[`dy${k}`] = dy));
  const results = await backward.run(accepted(backward.program.inputs, feeds));
  for (const name of ['norms', 'saliency', 'synapse'] as const) {
    const found = results[name];
    if (found !== undefined) parts[name].push([...found]);
  }
  return step.inputs.map((_, i) => dys.map((__, k) => results[`dx${i}.${k}`] as Float32Array));
}

/**
 * A segment that is homogeneous (twice the input, twice the result) may see its inputs divided by anything. The others see them as they are, up to
 * a size where activations are straight, gates open and attention settled, so that they are homogeneous too.
 */
function enteringScale(step: Step, logScales: readonly number[]): number {
  const largest = Math.max(...step.inputs.map((input) => logScales[input] as number));
  return step.kind !== 'segment' || step.segment.homogeneous ? largest : Math.max(0, largest - STRAIGHT);
}

/** Logarithm of the size beyond which every segment counts as homogeneous. */
const STRAIGHT = 6;

function accepted(ports: readonly { readonly name: string }[], feeds: Record<string, Float32Array>): Feeds {
  return Object.fromEntries(ports.map(({ name }) => [name, feeds[name] as Float32Array]));
}

function scaled(values: Float32Array, logFactor: number): Float32Array {
  if (logFactor === 0) return values;
  const factor = Math.exp(logFactor);
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = (values[i] as number) * factor;
  return result;
}

/** A new array: one gradient may go back to several values. */
function added(a: Float32Array, b: Float32Array): Float32Array {
  const result = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] as number) + (b[i] as number);
  return result;
}
