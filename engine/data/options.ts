/**
 * Options of a data set or an evaluator, as the language or a caller hands them over: plain values, checked here one by one
 * against a table, with a suggestion for a name that is not in it.
 */
import { fail, ok, type Outcome } from './outcome.ts';
import { nearest } from '../../dsl/semantics/suggest.ts';

/** Reads one option; `undefined` means that it was not given. */
export type OptionReader<T> = (value: unknown) => Outcome<T>;

export type OptionTable = Readonly<Record<string, OptionReader<unknown>>>;

export type OptionsOf<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends OptionReader<infer V> ? V : never;
};

/** Checks every option and fills in the defaults. `subject` begins the sentences: `data set csv`. */
export function readOptions<T extends OptionTable>(
  subject: string,
  table: T,
  options: Readonly<Record<string, unknown>>,
): Outcome<OptionsOf<T>> {
  const known = Object.keys(table);
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(table, name)) continue;
    const suggestion = nearest(name, known);
    const hint = suggestion === undefined ? `; it has ${known.join(', ')}` : `; did you mean "${suggestion}"?`;
    return fail(`${subject} has no option "${name}"${hint}`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(table)) {
    const outcome = read(Object.hasOwn(options, name) ? options[name] : undefined);
    if ('error' in outcome) return fail(`${subject}: option "${name}" ${outcome.error}`);
    values[name] = outcome.value;
  }
  return ok(values as OptionsOf<T>);
}

export function optional<T>(read: OptionReader<T>): OptionReader<T | undefined> {
  return (value) => (value === undefined ? ok(undefined) : read(value));
}

export function withDefault<T>(read: OptionReader<T>, fallback: T): OptionReader<T> {
  return (value) => (value === undefined ? ok(fallback) : read(value));
}

export const text: OptionReader<string> = (value) => {
  if (value === undefined) return fail('is missing');
  return typeof value === 'string' && value !== '' ? ok(value) : fail(`must be a text, not ${show(value)}`);
};

export const flag: OptionReader<boolean> = (value) =>
  typeof value === 'boolean' ? ok(value) : fail(`must be true or false, not ${show(value)}`);

export function integer(from: number, to: number): OptionReader<number> {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to
      ? ok(value)
      : fail(`must be a whole number ${from}..${to}, not ${show(value)}`);
}

export function number(from: number, to: number): OptionReader<number> {
  return (value) =>
    typeof value === 'number' && value >= from && value <= to
      ? ok(value)
      : fail(`must be a number ${from}..${to}, not ${show(value)}`);
}

export function oneOf<const T extends string | number>(...values: readonly T[]): OptionReader<T> {
  return (value) => {
    const found = values.find((v) => v === value);
    return found !== undefined ? ok(found) : fail(`must be one of ${values.join(', ')}, not ${show(value)}`);
  };
}

/** How many images: a count (a whole number), or a fraction strictly between 0 and 1 of what there is. */
export const amount: OptionReader<number> = (value) =>
  typeof value === 'number' && value >= 0 && (value < 1 || Number.isInteger(value)) && Number.isFinite(value)
    ? ok(value)
    : fail(`must be a number of images or a fraction below 1, not ${show(value)}`);

/** A short form of any value for a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return String(value);
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}
