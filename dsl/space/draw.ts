/**
 * Uniform draws: exact under the requirements that tables decide, by rejection under those on structure. Where the tables are too
 * entangled to be weighed, they too are left to rejection.
 */
import type { Random } from '../random.ts';
import { at } from '../semantics/lifted.ts';
import type { CellConstraint } from './cell-constraint.ts';
import type { SpaceModel } from './model.ts';
import { makePlan } from './plan.ts';
import { makeSampler, type Sampler } from './sampler.ts';
import { TooManySteps } from './too-many-steps.ts';

/** Rejections by structural requirements before a draw is given up, in small spaces and in very large ones. */
const DRAW_ATTEMPTS = 20_000;
const LEAST_ATTEMPTS = 500;
/** Decisions that may be made for one draw. */
const DRAWN_DECISIONS = 10_000_000;

export interface Draws {
  /** Under tabulated and structural requirements; undefined where none was found. */
  draw(random: Random, attempts?: number): number[] | undefined;
  /** Under the tabulated requirements where `weighed`, else under none. */
  relaxed(random: Random): number[] | undefined;
  readonly weighed: boolean;
  /** Whether a relaxed draw satisfies the requirements that it was not drawn under. */
  accepts(choices: readonly number[]): boolean;
  /** Relaxed draws so far. */
  tried(): number;
}

/** `limit`: alternatives that may be weighed, for tests. */
export function makeDraws(model: SpaceModel, constraints: readonly CellConstraint[], limit?: number): Draws {
  const exact = samplerOf(model, limit);
  const sampler = exact ?? makeSampler(model, makePlan({ ...model, tables: [] }, []));
  const holds = (choices: readonly number[]): boolean =>
    (exact !== undefined || model.tables.every((factor) => at(factor.condition, choices) === true)) &&
    constraints.every((constraint) => constraint.holds(choices));
  const most = Math.round(DRAWN_DECISIONS / (1 + model.decisions.length));
  const usual = Math.max(LEAST_ATTEMPTS, Math.min(DRAW_ATTEMPTS, most));
  let tried = 0;
  const relaxed = (random: Random): number[] | undefined => {
    tried++;
    return sampler.draw(random);
  };
  return {
    weighed: exact !== undefined,
    relaxed,
    accepts: holds,
    tried: () => tried,
    draw(random, attempts = usual) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const choices = relaxed(random);
        if (choices === undefined || holds(choices)) return choices;
      }
      return undefined;
    },
  };
}

function samplerOf(model: SpaceModel, limit?: number): Sampler | undefined {
  try {
    return makeSampler(model, makePlan(model, []), limit);
  } catch (error) {
    if (error instanceof TooManySteps) return undefined;
    throw error;
  }
}
