/**
 * A network with given weights on a batch of images, and the gradient back to the weights. It is cut into the segments that the networks of a space
 * share, each compiled once, so that a new architecture costs next to no compilation. Batch normalisation uses the batch's own statistics. All values
 * stay on the device.
 */
import { div, gradients, input, mul, program, sub, sum, type DeviceValue, type Feeds, type Program, type Tensor } from '../../compute/index.ts'; // prettier-ignore
import { segmentModel, type SegmentModel } from '../../proxies/segment-programs.ts';
import { segmentsOf, type Segment, type SegmentGraph, type Step } from '../../proxies/segments.ts';
import type { PrimitiveGraph } from '../../../dsl/graph/primitives-of.ts';
import type { Shape } from '../../../dsl/graph/shape.ts';
import { weightRules } from '../../../dsl/graph/weight-rules.ts';
import { valueOf, type DeviceValues, type Scope } from './scope.ts';

/** Weights, and buffers where they are measured, by name. */
export type FedWeights = ReadonlyMap<string, Feeds[string]>;

/** Gradients by name. */
export type Slopes = ReadonlyMap<string, DeviceValue>;

export interface Pass {
  readonly graph: SegmentGraph;
  readonly batch: number;
  /** Of every value, the images first, [batch, ...]. */
  readonly values: readonly DeviceValue[];
}

type SegmentStep = Extract<Step, { kind: 'segment' }>;

/** Gets the statistics of a segment's batch, by the names of its buffers. */
export type OnStatistics = (statistics: DeviceValues) => Promise<void>;

/**
 * @param keep whether a gradient is asked for later; otherwise values go as soon as nothing reads them
 * @param onStatistics buffers must be among the weights then, all zero
 */
export async function passThrough(
  scope: Pick<Scope, 'run'>,
  primitives: PrimitiveGraph,
  weights: FedWeights,
  images: DeviceValue,
  keep: boolean,
  onStatistics?: OnStatistics,
): Promise<Pass> {
  const graph = segmentsOf(primitives, { exits: true });
  const [batch = 0] = images.shape;
  const values: DeviceValue[] = [images];
  const last = new Map<number, number>();
  graph.steps.forEach(({ inputs }, at) => inputs.forEach((value) => last.set(value, at)));
  for (const [at, step] of graph.steps.entries()) {
    const entering = step.inputs.map((value) => values[value] as DeviceValue);
    const measured = onStatistics !== undefined && step.kind === 'segment';
    const { y, ...statistics } = await forward(scope, segmentOf(step), batch, { ...feedsOf(step, weights), ...named('x', entering) }, measured); // prettier-ignore
    values.push(y as DeviceValue);
    if (measured) await onStatistics(globallyNamed(step, statistics));
    if (keep) continue;
    for (const value of step.inputs)
      if (value > 0 && last.get(value) === at && !graph.results.includes(value)) await values[value]?.free();
  }
  return { graph, batch, values };
}

/** Share of the batch in a running average. */
const MOVED = 0.1;

/** The gradient by every weight that is trained; `outer`: by each of the network's results, early exits first. The values of the pass are freed. */
export async function passBack(
  scope: Pick<Scope, 'run'>,
  pass: Pass,
  outer: readonly DeviceValue[],
  weights: FedWeights,
): Promise<Slopes> {
  const { graph, batch, values } = pass;
  const result = new Map<string, DeviceValue>();
  const back = slopesByValue();
  graph.results.forEach((value, i) => back.give(value, outer[i] as DeviceValue));
  for (const [at, step] of [...graph.steps.entries()].toReversed()) {
    // All that read it have been passed.
    await values[at + 1]?.free();
    const parts = back.take(at + 1);
    if (parts.length === 0) continue;
    const dy = await summed(scope, parts, step.shape, batch);
    if (dy !== parts[0]) {
      back.use(dy);
      for (const part of parts) await back.done(part);
    }
    if (step.kind === 'sum') {
      for (const value of step.inputs) if (value > 0) back.give(value, dy);
    } else {
      const segment = segmentOf(step);
      const needed = step.inputs.map((value) => value > 0);
      const entering = step.inputs.map((value) => values[value] as DeviceValue);
      const feeds = { ...feedsOf(step, weights), ...named('x', entering), dy };
      const found = await backward(scope, segment, batch, needed, feeds);
      step.inputs.forEach((value, i) => value > 0 && back.give(value, valueOf(found, `dx${i}`)));
      if (step.kind === 'segment')
        for (const [name, value] of Object.entries(found))
          if (name.startsWith('d.')) result.set(globalName(step, name.slice(2)), value);
    }
    await back.done(dy);
  }
  return result;
}

