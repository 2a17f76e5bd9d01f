/**
 * What is known of a space without waiting: its model, its exact size as far as a few thousand steps tell, and the counts that need
 * every architecture once, made in slices of time. Kept with the program, so a new version of the text begins anew.
 */
import type { Program } from '../../semantics/program.ts';
import { compileCellConstraint, type CellConstraint } from '../../space/cell-constraint.ts';
import { TooManySteps } from '../../space/count.ts';
import type { DecisionSpace } from '../../space/decision-space.ts';
import { decisionSpace } from '../../space/lower.ts';
import type { SpaceModel } from '../../space/model.ts';
import { countStructures } from '../../space/size.ts';
import { startTrace } from '../../space/trace.ts';
import { traceSpace } from '../../space/trace-space.ts';
import type { SpaceItem } from '../../syntax/ast.ts';

/** Steps of a count, some ten milliseconds: those that test a cell's structure cost ten times as much as others. */
const STEP_LIMIT = 50_000;
const STRUCTURE_STEP_LIMIT = 5_000;
/** Architectures that are looked at one by one. */
export const WALK_LIMIT = 50_000n;
/** Raw size up to which walking past infeasible architectures is quick enough. */
const RAW_LIMIT = 2_000_000n;

/** Architectures walked so far; `done` when these are all. */
export interface Walked {
  readonly begun: boolean;
  readonly done: boolean;
  readonly feasible: number;
  readonly distinct: number;
}

export interface SpaceFacts {
  readonly model: SpaceModel;
  /** Undefined where the space has errors. */
  readonly space: DecisionSpace | undefined;
  readonly constraints: readonly CellConstraint[];
  /** Under requirements of decisions and structure; undefined where that takes too many steps. */
  readonly structural: bigint | undefined;
  /** Whether the counts over all architectures can be had at all. */
  readonly walkable: boolean;
  /** Goes on with these counts for some milliseconds. */
  walk(milliseconds: number): Walked;
}

const known = new WeakMap<Program, Map<SpaceItem, SpaceFacts>>();

export function spaceFacts(program: Program, item: SpaceItem, file: string): SpaceFacts {
  let spaces = known.get(program);
  if (spaces === undefined) known.set(program, (spaces = new Map()));
  let facts = spaces.get(item);
  if (facts === undefined) spaces.set(item, (facts = collect(program, item, file)));
  return facts;
}

function collect(program: Program, item: SpaceItem, file: string): SpaceFacts {
  const { model } = traceSpace(program, item, file);
  const broken = program.diagnostics.some((found) => found.severity === 'error');
  const sound = model.sound && !broken;
  const tracer = startTrace(program);
  const constraints = sound ? model.cells.flatMap((factor) => compileCellConstraint(tracer, factor) ?? []) : [];
  const space = sound && constraints.length === model.cells.length ? decisionSpace(program, model) : undefined;
  const free = model.tables.length === 0 && constraints.length === 0;
  const structural = free ? space?.rawSize() : space && countWithin(model, constraints);
  const walkable = space !== undefined && (structural ?? RAW_LIMIT) <= WALK_LIMIT && space.rawSize() <= RAW_LIMIT;
  const walk = space !== undefined && walkable ? makeWalk(space, model) : () => NOTHING;
  return { model, space, constraints, structural, walkable, walk };
}

/** Undefined past the limit of steps. */
export function countWithin(model: SpaceModel, constraints: readonly CellConstraint[]): bigint | undefined {
  try {
    return countStructures(model, constraints, constraints.length > 0 ? STRUCTURE_STEP_LIMIT : STEP_LIMIT);
  } catch (error) {
    if (error instanceof TooManySteps) return undefined;
    throw error;
  }
}

/** Goes on with the walks that have begun and are not at their end; whether any is left. */
export function continueWalks(program: Program, milliseconds: number): boolean {
  const open = [...(known.get(program)?.values() ?? [])].filter((facts) => facts.walk(0).begun && !facts.walk(0).done);
  return open.filter((facts) => !facts.walk(milliseconds / open.length).done).length > 0;
}

const NOTHING: Walked = { begun: false, done: false, feasible: 0, distinct: 0 };

function makeWalk(space: DecisionSpace, model: SpaceModel): SpaceFacts['walk'] {
  const seen = new Set<string>();
  const architectures = space.withoutCosts().enumerate()[Symbol.iterator]();
  let feasible = 0;
  let done = false;
  let begun = false;
  return (milliseconds) => {
    const end = Date.now() + milliseconds;
    while (!done && Date.now() < end) {
      const next = architectures.next();
      if (next.done === true) done = true;
      else if (model.costs.length === 0 || space.validate(next.value).ok) {
        feasible++;
        seen.add(space.graphHash(next.value));
      }
    }
    begun ||= milliseconds > 0;
    return { begun, done, feasible, distinct: seen.size };
  };
}
