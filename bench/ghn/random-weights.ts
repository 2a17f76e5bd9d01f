/** What a network does with the random weights that a training would begin with: a yardstick for generated ones. */
import { primitivesOf } from '../../dsl/graph/primitives-of.ts';
import type { Network } from '../../dsl/graph/network.ts';
import type { Random } from '../../dsl/random.ts';
import type { DeviceValue, KeptPrograms } from '../../engine/compute/index.ts';
import { batchShape } from '../../engine/evaluate/train/forms/structure.ts';
import { initialWeights } from '../../engine/evaluate/train/initialise.ts';
import { modelWeights } from '../../engine/evaluate/train/model.ts';
import type { LabelledImages } from '../../engine/hypernetwork/ghn/generator.ts';
import { passThrough } from '../../engine/hypernetwork/ghn/network-pass.ts';
import { openScope } from '../../engine/hypernetwork/ghn/scope.ts';
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
  const scope = openScope({ programs });
  try {
    const { images } = await scope.bring({ images: { shape: batchShape(labels.length, network.input), data: pixels } });
    const pass = await passThrough(scope, graph, weights, images as DeviceValue, false);
    const { logits } = await programs.backend.read({ logits: pass.values[pass.graph.output] as DeviceValue });
    const numbers = logits?.data as Float32Array;
    return softmaxCrossEntropy(numbers, labels, numbers.length / labels.length).loss;
  } finally {
    await scope.close();
  }
}
