/**
 * Which half-made architectures can still meet bounds on additive costs (branch and bound): what the decisions made so far cost at least and at most,
 * whatever follows, kept up to date decision by decision. So few architectures among very many are found one by one.
 */
import { isLifted, isOpaque, type Value } from '../semantics/values.ts';
import { withUnit } from '../semantics/units.ts';
import type { Expr } from '../syntax/ast.ts';
import { ADDITIVE, type AdditiveCost } from './count-by-cost.ts';
import type { CostTerm, SpaceModel } from './model.ts';
import { depsOf } from './plan.ts';

/** Entries of the table of one operator's cost over all decisions that it depends on. */
const TABLE_LIMIT = 20_000;

/**
 * Whether the bounds can still be met. `depth`: decisions of `order` up to it are made, this one last; the answers for the depths above it must have been
 * asked for the same choices.
 */
export type Promising = (depth: number, choices: ArrayLike<number>) => boolean;

/** What one operator costs at least, or at most, by how many of its decisions are made: level j is a table over the first j. */
interface Levels {
  readonly deps: readonly number[];
  readonly sizes: readonly number[];
  readonly levels: readonly Float64Array[];
}

interface Bound {
  readonly metric: AdditiveCost;
  readonly limit: number;
  /** Least costs are held against upper bounds, and most against lower ones. */
  readonly side: 'most' | 'least';
}

/**
 * Makes one for each enumeration, since they remember what the decisions above cost. Undefined where the requirements bound no additive cost, or costs are no
 * sums of small tables. `order`: of the decisions, parents first.
 */
export function costPruning(
  model: SpaceModel,
  order: readonly number[],
  metricsOf: (condition: Expr) => ReadonlySet<string>,
): (() => Promising) | undefined {
  if (!model.termsComplete) return undefined;
  const bounds = model.costs.flatMap(({ condition }) => boundsIn(condition, metricsOf(condition)));
  const position = new Map(order.map((id, i) => [id, i]));
  const makers: (() => Promising)[] = [];
  for (const bound of bounds) {
    const tables = model.terms.map((term) => levelsOf(term, bound, position));
    if (!tables.every((table) => table !== undefined)) continue;
    makers.push(heldAgainst(bound, tables, order, position));
  }
  if (makers.length === 0) return undefined;
  return () => {
    const tests = makers.map((make) => make());
    return (depth, choices) => {
      let met = true;
      for (const test of tests) met = test(depth, choices) && met;
      return met;
    };
  };
}

function heldAgainst(
  { side, limit }: Bound,
  tables: readonly Levels[],
  order: readonly number[],
  position: ReadonlyMap<number, number>,
): () => Promising {
  const beginning = tables.reduce((sum, { levels }) => sum + (levels[0]?.[0] ?? 0), 0);
  const touched = order.map((id) => tables.filter(({ deps }) => deps.includes(id)));
  return () => {
    const sums = new Float64Array(order.length + 1).fill(beginning, 0, 1);
    return (depth, choices) => {
      let sum = sums[depth] as number;
      for (const { deps, sizes, levels } of touched[depth] as readonly Levels[]) {
        let index = 0;
        for (let j = 0; ; j++) {
          const before = index;
          index = index * (sizes[j] as number) + Math.max(0, choices[deps[j] as number] as number);
          if (position.get(deps[j] as number) !== depth) continue;
          sum += (levels[j + 1]?.[index] ?? 0) - (levels[j]?.[before] ?? 0);
          break;
        }
      }
      sums[depth + 1] = sum;
      return side === 'most' ? sum <= limit : sum >= limit;
    };
  };
}

/** Level by level, from the whole table down to one number. */
function levelsOf(term: CostTerm, { metric, side }: Bound, position: ReadonlyMap<number, number>): Levels | undefined {
  const cost = term[metric];
  if (isOpaque(cost) || isOpaque(term.guard)) return undefined;
  const sizeOf = new Map<number, number>();
  for (const value of [term.guard, cost]) {
    if (isLifted(value)) value.deps.forEach((dep, i) => sizeOf.set(dep, value.sizes[i] as number));
  }
  const deps = [...new Set([...depsOf(term.guard), ...depsOf(cost)])];
  deps.sort((a, b) => (position.get(a) as number) - (position.get(b) as number));
  const sizes = deps.map((dep) => sizeOf.get(dep) as number);
  const length = sizes.reduce((product, size) => product * size, 1);
  if (length > TABLE_LIMIT) return undefined;
  const whole = Float64Array.from({ length }, (_, index) => {
    const choices = new Map<number, number>();
    let rest = index;
    for (let j = deps.length - 1; j >= 0; j--) {
      const size = sizes[j] as number;
      choices.set(deps[j] as number, rest % size);
      rest = Math.floor(rest / size);
    }
    if (entryOf(term.guard, choices) !== true) return 0;
    const value = entryOf(cost, choices);
    return typeof value === 'number' ? value : 0;
  });
  const levels = [whole];
  for (let j = deps.length - 1; j >= 0; j--) {
    const size = sizes[j] as number;
    const finer = levels[0] as Float64Array;
    levels.unshift(
      Float64Array.from({ length: finer.length / size }, (_, i) => {
        const entries = finer.subarray(i * size, (i + 1) * size);
        return side === 'most' ? Math.min(...entries) : Math.max(...entries);
      }),
    );
  }
  return { deps, sizes, levels };
}

function entryOf(value: Value, choices: ReadonlyMap<number, number>): unknown {
  if (!isLifted(value)) return value;
  const index = value.deps.reduce((sum, dep, i) => sum * (value.sizes[i] as number) + (choices.get(dep) as number), 0);
  return value.table[index];
}

/** Comparisons of one additive cost with a number, and ranges of it, that must all hold. What else there is bounds nothing here. */
function boundsIn(expr: Expr, metrics: ReadonlySet<string>): Bound[] {
  if (expr.kind !== 'binary') return [];
  const { operator, left, right } = expr;
  if (operator === 'and') return [...boundsIn(left, metrics), ...boundsIn(right, metrics)];
  const isLeft = left.kind === 'name';
  const named = isLeft ? left : right;
  const metric = ADDITIVE.find((each) => named.kind === 'name' && named.name === each && metrics.has(each));
  if (metric === undefined) return [];
  const bound = (side: Bound['side'], limit: Expr): Bound[] =>
    limit.kind === 'number' ? [{ metric, side, limit: withUnit(limit.value, limit.unit) }] : [];
  if (operator === 'in' && isLeft && right.kind === 'range')
    return [...bound('least', right.from), ...bound('most', right.to)];
  const other = isLeft ? right : left;
  if (operator === '<' || operator === '<=') return bound(isLeft ? 'most' : 'least', other);
  if (operator === '>' || operator === '>=') return bound(isLeft ? 'least' : 'most', other);
  return [];
}
