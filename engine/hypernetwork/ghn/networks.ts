/** The networks that a hypernetwork learns on: drawn from a space, each by its number, so that a training that was interrupted meets the same. */
import { seededRandom } from '../../../dsl/random.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import type { NetworkSequence } from './training.ts';

export function sampledNetworks(space: DecisionSpace, seed: number | string): NetworkSequence {
  const random = seededRandom(`networks ${seed}`);
  return (index) => {
    const architecture = space.sample(random.fork(`${index}`));
    return architecture === undefined
      ? { error: `space ${space.name}: no architecture that keeps its limits was found in as many draws as are made` }
      : { value: space.network(architecture) };
  };
}
