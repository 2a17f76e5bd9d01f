/** The two forms of decisions: `choice` picks one of a domain, `choose` picks a subset. */
import type { ChoiceExpr, ChooseExpr, Expr } from '../syntax/ast.ts';
import { distinctAlternatives } from './alternatives.ts';
import type { Environment } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { lift, TABLE_LIMIT } from './lifted.ts';
import { placeOf, type DecisionRequest, type Machine } from './machine.ts';
import { problem } from './problem.ts';
import { joinPath, segmentOf } from './segments.ts';
import { isError, isList, isLifted, show, typeName, type Concrete, type Value } from './values.ts';
import type { Place } from '../diagnostics/catalogue.ts';

/** Grid points of a float range without `steps`. */
const DEFAULT_STEPS = 8;
/** Most items of one subset. */
const CHOSEN_LIMIT = 100;

export function evaluateChoice(machine: Machine, environment: Environment, expr: ChoiceExpr): Value {
  const place = placeOf(environment, expr);
  const { raw, inside } = evaluateDomain(machine, environment, expr.domain);
  const steps = expr.steps === undefined ? undefined : evaluate(machine, environment, expr.steps);
  let repeated: Value | undefined;
  const domain = lift(steps === undefined ? [raw] : [raw, steps], ([value, count]) => {
    const found = alternativesOf(value as Concrete, count, expr, placeOf(environment, expr.domain));
    if (!isList(found)) return found;
    const alternatives = distinctAlternatives(found);
    repeated ??= alternatives.repeated;
    return alternatives.distinct;
  });
  if (repeated !== undefined && expr.weights !== undefined) {
    const why = `need different alternatives, ${show(repeated)} is listed twice`;
    return problem('invalid-value', placeOf(environment, expr.weights), { what: 'weights', why });
  }
  const weights = expr.weights === undefined ? undefined : weightsOf(machine, environment, expr, domain);
  if (weights !== undefined && !isNumbers(weights)) return weights;
  return machine.decide({
    path: joinPath(environment.path, segmentOf(expr)),
    kind: 'choice',
    domain,
    ordinal: isOrdinal(domain),
    weights,
    repeated,
    place,
    ...(inside === undefined ? {} : { inside }),
  });
}

/** The alternatives, and of a literal list which decisions each holds. */
function evaluateDomain(
  machine: Machine,
  environment: Environment,
  expr: Expr,
): { raw: Value; inside?: DecisionRequest['inside'] } {
  if (expr.kind !== 'list') return { raw: evaluate(machine, environment, expr) };
  const before = machine.met();
  const raw: Value[] = [];
  const inside = expr.items.map((item) => {
    const from = machine.met();
    raw.push(evaluate(machine, environment, item));
    return { from, to: machine.met() };
  });
  return machine.met() === before ? { raw } : { raw, inside };
}

export function evaluateChoose(machine: Machine, environment: Environment, expr: ChooseExpr): Value {
  const place = placeOf(environment, expr);
  const set = evaluate(machine, environment, expr.from);
  const count = expr.count === undefined ? undefined : evaluate(machine, environment, expr.count);
  let repeated: Value | undefined;
  const domain = lift(count === undefined ? [set] : [set, count], ([items, size]) => {
    if (isError(items as Value)) return items as Concrete;
    if (!isList(items as Value)) {
      return problem('type-mismatch', place, { expected: 'a list to choose from', actual: typeName(items as Value) });
    }
    const { distinct: list, repeated: twice } = distinctAlternatives(items as readonly Value[]);
    repeated ??= twice;
    if (expr.count === undefined) return subsets(list, place);
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) {
      return problem('type-mismatch', place, { expected: 'a whole number', actual: typeName(size as Value) });
    }
    return expr.replacement ? multisets(list, size, place) : combinations(list, size, place);
  });
  return machine.decide({
    path: joinPath(environment.path, segmentOf(expr)),
    kind: 'subset',
    domain,
    ordinal: false,
    weights: undefined,
    repeated,
    place,
  });
}

function alternativesOf(value: Concrete, steps: Concrete | undefined, expr: ChoiceExpr, place: Place): Value {
  if (isError(value)) return value;
  if (isList(value)) {
    if (value.length === 0) return problem('empty-choice', place, { what: 'this choice' });
    return value;
  }
  if (typeof value === 'object' && value.kind === 'range')
    return rangeAlternatives(value.from, value.to, steps, expr, place);
  return problem('type-mismatch', place, { expected: 'a list or range of alternatives', actual: typeName(value) });
}

