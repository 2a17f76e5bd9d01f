/**
 * Readers of what arrives from another process: each checks an unknown value and gives it back with its type, or one sentence that
 * names the place and what was expected there. A message is described once, by its reader; its type follows.
 */

export type Read<T> = { readonly value: T } | { readonly error: string };

/** `at` names the place in sentences: `predict.architectures[3]`. */
export type Reader<T> = (value: unknown, at: string) => Read<T>;

export type ValueOf<R> = R extends Reader<infer T> ? T : never;

/** Characters of a text and items of a list at most: far beyond any real message, short of what exhausts the memory. */
const LONGEST_TEXT = 32_000_000;
/** Characters of a file in base 64; a text of V8 holds some more. */
export const LONGEST_BYTES = 400_000_000;
const LONGEST_LIST = 1_000_000;

export const text: Reader<string> = (value, at) =>
  typeof value === 'string' && value.length <= LONGEST_TEXT ? { value } : wrong(at, 'a text', value);

/** Bytes in base 64: files of up to 300 MB. */
export const bytes: Reader<string> = (value, at) =>
  typeof value === 'string' && value.length <= LONGEST_BYTES ? { value } : wrong(at, 'bytes in base 64', value);

/** Finite: JSON has no other. */
export const number: Reader<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) ? { value } : wrong(at, 'a number', value);

/** 0, 1, 2, ... */
export const count: Reader<number> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? { value }
    : wrong(at, 'a whole number, 0 or more', value);

export const flag: Reader<boolean> = (value, at) =>
  typeof value === 'boolean' ? { value } : wrong(at, 'true or false', value);

/** Nothing at all: JSON-RPC sends it as null, or leaves it out. */
export const nothing: Reader<null> = (value, at) =>
  value === undefined || value === null ? { value: null } : wrong(at, 'nothing', value);

/** A value that may be missing; it is given as undefined, so that every key of a message is always there. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, at) => (value === undefined || value === null ? { value: undefined } : reader(value, at));
}

export function oneOf<const T extends string>(...values: readonly T[]): Reader<T> {
  return (value, at) => {
    const found = values.find((each) => each === value);
    return found === undefined ? wrong(at, `one of ${values.join(', ')}`, value) : { value: found };
  };
}

export function list<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length > LONGEST_LIST) return wrong(at, 'a list', value);
    const items: T[] = [];
    for (const [i, each] of (value as readonly unknown[]).entries()) {
      const read = item(each, `${at}[${i}]`);
      if ('error' in read) return read;
      items.push(read.value);
    }
    return { value: items };
  };
}

/** Values by any name. */
export function table<T>(item: Reader<T>): Reader<ReadonlyMap<string, T>> {
  return (value, at) => {
    if (!isObject(value)) return wrong(at, 'an object', value);
    const entries = new Map<string, T>();
    for (const [name, each] of Object.entries(value)) {
      const read = item(each, `${at}[${JSON.stringify(name)}]`);
      if ('error' in read) return read;
      entries.set(name, read.value);
    }
    return { value: entries };
  };
}

type Fields = Readonly<Record<string, Reader<unknown>>>;
type RecordOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** Keys that are not described are dropped, so that a newer peer may say more. */
export function record<const F extends Fields>(fields: F): Reader<RecordOf<F>> {
  const readers = Object.entries(fields);
  return (value, at) => {
    if (!isObject(value)) return wrong(at, 'an object', value);
    const found: Record<string, unknown> = {};
    for (const [name, reader] of readers) {
      const read = reader(Object.hasOwn(value, name) ? value[name] : undefined, `${at}.${name}`);
      if ('error' in read) return read;
      found[name] = read.value;
    }
    return { value: found as RecordOf<F> };
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(at: string, expected: string, value: unknown): { readonly error: string } {
  return { error: `${at}: expected ${expected}, found ${show(value)}` };
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 41)) : String(value);
  return shown.length > 40 ? `${shown.slice(0, 37)}...` : shown;
}
