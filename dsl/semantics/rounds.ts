/** What a loop runs over, as a list, and how often it repeats. */
import type { Place } from '../diagnostics/catalogue.ts';
import { ITERATION_LIMIT } from './machine.ts';
import { problem } from './problem.ts';
import { isError, isList, typeName, type Concrete, type Value } from './values.ts';

export function iterate(value: Concrete, place: Place): Value {
  if (isError(value)) return value;
  if (isList(value)) {
    if (value.length <= ITERATION_LIMIT) return value;
    return problem('space-too-deep', place, { what: `a loop of ${value.length} rounds`, limit: ITERATION_LIMIT });
  }
  if (typeof value === 'object' && value.kind === 'range') {
    if (value.from > value.to) return problem('empty-range', place, { from: String(value.from), to: String(value.to) });
    if (value.to - value.from >= ITERATION_LIMIT) {
      return problem('space-too-deep', place, {
        what: `a loop of ${value.to - value.from + 1} rounds`,
        limit: ITERATION_LIMIT,
      });
    }
    return Array.from({ length: Math.floor(value.to - value.from) + 1 }, (_, i) => value.from + i);
  }
  return problem('type-mismatch', place, { expected: 'a list or range', actual: typeName(value) });
}