function rangeAlternatives(
  from: number,
  to: number,
  steps: Concrete | undefined,
  expr: ChoiceExpr,
  place: Place,
): Value {
  if (from > to) return problem('empty-range', place, { from: String(from), to: String(to) });
  const whole = Number.isInteger(from) && Number.isInteger(to);
  if (whole && !expr.log && steps === undefined) {
    if (to - from >= TABLE_LIMIT) {
      return problem('space-too-deep', place, { what: `a choice of ${to - from + 1} numbers`, limit: TABLE_LIMIT });
    }
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  }
  const count = steps ?? DEFAULT_STEPS;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 2 || count > TABLE_LIMIT) {
    return problem('invalid-value', place, { what: 'steps', why: `must be a whole number from 2 to ${TABLE_LIMIT}` });
  }
  if (expr.log && from <= 0) {
    return problem('invalid-value', place, { what: 'a range on a log scale', why: 'must begin above 0' });
  }
  return Array.from({ length: count }, (_, i) => {
    const t = i / (count - 1);
    const point = expr.log ? from * (to / from) ** t : from + (to - from) * t;
    return Number(point.toPrecision(12));
  });
}

/** All subsets; number s holds item j when bit j of s is set. */
function subsets(list: readonly Value[], place: Place): Value {
  if (2 ** list.length > TABLE_LIMIT) {
    return problem('space-too-deep', place, {
      what: `the ${2 ** list.length} subsets of ${list.length} items`,
      limit: TABLE_LIMIT,
    });
  }
  return Array.from({ length: 2 ** list.length }, (_, bits) => list.filter((_item, j) => ((bits >> j) & 1) === 1));
}

/** Subsets of the given size in lexicographic order. */
function combinations(list: readonly Value[], size: number, place: Place): Value {
  if (size > list.length) return problem('choose-too-many', place, { count: size, size: list.length });
  return tuples(list, size, 1, place);
}

function multisets(list: readonly Value[], size: number, place: Place): Value {
  if (list.length === 0 && size > 0) return problem('choose-too-many', place, { count: size, size: 0 });
  return tuples(list, size, 0, place);
}

/** Index tuples i0 <= i1 <= ... in lexicographic order, each step at least `gap` apart. */
function tuples(list: readonly Value[], size: number, gap: 0 | 1, place: Place): Value {
  const what = `choosing ${size} of ${list.length}`;
  if (size > CHOSEN_LIMIT) return problem('space-too-deep', place, { what, limit: CHOSEN_LIMIT });
  const out: Value[][] = [];
  const most = (position: number): number => list.length - 1 - (gap === 1 ? size - 1 - position : 0);
  const index = Array.from({ length: size }, (_, i) => i * gap);
  for (;;) {
    if (out.length >= TABLE_LIMIT) return problem('space-too-deep', place, { what, limit: TABLE_LIMIT });
    out.push(index.map((i) => list[i] as Value));
    let position = size - 1;
    while (position >= 0 && (index[position] as number) >= most(position)) position--;
    if (position < 0) return out;
    const from = (index[position] as number) + 1;
    for (let i = position; i < size; i++) index[i] = from + (i - position) * gap;
  }
}

function weightsOf(machine: Machine, environment: Environment, expr: ChoiceExpr, domain: Value): number[] | Value {
  const weightsExpr = expr.weights;
  if (weightsExpr === undefined) return [];
  const value = evaluate(machine, environment, weightsExpr);
  const place = placeOf(environment, weightsExpr);
  if (isError(value)) return value;
  const bad = isList(value) ? value.find(isError) : undefined;
  if (bad !== undefined) return bad;
  if (!isList(value) || !value.every((item) => typeof item === 'number' && item >= 0 && Number.isFinite(item))) {
    return problem('type-mismatch', place, { expected: 'a list of numbers of at least 0', actual: typeName(value) });
  }
  const weights = value as readonly number[];
  const alternatives = isLifted(domain) ? domain.table.find(isList) : domain;
  if (alternatives !== undefined && isList(alternatives) && alternatives.length !== weights.length) {
    return problem('weights-mismatch', place, { weights: weights.length, size: alternatives.length });
  }
  if (weights.every((weight) => weight === 0)) {
    return problem('invalid-value', place, { what: 'the weights', why: 'are all 0' });
  }
  return [...weights];
}

function isNumbers(value: number[] | Value): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/** Numeric domains are ordinal: lists of two or more increasing numbers, and ranges. */
function isOrdinal(domain: Value): boolean {
  const lists = isLifted(domain) ? domain.table.filter(isList) : isList(domain) ? [domain] : [];
  return lists.length > 0 && lists.every((list) => list.length > 1 && list.every((item) => typeof item === 'number'));
}
