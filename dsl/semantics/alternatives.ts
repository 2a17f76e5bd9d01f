/**
 * What a decision chooses from is a set: an alternative that is listed twice is one alternative. Operators with arguments are left
 * alone, because their arguments may be decided elsewhere; that no two of them are written alike is checked by the trace.
 */
import { isList, isOp, kindOf, show, type Value } from './values.ts';

export interface Alternatives {
  readonly distinct: readonly Value[];
  /** An alternative that was listed twice. */
  readonly repeated: Value | undefined;
}

export function distinctAlternatives(list: readonly Value[]): Alternatives {
  const seen = new Set<unknown>();
  let repeated: Value | undefined;
  const distinct = list.filter((value) => {
    const key = keyOf(value);
    if (key === undefined) return true;
    if (!seen.has(key)) return seen.add(key);
    repeated ??= value;
    return false;
  });
  return repeated === undefined ? { distinct: list, repeated } : { distinct, repeated };
}

/** Two alternatives that are written alike, though they are not the same: a text could not say which is meant. */
export function writtenAlike(list: readonly Value[]): string | undefined {
  const seen = new Set<string>();
  for (const value of list) {
    if (typeof value === 'number' || kindOf(value) === 'vertex') continue;
    const text = show(value);
    if (seen.has(text)) return text;
    seen.add(text);
  }
  return undefined;
}

/** Equal for equal plain values: numbers, texts, operators without arguments; undefined for all others. */
function keyOf(value: Value): unknown {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return value;
  if (isOp(value)) return value.args.size === 0 ? value.item : undefined;
  if (isList(value)) return value.every((item) => typeof item === 'number') ? `[${value.join()}]` : undefined;
  return undefined;
}
