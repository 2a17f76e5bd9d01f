/**
 * Numbers of architectures under the requirements: exact wherever a plan, an enumeration or the additivity of costs allows it within
 * stated bounds, else an unbiased estimate that says so.
 */
import { seededRandom, type Random } from '../random.ts';
import type { SpaceSize } from './decision-space.ts';
import { countPlan, countPlanSteps } from './count.ts';
import { countByCostSteps } from './count-by-cost.ts';
import { costsAlwaysHold } from './cost-bounds.ts';
import type { CellConstraint } from './cell-constraint.ts';
import type { SpaceModel } from './model.ts';
import { makePlan } from './plan.ts';
import { finish, type Steps } from './steps.ts';
import { TooManySteps } from './too-many-steps.ts';
import type { Lowered } from './lower.ts';

/** Assignments tried inside components that a structural requirement couples, and alternatives tried in a plan. */
export const ENUMERATION_LIMIT = 5_000_000;
/** Architectures whose requirements on costs are tested one by one, and operators looked at for that. */
export const BUILD_LIMIT = 16_000;
const TESTED_OPERATORS = 4_000_000;
/** Draws of an estimate. */
export const ESTIMATE_SAMPLES = 2_000;
/** Rejections for one draw, on average over those asked for, after which an estimate ends early. */
export const REJECTIONS = 100;

/** A whole number between bounds. */
export function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.round(value)));
}

/** Before any requirement; exact, and within bounds that checking has tried. */
export function rawSize(lowered: Lowered): bigint {
  return countRaw(lowered.model, Infinity);
}

/** TooManySteps past the limit. */
export function countRaw(model: SpaceModel, limit: number): bigint {
  const free = { ...model, tables: [] };
  return countPlan(free, makePlan(free, []), limit);
}

export function feasibleSize(lowered: Lowered): SpaceSize {
  return finish(feasibleSteps(lowered));
}

/** The same, with pauses. */
export function* feasibleSteps(lowered: Lowered): Steps<SpaceSize> {
  const structural = yield* structuralSteps(lowered);
  if (lowered.model.costs.length === 0 || costsAlwaysHold(lowered)) return structural;
  if (structural.method === 'exact') {
    const effort = Number(structural.value) * lowered.affordableEffort();
    if (structural.value <= BigInt(BUILD_LIMIT) && effort <= TESTED_OPERATORS) {
      let count = 0n;
      for (const choices of lowered.assignments()) {
        if (lowered.affordable(choices)) count++;
        yield;
      }
      return { value: count, method: 'exact' };
    }
    const few = yield* lowered.scarceSteps();
    if (few !== undefined) return { value: BigInt(few.length), method: 'exact' };
    const exact = yield* countByCostSteps(lowered);
    if (exact !== undefined) return { value: exact, method: 'exact' };
  }
  const samples = within(TESTED_OPERATORS / lowered.affordableEffort(), 50, ESTIMATE_SAMPLES);
  return yield* estimateSteps(structural, lowered, samples, lowered.draws.draw, lowered.affordable);
}

/** Architectures under tabulated and structural requirements; TooManySteps past the limit. */
export function countStructures(model: SpaceModel, constraints: readonly CellConstraint[], limit: number): bigint {
  return finish(countStructuresSteps(model, constraints, limit));
}

/** The same, with pauses. */
export function* countStructuresSteps(
  model: SpaceModel,
  constraints: readonly CellConstraint[],
  limit: number,
): Steps<bigint> {
  // A constraint on a fixed structure is in no component of a plan: it holds for all or for none.
  if (constraints.some((constraint) => constraint.deps.length === 0 && !constraint.holds([]))) return 0n;
  return yield* countPlanSteps(model, makePlan(model, constraints), limit);
}

/** Costs left aside. */
export function* structuralSteps(lowered: Lowered): Steps<SpaceSize> {
  const { model, constraints, draws } = lowered;
  try {
    return { value: yield* countStructuresSteps(model, constraints, ENUMERATION_LIMIT), method: 'exact' };
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
  }
  const value = draws.weighed ? countPlan(model, makePlan(model, []), Infinity) : countRaw(model, Infinity);
  return yield* estimateSteps({ value, method: 'exact' }, lowered, ESTIMATE_SAMPLES, draws.relaxed, draws.accepts);
}

/** Share of uniform draws that are accepted, times the size that they are drawn from. */
export function estimate(...request: Parameters<typeof estimateSteps>): SpaceSize {
  return finish(estimateSteps(...request));
}

function* estimateSteps(
  of: SpaceSize,
  lowered: Lowered,
  samples: number,
  draw: (random: Random) => number[] | undefined,
  accept: (choices: readonly number[]) => boolean,
): Steps<SpaceSize> {
  const random = seededRandom(`size of ${lowered.model.name}`);
  let accepted = 0;
  let drawn = 0;
  const most = lowered.draws.tried() + REJECTIONS * samples;
  for (; drawn < samples; drawn++) {
    const choices = lowered.draws.tried() > most ? undefined : draw(random);
    if (choices === undefined) break;
    if (accept(choices)) accepted++;
    yield;
  }
  const share = drawn === 0 ? 0 : accepted / drawn;
  // One more of each kind keeps the error from being zero where all draws agree (Agresti and Coull 1998).
  const smoothed = (accepted + 1) / (drawn + 2);
  const spread = Math.sqrt((smoothed * (1 - smoothed)) / (drawn + 2));
  const total = Math.min(Number(of.value), Number.MAX_VALUE);
  const relative = of.standardError === undefined || total === 0 ? 0 : of.standardError / total;
  return {
    value: (of.value * BigInt(Math.round(share * 1e9))) / 1_000_000_000n,
    method: 'estimate',
    standardError: Math.min(total * Math.sqrt(spread ** 2 + (share * relative) ** 2), Number.MAX_VALUE),
    samples: drawn,
  };
}
