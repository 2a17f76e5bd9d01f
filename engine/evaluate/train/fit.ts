/** Whether networks can be trained on a data set: images of their input's shape, a logit for every class. */
import { seededRandom } from '../../../dsl/random.ts';
import type { Network } from '../../../dsl/graph/network.ts';
import { elementsOf, sameShape, showShape } from '../../../dsl/graph/shape.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import type { Dataset } from '../../data/dataset.ts';

/** One sentence that says what does not agree and what to change; undefined when all does. */
export function misfit(network: Network, dataset: Dataset): string | undefined {
  if (!sameShape(network.input, dataset.shape)) {
    return (
      `space ${network.space} takes ${showShape(network.input)}, but the images of data set ${dataset.name} are ` +
      `${showShape(dataset.shape)}; change the space's input to ${showShape(dataset.shape)}${entrance(network)}, or the data set`
    );
  }
  for (const result of [...(network.exits ?? []), network.output]) {
    const shape = network.nodes[result]?.shape;
    const outputs = shape === undefined ? 0 : elementsOf(shape);
    if (outputs === dataset.classes) continue;
    return (
      `space ${network.space} ends in ${outputs} outputs, but data set ${dataset.name} has ${dataset.classes} classes; ` +
      `change the space's output to logits[${dataset.classes}], or the data set`
    );
  }
  return undefined;
}

/** How the value of the network's input is made of an image. */
function entrance({ input: { kind } }: Network): string {
  if (kind === 'tokens') return ' and begin its network with to_tokens or patchify';
  return kind === 'features' ? ' and begin its network with flatten' : '';
}

/** Architectures that are looked at before a space is said to fit a data set nowhere. */
const DRAWN = 20;

/**
 * The same of a whole space: the sentence where no network of it can be trained on the data set, as far as draws tell. Spaces whose input is a decision
 * (a resolution) may fit in few places: they are given the benefit of the doubt.
 */
export function spaceMisfit(space: DecisionSpace, dataset: Dataset): string | undefined {
  const random = seededRandom('does the space fit the data set');
  let sentence: string | undefined;
  for (let i = 0; i < DRAWN; i++) {
    const drawn = space.sample(random, 1);
    if (drawn === undefined) continue;
    const found = misfit(space.network(drawn), dataset);
    if (found === undefined || (sentence !== undefined && found !== sentence)) return undefined;
    sentence = found;
  }
  return sentence;
}
