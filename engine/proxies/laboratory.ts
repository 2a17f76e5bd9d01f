/** Where networks are measured: one batch of images, one set of random weights, and the compiled segments, for all networks alike. */
import type { PrimitiveGraph } from '../../dsl/graph/primitives-of.ts';
import { elementsOf, type Shape } from '../../dsl/graph/shape.ts';
import { seededRandom } from '../../dsl/random.ts';
import type { Backend } from '../compute/index.ts';
import { gradientDecay, gradientEvenness, gradNorm, plain, snip } from './gradient-scores.ts';
import { drawImages, type ImageKind, type LabelledImages } from './images.ts';
import { jacobianNorm, jacov } from './jacov.ts';
import { segmentKernels } from './kernels.ts';
import { naswot } from './naswot.ts';
import { backwardPass, forwardPass } from './pass.ts';
import { segmentsOf, type SegmentGraph } from './segments.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { flowLength, synflow } from './synflow.ts';
import { weightStore } from './weights.ts';

/** In the order of the columns. */
export const proxyNames = [
  'naswot',
  'jacov',
  'grad-norm',
  'snip',
  'synflow',
  'flow-length',
  'fisher',
  'plain',
  'gradient-evenness',
  'gradient-decay',
  'jacobian-norm',
] as const;
export type ProxyName = (typeof proxyNames)[number];
export type ProxyScores = Readonly<Record<ProxyName, number>>;

export interface LaboratoryOptions {
  readonly batch: number;
  readonly images: ImageKind;
  readonly seed: number | string;
}

export interface Laboratory {
  /** NaN where a proxy is not defined: no rectifier, nothing that depends on the image. grad-norm, snip, fisher and synflow are given as logarithms. */
  measure(graph: PrimitiveGraph): Promise<ProxyScores>;
  /** Frees the compiled segments; the backend stays open. */
  dispose(): Promise<void>;
}

export function laboratory(backend: Backend, { batch, images, seed }: LaboratoryOptions): Laboratory {
  const normal = segmentKernels(backend, { batch, normalised: true, scalars: 2 });
  const bare = segmentKernels(backend, { batch: 1, normalised: false, scalars: 1 });
  const weights = weightStore(`${seed}/weights`, false);
  const absolute = weightStore(`${seed}/weights`, true);
  const batches = new Map<string, LabelledImages>();
  const batchOf = (input: Shape, classes: number): LabelledImages => {
    const key = JSON.stringify([input, classes]);
    const known = batches.get(key);
    if (known !== undefined) return known;
    if (input.kind !== 'image') throw new Error(`proxies are measured on images, the input is ${input.kind}`);
    const drawn = drawImages(images, input, batch, classes, seededRandom(`${seed}/images`));
    batches.set(key, drawn);
    return drawn;
  };
  const onImages = async (graph: SegmentGraph, classes: number) => {
    const { pixels, labels } = batchOf(graph.input, classes);
    const pass = await forwardPass(graph, pixels, normal, weights);
    const logits = pass.values[graph.output] as Float32Array;
    const { gradient } = softmaxCrossEntropy(logits, labels, classes);
    const back = await backwardPass(pass, [gradient, new Float32Array(logits.length).fill(1)]);
    const jacobian = back.image[1] as Float32Array;
    return {
      naswot: naswot(pass.codes, pass.codeLength, batch),
      jacov: jacov(jacobian, batch),
      'grad-norm': Math.log(gradNorm(back)),
      snip: Math.log(snip(back)),
      fisher: Math.log(back.fisher),
      plain: plain(back),
      'gradient-evenness': gradientEvenness(back),
      'gradient-decay': gradientDecay(back),
      'jacobian-norm': jacobianNorm(jacobian),
    };
  };
  const onOnes = async (graph: SegmentGraph) => {
    const pass = await forwardPass(graph, new Float32Array(elementsOf(graph.input)).fill(1), bare, absolute, true);
    const result = pass.values[graph.output] as Float32Array;
    const { synapse } = await backwardPass(pass, [new Float32Array(result.length).fill(1)]);
    const logScale = pass.logScales[graph.output] as number;
    return { synflow: synflow(synapse, logScale), 'flow-length': flowLength(synapse, result) };
  };
  return {
    measure: async (graph) => {
      const segments = segmentsOf(graph);
      const classes = elementsOf(graph.nodes[graph.output]?.shape ?? segments.input);
      const scores = { ...(await onImages(segments, classes)), ...(await onOnes(segments)) };
      const finite = (name: ProxyName): number => (Number.isFinite(scores[name]) ? scores[name] : NaN);
      return Object.fromEntries(proxyNames.map((name) => [name, finite(name)])) as ProxyScores;
    },
    dispose: async () => {
      await normal.dispose();
      await bare.dispose();
    },
  };
}
