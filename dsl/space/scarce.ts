/**
 * Spaces of whose architectures next to none meet the requirements on costs: those that do are found one by one, and drawn from the list of them, where
 * draws and rejections would look for hours.
 */
import { seededRandom, type Random } from '../random.ts';
import { enumerateSteps, type Assignments } from './assignment.ts';
import type { Promising } from './cost-pruning.ts';
import { INACTIVE } from './decision-space.ts';
import type { Draws } from './draw.ts';
import type { Steps } from './steps.ts';
import { TooManySteps } from './too-many-steps.ts';

/** Draws of which not one may meet the requirements. */
const SCARCE_DRAWS = 1_000;
/** Alternatives that may be tried to find all, and architectures that may be found. */
const TRIED = 2_000_000;
const FOUND = 50_000;

/** Whether not one of some seeded draws is affordable; with pauses. */
export function* isScarceSteps(draws: Draws, affordable: (choices: readonly number[]) => boolean): Steps<boolean> {
  const random = seededRandom('how scarce');
  for (let i = 0; i < SCARCE_DRAWS; i++) {
    const choices = draws.draw(random);
    if (choices === undefined || affordable(choices)) return false;
    yield;
  }
  return true;
}

/** All architectures that meet every requirement, with pauses; undefined where finding them takes too long. */
export function* findAllSteps(
  assignments: Assignments,
  promising: Promising,
  affordable: (choices: readonly number[]) => boolean,
): Steps<readonly (readonly number[])[] | undefined> {
  const found: (readonly number[])[] = [];
  try {
    for (const choices of enumerateSteps(assignments, TRIED, promising)) {
      if (choices !== undefined && affordable(choices)) found.push(choices);
      if (found.length > FOUND) return undefined;
      yield;
    }
  } catch (error) {
    if (error instanceof TooManySteps) return undefined;
    throw error;
  }
  return found;
}

/** Draws from the list, in proportion to the products of the decisions' weights. */
export function listSampler(
  { model }: Assignments,
  list: readonly (readonly number[])[],
): (random: Random) => readonly number[] | undefined {
  let total = 0;
  const upTo = Float64Array.from(list, (choices) => {
    let weight = 1;
    choices.forEach((choice, id) => {
      if (choice !== INACTIVE) weight *= model.decisions[id]?.weights?.[choice] ?? 1;
    });
    return (total += weight);
  });
  return (random) => {
    if (total === 0) return undefined;
    const lot = random.next() * total;
    let from = 0;
    let to = upTo.length - 1;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((upTo[middle] as number) > lot) to = middle;
      else from = middle + 1;
    }
    return list[from];
  };
}
