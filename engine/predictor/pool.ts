/** Architectures of a space without a label: they tell predictors the spread of each feature. */
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { encodeAll } from '../encoding/encoder.ts';
import type { ArchitectureSource, Encoded } from './predictor.ts';

const SIZE = 256;

export interface Pool extends Encoded {
  readonly source: ArchitectureSource;
}

const pools = new WeakMap<DecisionSpace, Pool>();

/** The same for every predictor and every run on a space. */
export function drawPool(space: DecisionSpace): Pool {
  const known = pools.get(space);
  if (known !== undefined) return known;
  const random = seededRandom(`predictor pool of ${space.hash}`);
  const architectures: Architecture[] = [];
  for (let i = 0; i < SIZE; i++) {
    const architecture = space.sample(random);
    if (architecture !== undefined) architectures.push(architecture);
  }
  const pool = { features: encodeAll(space, architectures), source: { space, architectures } };
  pools.set(space, pool);
  return pool;
}
