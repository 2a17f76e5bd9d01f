/** What a measured training step of a graph hypernetwork is given: architectures of a space, and images that are noise. */
import { elementsOf, type Shape } from '../../dsl/graph/shape.ts';
import { seededRandom } from '../../dsl/random.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { Batch } from '../../engine/data/batches.ts';
import { sampledNetworks } from '../../engine/hypernetwork/ghn/networks.ts';
import { readGhnOptions, type GhnOptions } from '../../engine/hypernetwork/ghn/options.ts';
import type { Subject } from '../../engine/hypernetwork/ghn/step.ts';
import { subjectOf } from '../../engine/hypernetwork/ghn/train.ts';
import { openSpace } from '../predictor/open-space.ts';

export interface StepTask {
  readonly space: DecisionSpace;
  readonly options: GhnOptions;
  /** As many as a step takes, from number `first` of the sequence. */
  subjects(first: number): readonly Subject[];
  readonly input: Shape;
  readonly batch: Batch;
}

/** @param file of the space; @param given options as a `hypernetwork` block writes them. Throws where either is wrong. */
export function stepTask(file: string, given: Readonly<Record<string, unknown>>): StepTask {
  const space = openSpace(file);
  const read = readGhnOptions(given);
  if ('error' in read) throw new Error(read.error);
  const options = read.value;
  const networks = sampledNetworks(space, 'step');
  const subjects = (first: number): readonly Subject[] =>
    Array.from({ length: options.metaBatch }, (_, i) => {
      const network = networks(first + i);
      if ('error' in network) throw new Error(network.error);
      const subject = subjectOf(network.value, options);
      if ('error' in subject) throw new Error(subject.error);
      return subject.value;
    });
  const input = subjects(0)[0]?.graph.primitives.nodes[0]?.shape;
  if (input?.kind !== 'image') throw new Error('the space has no image input');
  const random = seededRandom('images');
  const batch = {
    size: options.batch,
    pixels: Float32Array.from({ length: options.batch * elementsOf(input) }, () => random.normal()),
    labels: Int32Array.from({ length: options.batch }, () => random.int(10)),
  };
  return { space, options, subjects, input, batch };
}
