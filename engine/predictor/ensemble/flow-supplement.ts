/** The flow of signals and gradients through the cells as further columns of a learner. Nothing is added where a space has no cells. */
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { seededRandom } from '../../../dsl/random.ts';
import { encodeFlow } from '../../encoding/flow/flow-features.ts';
import type { Snapshot } from '../predictor.ts';
import { fitScaler, scaleColumns, standardise, type Scaler } from '../standardise.ts';
import type { Rows } from './learner.ts';
import type { Supplement, SupplementKind } from './supplemented-learner.ts';

/** A few dozen columns that matter more than the hundreds beside them: chosen on tuning draws of three spaces, see docs/predictor.md. */
const WEIGHT = 1.5;
/** Architectures drawn for the scale of the columns. */
const SAMPLES = 600;

export const flowSupplement: SupplementKind = {
  name: '',
  prepare: async ({ source }) => {
    if (source === undefined) return undefined;
    const scaler = spaceScaler(source.space);
    return scaler.columns.length === 0 ? undefined : supplementOf(scaler);
  },
  restore: (snapshot) => supplementOf(snapshot as unknown as Scaler),
};

function supplementOf(scaler: Scaler): Supplement {
  return {
    columns: ({ source }: Rows) => {
      if (source === undefined) throw new Error('flow columns need the architectures');
      const flow = standardise(encodeFlow(source.space, source.architectures), scaler);
      return scaleColumns(flow, new Float64Array(flow.columns).fill(WEIGHT));
    },
    snapshot: () => scaler as unknown as Snapshot,
  };
}

const scalers = new WeakMap<DecisionSpace, Scaler>();

function spaceScaler(space: DecisionSpace): Scaler {
  const known = scalers.get(space);
  if (known !== undefined) return known;
  const random = seededRandom(`flow scale ${space.hash}`);
  const architectures: Architecture[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    architectures.push(architecture);
  }
  const scaler = fitScaler(encodeFlow(space, architectures));
  scalers.set(space, scaler);
  return scaler;
}
