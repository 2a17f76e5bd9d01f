/** Strategies by name, with their options checked: `search evolution { population: 64, tournament: 10, mutate: 0.8 }`. */
import type { Configured, OptionValue } from '../experiment-spec.ts';
import type { StrategyFactory } from '../strategy.ts';
import { evolutionStrategy } from './evolution.ts';
import { predictorStrategy } from './predictor.ts';
import { randomStrategy } from './random.ts';

type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

interface NumberOption {
  readonly type: 'integer' | 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
interface WordOption {
  readonly type: 'word';
  readonly default: string;
  readonly words: readonly string[];
}
type Option = NumberOption | WordOption;

const integer = (value: number, min: number, max = 1_000_000): NumberOption => ({
  type: 'integer',
  default: value,
  min,
  max,
});

/** Every strategy with its options, their defaults and ranges; docs/search.md describes them. */
export const strategyOptions = {
  random: {},
  evolution: {
    population: integer(32, 2),
    tournament: integer(8, 1),
    mutate: { type: 'number', default: 0.8, min: 0, max: 1 },
  },
  predictor: {
    initial: integer(16, 2),
    start: { type: 'word', default: 'diverse', words: ['diverse', 'random'] },
    batch: integer(4, 1, 10_000),
    candidates: integer(2000, 1, 100_000),
  },
} as const satisfies Record<string, Record<string, Option>>;

export type StrategyName = keyof typeof strategyOptions;

/** Whether the strategy learns a predictor of the measured metrics. */
export function needsPredictor(name: string): boolean {
  return name === 'predictor';
}

/** The factory of a configured strategy; a sentence where its name or an option is wrong. */
export function strategyFactory({ kind, options }: Configured): Checked<StrategyFactory> {
  switch (kind) {
    case 'random': {
      const read = readOptions(strategyOptions.random, kind, options);
      return read.ok ? { ok: true, value: randomStrategy } : read;
    }
    case 'evolution': {
      const read = readOptions(strategyOptions.evolution, kind, options);
      if (!read.ok) return read;
      const { population, tournament, mutate } = read.value;
      return {
        ok: true,
        value: (context, random, memory) =>
          evolutionStrategy({ population, tournament, mutate }, context, random, memory),
      };
    }
    case 'predictor': {
      const read = readOptions(strategyOptions.predictor, kind, options);
      if (!read.ok) return read;
      const { initial, batch, candidates, start } = read.value;
      return {
        ok: true,
        value: (context, random, memory) =>
          predictorStrategy(
            { initial, batch, candidates, start: start === 'random' ? 'random' : 'diverse' },
            context,
            random,
            memory,
          ),
      };
    }
    default:
      return {
        ok: false,
        why: `there is no search strategy "${kind}"; there are ${Object.keys(strategyOptions).join(', ')}`,
      };
  }
}

type Values<T extends Record<string, Option>> = { readonly [K in keyof T]: T[K] extends WordOption ? string : number };

function readOptions<T extends Record<string, Option>>(
  known: T,
  kind: string,
  given: Configured['options'],
): Checked<Values<T>> {
  const values: Record<string, OptionValue> = {};
  for (const [key, option] of Object.entries(known)) values[key] = option.default;
  for (const [key, value] of Object.entries(given)) {
    const option = known[key];
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
