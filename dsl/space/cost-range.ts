/**
 * The least and the most that the architectures of a space cost. Where costs are sums over operators whose costs the trace knows, the
 * extremes are found component by component of a counting plan, as sums of the parts' extremes: exact, however large the space.
 */
import { seededRandom } from '../random.ts';
import { at } from '../semantics/lifted.ts';
import { isOpaque } from '../semantics/values.ts';
import type { AdditiveCost } from './count-by-cost.ts';
import type { DecisionSpace } from './decision-space.ts';
import { INACTIVE } from './decision-space.ts';
import { makeFold, type Algebra } from './fold.ts';
import type { CostTerm, SpaceModel } from './model.ts';
import { depsOf, makePlan } from './plan.ts';
import type { Steps } from './steps.ts';
import { TooManySteps } from './too-many-steps.ts';

export interface CostRange {
  readonly least: number;
  readonly most: number;
}

/** Of a component of which nothing is left. */
const NOTHING: CostRange = { least: Infinity, most: -Infinity };

/** Alternatives that are tried. */
const STEP_LIMIT = 500_000;

/**
 * Over all architectures under the tabulated requirements; those on costs are left aside. Undefined where costs are not sums of known
 * parts, where structure is required, or where too much hangs together.
 */
export function* costRangeSteps(model: SpaceModel, cost: AdditiveCost): Steps<CostRange | undefined> {
  if (!model.termsComplete || model.cells.length > 0) return undefined;
  const terms = model.terms.filter((term) => term[cost] !== 0);
  if (terms.some((term) => isOpaque(term.guard) || isOpaque(term[cost]))) return undefined;
  try {
    return yield* extremes(model, terms, cost);
  } catch (error) {
    if (error instanceof TooManySteps) return undefined;
    throw error;
  }
}

function* extremes(model: SpaceModel, terms: readonly CostTerm[], cost: AdditiveCost): Steps<CostRange | undefined> {
  const groups = terms.map((term) => [...new Set([...depsOf(term.guard), ...depsOf(term[cost])])]);
  const choices = new Array<number>(model.decisions.length).fill(INACTIVE);
  const value = (index: number): number => {
    const term = terms[index] as CostTerm;
    return at(term.guard, choices) === true ? (at(term[cost], choices) as number) : 0;
  };
  const constant = groups.reduce((sum, deps, i) => (deps.length === 0 ? sum + value(i) : sum), 0);
  const algebra: Algebra<CostRange, CostRange, { least: number; most: number }> = {
    one: { least: 0, most: 0 },
    times: (a, b) => ({ least: a.least + b.least, most: a.most + b.most }),
    isZero: ({ least, most }) => least > most,
    begin: () => ({ ...NOTHING }),
    add(sum, { closing }, _alternative, product) {
      const shift = closing.reduce((total, index) => total + value(index), 0);
      sum.least = Math.min(sum.least, product.least + shift);
      sum.most = Math.max(sum.most, product.most + shift);
    },
    end: ({ least, most }) => ({ least, most }),
  };
  const found = yield* makeFold(model, choices, algebra, STEP_LIMIT).steps(makePlan(model, [], groups));
  return found.least > found.most ? undefined : { least: found.least + constant, most: found.most + constant };
}

/** What draws from the space have cost so far. */
export interface DrawnRanges {
  readonly params: CostRange;
  readonly macs: CostRange;
  readonly draws: number;
}

/** Costs of uniform draws: what the space spans at least. Undefined where none could be drawn. */
export function* drawnRangesSteps(space: DecisionSpace, draws: number): Steps<DrawnRanges | undefined> {
  const random = seededRandom(`cost ranges of ${space.name}`);
  let found: DrawnRanges | undefined;
  for (let i = 0; i < draws; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    const { params, macs } = space.costs(architecture);
    found = {
      params: widened(found?.params, params),
      macs: widened(found?.macs, macs),
      draws: i + 1,
    };
    yield;
  }
  return found;
}

const widened = (range: CostRange | undefined, value: number): CostRange => ({
  least: Math.min(range?.least ?? value, value),
  most: Math.max(range?.most ?? value, value),
});
