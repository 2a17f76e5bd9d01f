/** Whether a network can be trained on a data set: images of its input's shape, a logit for every class. */
import type { Network } from '../../../dsl/graph/network.ts';
import { elementsOf, sameShape, showShape } from '../../../dsl/graph/shape.ts';
import type { Dataset } from '../../data/dataset.ts';

/** One sentence that says what does not agree and what to change; undefined when all does. */
export function misfit(network: Network, dataset: Dataset): string | undefined {
  if (!sameShape(network.input, dataset.shape)) {
    return (
      `space ${network.space} takes ${showShape(network.input)}, but the images of data set ${dataset.name} are ` +
      `${showShape(dataset.shape)}; change the space's input to ${showShape(dataset.shape)}, or the data set`
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
