/** What a hypernetwork is used for: embeddings, weights and scores of networks. Compiled parts are kept between calls. */
import { resultsOf } from '../../../dsl/graph/exits.ts';
import type { Network } from '../../../dsl/graph/network.ts';
import { elementsOf } from '../../../dsl/graph/shape.ts';
import {
  ComputeError,
  DeviceLost,
  ProgramError,
  sizeOf,
  type Backend,
  type DeviceValue,
  type HostTensor,
} from '../../compute/index.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import { initialWeights } from '../../evaluate/train/initialise.ts';
import { batchShape } from '../../evaluate/train/forms/structure.ts';
import { modelWeights } from '../../evaluate/train/model.ts';
import { softmaxCrossEntropy } from '../../proxies/softmax-cross-entropy.ts';
import { seededRandom } from '../../../dsl/random.ts';
import { decoded, meanState, type Weights } from './decode.ts';
import { bringGraphs, encoded } from './encode.ts';
import type { Ghn } from './ghn.ts';
import { passThrough, type FedWeights, type OnStatistics, type Pass } from './network-pass.ts';
import { packed } from './packed.ts';
import { openPlace } from './place.ts';
import { openScope, type Scope } from './scope.ts';
import type { Subject } from './step.ts';
import { subjectOf } from './train.ts';

/** Labelled images, normalised: pixels [count, channels, height, width]. */
export interface LabelledImages {
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
}

export interface GeneratedScore {
  /** Percent, with the statistics of each batch in normalisations. */
  readonly accuracy: number;
  /** Of each exit, the network's end last; only of networks with early exits. */
  readonly exits?: readonly number[];
  /** Nats. */
  readonly loss: number;
  /** All of it: graph, weights, images. */
  readonly seconds: number;
}

/** Each rejects with a DeviceLost where its device is lost. */
export interface Generator {
  /** Mean of the nodes' last states, [hidden]. */
  embedding(network: Network): Promise<Outcome<Float32Array>>;
  /**
   * All weights and buffers by the names of `modelWeights`. Running statistics are those of `images` where some are given, else as before a
   * training: a network with batch normalisation is of use without a training only with them.
   */
  weights(network: Network, images?: LabelledImages): Promise<Outcome<Record<string, HostTensor>>>;
  /** Of whole batches of images. */
  score(network: Network, images: LabelledImages): Promise<Outcome<GeneratedScore>>;
  /** Frees what was compiled; the backend stays open. */
  dispose(): Promise<void>;
}

type Action<T> = (subject: Subject, scope: Scope) => Promise<Outcome<T>>;

/** Images that pass through a network together. */
const BATCH = 64;

