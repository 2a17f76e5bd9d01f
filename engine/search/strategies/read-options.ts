/** The options of a strategy, checked against their table: what is wrong is one sentence. */
import type { Configured, OptionValue } from '../experiment-spec.ts';

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

export interface NumberOption {
  readonly type: 'integer' | 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export interface WordOption {
  readonly type: 'word';
  readonly default: string;
  readonly words: readonly string[];
}
/** The name of a declaration, which must be given. */
export interface NameOption {
  readonly type: 'name';
}
export type Option = NumberOption | WordOption | NameOption;
export type OptionTable = Readonly<Record<string, Option>>;

export const integer = (value: number, min: number, max = 1_000_000): NumberOption => ({
  type: 'integer',
  default: value,
  min,
  max,
});

export const number = (value: number, min: number, max: number): NumberOption => ({
  type: 'number',
  default: value,
  min,
  max,
});

export const name: NameOption = { type: 'name' };

/** One of some words, the first unless told. */
export const oneOf = <const W extends string>(
  ...words: readonly [W, ...W[]]
): WordOption & { readonly words: readonly W[] } => ({
  type: 'word',
  default: words[0],
  words,
});

export type Values<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends { readonly words: readonly (infer W)[] }
    ? W
    : T[K] extends NameOption
      ? string
      : number;
};

export function readOptions<T extends OptionTable>(known: T, { kind, options }: Configured): Checked<Values<T>> {
  const values: Record<string, OptionValue> = {};
  for (const [key, option] of Object.entries(known)) {
    if (option.type !== 'name') values[key] = option.default;
    else if (options[key] === undefined) return { ok: false, why: `search ${kind} needs "${key}: Name"` };
  }
  for (const [key, value] of Object.entries(options)) {
    const option = Object.hasOwn(known, key) ? known[key] : undefined;
    if (option === undefined) {
      const names = Object.keys(known).join(', ') || 'none';
      return { ok: false, why: `search ${kind} has no option "${key}"; its options: ${names}` };
    }
    const why = complaint(option, value);
    if (why !== undefined) return { ok: false, why: `search ${kind}: ${key} ${why}` };
    values[key] = value;
  }
  return { ok: true, value: values as Values<T> };
}

function complaint(option: Option, value: OptionValue): string | undefined {
  if (option.type === 'name')
    return typeof value === 'string' && value !== '' ? undefined : `must be a name, not ${JSON.stringify(value)}`;
  if (option.type === 'word') {
    return typeof value === 'string' && option.words.includes(value)
      ? undefined
      : `must be ${option.words.join(' or ')}, not ${JSON.stringify(value)}`;
  }
  const fits =
    typeof value === 'number' &&
    value >= option.min &&
    value <= option.max &&
    (option.type === 'number' || Number.isInteger(value));
  const what = option.type === 'integer' ? 'an integer' : 'a number';
  return fits ? undefined : `must be ${what} from ${option.min} to ${option.max}, not ${JSON.stringify(value)}`;
}
