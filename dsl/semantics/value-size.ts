/**
 * Sizes of values. Names make it cheap to write values that share their parts (`let b = [a, a]`, `let c = [b, b]`, ...) and would take
 * for ever to walk through; such values are refused where they are made.
 */
import type { Place } from '../diagnostics/catalogue.ts';
import { problem } from './problem.ts';
import { isError, isList, type Value } from './values.ts';

/** Parts of one value, shared ones counted at each place where they are seen. */
export const PART_LIMIT = 500_000;
/** Lists, records and arguments inside each other. */
export const VALUE_DEPTH_LIMIT = 200;

interface Extent {
  readonly parts: number;
  readonly depth: number;
}

const LEAF: Extent = { parts: 1, depth: 0 };
const known = new WeakMap<object, Extent>();

/** The value, or an error value where it, or a part of it, is too large to be followed. */
export function bounded(value: Value, place: Place): Value {
  for (const part of typeof value === 'object' ? partsOf(value) : []) {
    if (isError(part) && part.problem?.code === 'space-too-deep') return part;
  }
  const { parts, depth } = extentOf(value);
  if (depth > VALUE_DEPTH_LIMIT)
    return problem('space-too-deep', place, { what: 'the nesting of this value', limit: VALUE_DEPTH_LIMIT });
  if (parts > PART_LIMIT)
    return problem('space-too-deep', place, { what: `the size of this value (${parts} parts)`, limit: PART_LIMIT });
  return value;
}

/** Parts are known by the time that what holds them is made, so this looks one level deep. */
function extentOf(value: Value): Extent {
  if (typeof value !== 'object') return LEAF;
  const cached = known.get(value);
  if (cached !== undefined) return cached;
  const extent = sumOf(partsOf(value));
  if (extent.depth > 0) known.set(value, extent);
  return extent;
}

function partsOf(value: Exclude<Value, number | boolean | string>): Iterable<Value> {
  if (isList(value)) return value;
  switch (value.kind) {
    case 'record':
      return value.fields.values();
    case 'op':
      return value.args.values();
    case 'lifted':
      return value.table;
    default:
      return [];
  }
}

function sumOf(parts: Iterable<Value>): Extent {
  let total = 1;
  let depth = -1;
  for (const part of parts) {
    const extent = extentOf(part);
    total += extent.parts;
    depth = Math.max(depth, extent.depth);
  }
  return { parts: total, depth: depth + 1 };
}
