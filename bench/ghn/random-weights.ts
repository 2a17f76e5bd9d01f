/** What a network does with the random weights that a training would begin with: a yardstick for generated ones. */
import { primitivesOf } from '../../dsl/graph/primitives-of.ts';
import type { Network } from '../../dsl/graph/network.ts';
import type { Random } from '../../dsl/random.ts';
import type { KeptPrograms } from '../../engine/compute/index.ts';
import { initialWeights } from '../../engine/evaluate/train/initialise.ts';
import { modelWeights } from '../../engine/evaluate/train/model.ts';
import type { LabelledImages } from '../../engine/hypernetwork/ghn/generator.ts';
import { passThrough } from '../../engine/hypernetwork/ghn/network-pass.ts';
import { softmaxCrossEntropy } from '../../engine/proxies/softmax-cross-entropy.ts';

/** All images at once, normalisations with their statistics; the loss in nats. */
export async function randomLoss(
  network: Network,
  { pixels, labels }: LabelledImages,
  random: Random,
  programs: KeptPrograms,
): Promise<number> {
  const graph = primitivesOf(network);
  const drawn = initialWeights(modelWeights(graph).filter(({ trainable }) => trainable), random); // prettier-ignore
  const weights = new Map(Object.entries(drawn).map(([name, { data }]) => [name, Float32Array.from(data)]));
  const pass = await passThrough(graph, weights, pixels, labels.length, programs, false);
  const logits = pass.values[pass.graph.output] as Float32Array;
  return softmaxCrossEntropy(logits, labels, logits.length / labels.length).loss;
}
