/**
 * Numbers of architectures under the requirements: exact wherever a plan, an enumeration or the additivity of costs allows it within
 * stated bounds, else an unbiased estimate that says so.
 */
import { seededRandom } from '../random.ts';
import type { SpaceSize } from './decision-space.ts';
import { countPlan } from './count.ts';
import { countByCost } from './count-by-cost.ts';
import { costsAlwaysHold } from './cost-bounds.ts';
import type { CellConstraint } from './cell-constraint.ts';
import type { SpaceModel } from './model.ts';
import { makePlan } from './plan.ts';
import { TooManySteps } from './too-many-steps.ts';
import type { Lowered } from './lower.ts';

/** Assignments tried inside components that a structural requirement couples. */
export const ENUMERATION_LIMIT = 5_000_000;
/** Networks built to test requirements on costs one by one. */
export const BUILD_LIMIT = 16_000;
/** Draws of an estimate. */
export const ESTIMATE_SAMPLES = 2_000;

/** Before any requirement; plans alone, so always exact. */
export function rawSize(lowered: Lowered): bigint {
  const model = { ...lowered.model, tables: [] };
  return countPlan(model, makePlan(model, []), Infinity);
}

export function feasibleSize(lowered: Lowered): SpaceSize {
  const structural = structuralSize(lowered);
  if (lowered.model.costs.length === 0 || costsAlwaysHold(lowered)) return structural;
  if (structural.method === 'exact') {
    if (structural.value <= BigInt(BUILD_LIMIT)) {
      let count = 0n;
      for (const choices of lowered.assignments()) if (lowered.affordable(choices)) count++;
      return { value: count, method: 'exact' };
    }
    const exact = countByCost(lowered);
    if (exact !== undefined) return { value: exact, method: 'exact' };
  }
  return estimate(structural, lowered, (choices) => lowered.affordable(choices));
}

/** Architectures under tabulated and structural requirements; TooManySteps past the limit. */
export function countStructures(model: SpaceModel, constraints: readonly CellConstraint[], limit: number): bigint {
  // A constraint on a fixed structure is in no component of a plan: it holds for all or for none.
  if (constraints.some((constraint) => constraint.deps.length === 0 && !constraint.holds([]))) return 0n;
  return countPlan(model, makePlan(model, constraints), limit);
}

/** Costs left aside. */
function structuralSize(lowered: Lowered): SpaceSize {
  const { model, constraints } = lowered;
  try {
    return { value: countStructures(model, constraints, ENUMERATION_LIMIT), method: 'exact' };
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
    const relaxed: SpaceSize = { value: countPlan(model, makePlan(model, []), Infinity), method: 'exact' };
    return estimate(relaxed, { ...lowered, draw: lowered.drawRelaxed }, (choices) =>
      constraints.every((c) => c.holds(choices)),
    );
  }
}

/** Share of uniform draws that are accepted, times the size that they are drawn from. */
function estimate(of: SpaceSize, lowered: Lowered, accept: (choices: readonly number[]) => boolean): SpaceSize {
  const random = seededRandom(`size of ${lowered.model.name}`);
  let accepted = 0;
  let drawn = 0;
  for (; drawn < ESTIMATE_SAMPLES; drawn++) {
    const choices = lowered.draw(random);
    if (choices === undefined) break;
    if (accept(choices)) accepted++;
  }
  const share = drawn === 0 ? 0 : accepted / drawn;
  // One more of each kind keeps the error from being zero where all draws agree (Agresti and Coull 1998).
  const smoothed = (accepted + 1) / (drawn + 2);
  const spread = Math.sqrt((smoothed * (1 - smoothed)) / (drawn + 2));
  const total = Number(of.value);
  const relative = of.standardError === undefined || total === 0 ? 0 : of.standardError / total;
  return {
    value: (of.value * BigInt(Math.round(share * 1e9))) / 1_000_000_000n,
    method: 'estimate',
    standardError: total * Math.sqrt(spread ** 2 + (share * relative) ** 2),
    samples: drawn,
  };
}