/** Gradients by values, before they are summed. One may go back to several values; it is freed when all are done with it. */
function slopesByValue() {
  const parts = new Map<number, DeviceValue[]>();
  const users = new Map<DeviceValue, number>();
  const use = (slope: DeviceValue): void => void users.set(slope, (users.get(slope) ?? 0) + 1);
  return {
    use,
    give: (value: number, slope: DeviceValue): void => {
      parts.set(value, [...(parts.get(value) ?? []), slope]);
      use(slope);
    },
    take: (value: number): readonly DeviceValue[] => {
      const taken = parts.get(value) ?? [];
      parts.delete(value);
      return taken;
    },
    done: async (slope: DeviceValue): Promise<void> => {
      const left = (users.get(slope) ?? 1) - 1;
      users.set(slope, left);
      if (left === 0) await slope.free();
    },
  };
}

async function summed(
  scope: Pick<Scope, 'run'>,
  parts: readonly DeviceValue[],
  shape: Shape,
  batch: number,
): Promise<DeviceValue> {
  if (parts.length === 1) return parts[0] as DeviceValue;
  const total = mergeSegment('sum', parts.map(() => shape), shape); // prettier-ignore
  return valueOf(await forward(scope, total, batch, named('x', parts), false), 'y');
}

/** A merge as a segment of its own. */
function mergeSegment(kind: Exclude<Step['kind'], 'segment'>, inputShapes: readonly Shape[], shape: Shape): Segment {
  const nodes = [{ op: kind, attributes: {}, inputs: inputShapes.map((_, i) => i), shape }];
  return { key: `${kind} ${JSON.stringify(inputShapes)}`, inputShapes, nodes, homogeneous: true };
}

const segmentOf = (step: Step): Segment =>
  step.kind === 'segment' ? step.segment : mergeSegment(step.kind, step.inputShapes, step.shape);

/** A buffer's next value is `MOVED` of the batch's statistics and the rest of its own, which is zero here. */
function forward(
  scope: Pick<Scope, 'run'>,
  segment: Segment,
  batch: number,
  feeds: Feeds,
  measured: boolean,
): Promise<DeviceValues> {
  const build = (): Program => {
    const { result, updates, tensors } = modelOf(segment, batch);
    const outputs: Record<string, Tensor> = { y: result };
    if (measured) {
      for (const [name, next] of updates) {
        const buffer = tensors.get(name) as Tensor;
        outputs[name] = div(sub(next, mul(buffer, 1 - MOVED)), MOVED);
      }
    }
    return program({ outputs });
  };
  return scope.run(`${measured ? 'measured ' : ''}${batch} ${segment.key}`, build, feeds);
}

/** `d.<weight>` of every trained weight, `dx<i>` of every input that is `needed`. */
async function backward(
  scope: Pick<Scope, 'run'>,
  segment: Segment,
  batch: number,
  needed: readonly boolean[],
  feeds: Feeds,
): Promise<DeviceValues> {
  const build = (): Program => {
    const { inputs, result, weights, tensors } = modelOf(segment, batch);
    const trained = weights.filter(({ trainable }) => trainable);
    const by = [...trained.map(({ name }) => tensors.get(name) as Tensor), ...inputs];
    const slopes = gradients(sum(mul(result, input('dy', result.shape))), by);
    const outputs: Record<string, Tensor> = {};
    trained.forEach(({ name }, i) => (outputs[`d.${name}`] = slopes[i] as Tensor));
    inputs.forEach((_, i) => needed[i] === true && (outputs[`dx${i}`] = slopes[trained.length + i] as Tensor));
    return program({ outputs });
  };
  const isAskedFor = needed.includes(true) || segment.nodes.some(({ op }) => weightRules[op] !== undefined);
  return isAskedFor ? scope.run(`back ${batch} ${needed.join()} ${segment.key}`, build, feeds) : {};
}

const modelOf = (segment: Segment, batch: number): SegmentModel => segmentModel(segment, { batch, normalised: true });

/** The name in the network of what a segment calls `3.weight`. */
function globalName({ nodes }: SegmentStep, name: string): string {
  const point = name.indexOf('.');
  return `${nodes[Number(name.slice(0, point))]}${name.slice(point)}`;
}

const globallyNamed = (step: SegmentStep, values: DeviceValues): DeviceValues =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [globalName(step, name), value]));

function feedsOf(step: Step, weights: FedWeights): Feeds {
  if (step.kind !== 'segment') return {};
  const feeds: Record<string, Feeds[string]> = {};
  step.nodes.forEach((node, i) => {
    for (const name of Object.keys(weightRules[step.segment.nodes[i]?.op ?? 'identity'] ?? {})) {
      const value = weights.get(`${node}.${name}`);
      if (value !== undefined) feeds[`${i}.${name}`] = value;
    }
  });
  return feeds;
}

const named = (prefix: string, values: readonly DeviceValue[]): DeviceValues =>
  Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]));
