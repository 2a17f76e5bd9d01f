/** Our own forward pass of a subject, and weights with which no activation grows out of bounds. */
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { elementsOf } from '../../../../dsl/graph/shape.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { openSession, program, type Backend, type HostTensor } from '../../../../engine/compute/index.ts';
import { buildModel, modelWeights, PIXELS } from '../../../../engine/evaluate/train/model.ts';
import { batchShape } from '../../../../engine/evaluate/train/forms/structure.ts';
import { firstWeights, inferenceProgram, type Weights } from '../../../../engine/export/onnx.ts';
import type { Subject } from '../../../../engine/export/subject.ts';
import { feedsFor } from '../../../../engine/evaluate/train/programs.ts';

export interface Batch {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The first examples are the same whatever the size. */
export function randomBatch({ network }: Subject, size: number): Batch {
  const random = seededRandom(1);
  const data = Float32Array.from({ length: size * elementsOf(network.input) }, () => random.normal());
  return { shape: batchShape(size, network.input), data };
}

export async function forward(
  backend: Backend,
  subject: Subject,
  weights: Weights,
  batch: Batch,
): Promise<readonly number[]> {
  const session = await openSession(backend, weights);
  try {
    const inference = inferenceProgram(primitivesOf(subject.network), batch.shape[0] ?? 1);
    const { logits, ...early } = await session.run(inference, feedsFor(inference, { [PIXELS]: batch.data }));
    const exits = Object.keys(early)
      .sort()
      .flatMap((name) => early[name as keyof typeof early] ?? []);
    return besideEachOther([...exits, logits], batch.shape[0] ?? 1);
  } finally {
    await session.dispose();
  }
}

/** Results of a batch as one, an example's exits in a row. */
export function besideEachOther(results: readonly ArrayLike<number>[], batch: number): number[] {
  return Array.from({ length: batch }, (_, row) =>
    results.flatMap((result) =>
      Array.from(result).slice((row * result.length) / batch, ((row + 1) * result.length) / batch),
    ),
  ).flat();
}

/** First weights with scales, shifts and biases off their ones and zeros, and as running statistics those of `randomBatch`. */
export async function livelyWeights(backend: Backend, subject: Subject): Promise<Weights> {
  const graph = primitivesOf(subject.network);
  const weights: Record<string, HostTensor> = { ...firstWeights(subject) };
  for (const { name, shape, initialisation } of modelWeights(graph)) {
    if (initialisation.kind !== 'zeros' && initialisation.kind !== 'ones') continue;
    const random = seededRandom(5).fork(name);
    // Shifted so that most of what enters an activation is positive: else deep untrained networks amplify rounding without bounds.
    const base = name.endsWith('.shift') ? 1 : 0;
    const data = weights[name]?.data.map((value) => value + base + 0.1 * random.normal());
    if (data instanceof Float32Array) weights[name] = { shape, data: name.endsWith('.variance') ? data.fill(1) : data };
  }
  const batch = randomBatch(subject, 4);
  const { logits, parameters, buffers, updates, uniforms } = buildModel(graph, 4, true);
  if (updates.length === 0) return weights;
  const session = await openSession(backend, weights);
  try {
    const pass = program({ outputs: { logits }, state: [...parameters, ...buffers], updates });
    const drawn = uniforms.flatMap((tensor) =>
      tensor.op === 'input'
        ? [[tensor.attributes.name, new Float32Array(tensor.shape.reduce((a, b) => a * b, 1)).fill(0.9)] as const]
        : [],
    );
    await session.run(pass, feedsFor(pass, { [PIXELS]: batch.data, ...Object.fromEntries(drawn) }));
    const after = await session.read(buffers.map((tensor) => (tensor.op === 'input' ? tensor.attributes.name : '')));
    for (const [name, { shape, data }] of Object.entries(after)) {
      // One step of the running average is a tenth of the batch's own statistics.
      const before = weights[name]?.data;
      const own = Float32Array.from(data, (value, i) => 10 * (value - 0.9 * (before?.[i] ?? 0)));
      weights[name] = { shape, data: name.endsWith('.variance') ? own.map((value) => Math.max(value, 0.01)) : own };
    }
  } finally {
    await session.dispose();
  }
  return weights;
}

/** Largest difference, against the largest value where that is above 1. */
export function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let largest = 1;
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] ?? NaN, expected[i] ?? NaN];
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity;
    difference = Math.max(difference, Math.abs(a - b));
    largest = Math.max(largest, Math.abs(b));
  }
  return difference / largest;
}