/** The backend stays the caller's. Nothing is random. */
export async function openGenerator(ghn: Ghn, backend: Backend): Promise<Generator> {
  const { options } = ghn;
  const place = await openPlace(options, ghn.tensors, backend);
  let queue: Promise<unknown> = Promise.resolve();
  /** One after the other, each in a scope of its own; what does not fit is a sentence. */
  const work = <T>(network: Network, action: Action<T>): Promise<Outcome<T>> => {
    const next = queue.then(async (): Promise<Outcome<T>> => {
      const subject = subjectOf(network, options);
      if ('error' in subject) return subject;
      const scope = openScope(place);
      try {
        return await action(subject.value, scope);
      } catch (problem) {
        if (problem instanceof DeviceLost) throw problem;
        if (problem instanceof ComputeError || problem instanceof ProgramError) return fail(problem.message);
        throw problem;
      } finally {
        await scope.close();
      }
    });
    queue = next.catch(() => undefined);
    return next;
  };
  const statesOf = async ({ graph }: Subject, scope: Scope) => {
    const graphs = packed([graph], options);
    const states = await encoded(scope, graphs, await bringGraphs(scope, graphs));
    return { graphs, last: states.at(-1) as DeviceValue };
  };
  const generated = async (subject: Subject, scope: Scope): Promise<Weights> => {
    const { graphs, last } = await statesOf(subject, scope);
    return (await decoded(scope, graphs, [subject.plan], last)).weights[0] as Weights;
  };
  /** With the pass that the images take. The values of a batch go before the next one. */
  const eachBatch = async (
    { graph }: Subject,
    scope: Scope,
    weights: FedWeights,
    batches: readonly ImageBatch[],
    then: (pass: Pass, batch: ImageBatch) => Promise<void>,
    onStatistics?: OnStatistics,
  ): Promise<void> => {
    for (const batch of batches) {
      const { images } = await scope.bring({ images: { shape: batch.shape, data: batch.pixels } });
      const pass = await passThrough(scope, graph.primitives, weights, images as DeviceValue, false, onStatistics);
      await then(pass, batch);
      for (const value of pass.values) await value.free();
    }
  };
  return {
    embedding: (network) =>
      work(network, async (subject, scope) => {
        const { graphs, last } = await statesOf(subject, scope);
        const states = await readFloats(backend, last);
        return ok(meanState(states, graphs.slotOf[0] as readonly number[], options.hidden));
      }),
    weights: (network, images) =>
      work(network, async (subject, scope) => {
        const values = await generated(subject, scope);
        const measured = new Map<string, Float32Array>();
        const model = modelWeights(subject.graph.primitives);
        // Buffers are there where statistics are measured; nothing of them remains in these.
        const buffers = model.filter(({ trainable }) => !trainable);
        const fed = new Map<string, DeviceValue | Float32Array>(values);
        for (const { name, shape } of buffers) fed.set(name, new Float32Array(sizeOf(shape)));
        if (images !== undefined) {
          const batches = batchesOf(network, images);
          if ('error' in batches) return batches;
          const share = 1 / batches.value.length;
          const add: OnStatistics = async (statistics) => {
            for (const [name, { data }] of Object.entries(await backend.read(statistics))) {
              const sum = measured.get(name) ?? new Float32Array(data.length);
              for (let i = 0; i < sum.length; i++) sum[i]! += share * (data[i] as number);
              measured.set(name, sum);
            }
          };
          await eachBatch(subject, scope, fed, batches.value, () => Promise.resolve(), add);
        }
        const generatedData = await backend.read(Object.fromEntries(values));
        const initial = initialWeights(buffers, seededRandom(0));
        return ok(
          Object.fromEntries(
            model.map(({ name, shape }): [string, HostTensor] => {
              const data = generatedData[name]?.data ?? measured.get(name);
              return [name, data === undefined ? (initial[name] as HostTensor) : { shape, data: data.slice() }];
            }),
          ),
        );
      }),
    score: (network, images) =>
      work(network, async (subject, scope) => {
        const began = performance.now();
        const batches = batchesOf(network, images);
        if ('error' in batches) return batches;
        const weights = await generated(subject, scope);
        const right = resultsOf(subject.graph.primitives).map(() => 0);
        let [total, count] = [0, 0];
        await eachBatch(subject, scope, weights, batches.value, async ({ graph, values }, { labels, size }) => {
          const named = graph.results.map((result, i) => [`${i}`, values[result] as DeviceValue] as const);
          const read = await backend.read(Object.fromEntries(named));
          const logits = graph.results.map((_, i) => floats(read[`${i}`]));
          const classes = (logits[0]?.length ?? 0) / size;
          logits.forEach((each, i) => (right[i] = (right[i] as number) + hits(each, labels, classes)));
          total += softmaxCrossEntropy(logits.at(-1) as Float32Array, labels, classes).loss * size;
          count += size;
        });
        const seconds = (performance.now() - began) / 1000;
        const exits = right.map((each) => (100 * each) / count);
        const score = { accuracy: exits.at(-1) as number, loss: total / count, seconds };
        return ok(exits.length === 1 ? score : { ...score, exits });
      }),
    dispose: async () => {
      await queue;
      await place.dispose();
    },
  };
}

/** Images whose largest logit is that of their label. */
function hits(logits: Float32Array, labels: Int32Array, classes: number): number {
  let right = 0;
  labels.forEach((label, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const largest = row.reduce((most, value) => Math.max(most, value), -Infinity);
    if (row.indexOf(largest) === label) right++;
  });
  return right;
}

function floats(tensor: HostTensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error('a value is no floats');
}

const readFloats = async (backend: Backend, value: DeviceValue): Promise<Float32Array> =>
  floats((await backend.read({ value }))['value']);

interface ImageBatch extends LabelledImages {
  readonly size: number;
  /** Of the pixels. */
  readonly shape: readonly number[];
}

/** Equal batches; images beyond the last whole one are left out. */
function batchesOf({ space, input }: Network, { pixels, labels }: LabelledImages): Outcome<readonly ImageBatch[]> {
  const area = elementsOf(input);
  if (labels.length === 0 || pixels.length !== labels.length * area) {
    return fail(`space ${space}: a score needs images of ${area} numbers each and a label for each`);
  }
  const size = Math.min(BATCH, labels.length);
  return ok(
    Array.from({ length: Math.floor(labels.length / size) }, (_, i) => ({
      size,
      shape: batchShape(size, input),
      pixels: pixels.subarray(i * size * area, (i + 1) * size * area),
      labels: labels.subarray(i * size, (i + 1) * size),
    })),
  );
}
