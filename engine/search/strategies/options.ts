/** Strategies by name, with their options checked: `search evolution { population: 64, tournament: 10, mutate: 0.8 }`. */
import type { Configured } from '../experiment-spec.ts';
import type { StrategyFactory } from '../strategy.ts';
import { evolutionStrategy } from './evolution.ts';
import { exhaustiveStrategy } from './exhaustive.ts';
import { halvingProblem, halvingStrategy } from './halving.ts';
import { localStrategy } from './local.ts';
import { nsga2Strategy } from './nsga2.ts';
import { predictorStrategy } from './predictor.ts';
import { prescreenStrategy } from './prescreen.ts';
import { randomStrategy } from './random.ts';
import {
  integer,
  name,
  number,
  oneOf,
  readOptions,
  type Checked,
  type OptionTable,
  type Values,
} from './read-options.ts';

/** Every strategy with its options, their defaults and ranges; docs/search.md describes them. */
export const strategyOptions = {
  random: {},
  exhaustive: {},
  local: { initial: integer(10, 1), batch: integer(1, 1, 10_000) },
  evolution: {
    population: integer(32, 2),
    tournament: integer(8, 1),
    mutate: number(0.8, 0, 1),
    batch: integer(1, 1, 10_000),
  },
  nsga2: { population: integer(32, 2), cross: number(0.9, 0, 1) },
  halving: { factor: integer(3, 2, 100), rungs: integer(3, 2, 14), batch: integer(1, 1, 10_000) },
  predictor: {
    initial: integer(16, 2),
    start: oneOf('diverse', 'random'),
    batch: integer(4, 1, 10_000),
    candidates: integer(2000, 1, 100_000),
    acquisition: oneOf('ucb', 'thompson'),
    optimism: number(0.5, 0, 10),
  },
  prescreen: {
    hypernetwork: name,
    candidates: integer(500, 1, 100_000),
    best: integer(50, 1, 100_000),
    batch: integer(4, 1, 10_000),
    then: oneOf('prescreen', 'local', 'evolution', 'nsga2', 'predictor'),
  },
} as const satisfies Record<string, OptionTable>;

export type StrategyName = keyof typeof strategyOptions;

type Made = Parameters<StrategyFactory>;

const makers: {
  readonly [K in StrategyName]: (
    options: Values<(typeof strategyOptions)[K]>,
    ...rest: Made
  ) => ReturnType<StrategyFactory>;
} = {
  random: (_, ...rest) => randomStrategy(...rest),
  exhaustive: (_, ...rest) => exhaustiveStrategy(...rest),
  local: localStrategy,
  evolution: evolutionStrategy,
  nsga2: nsga2Strategy,
  halving: halvingStrategy,
  predictor: predictorStrategy,
  prescreen: ({ then, ...options }, ...rest) =>
    prescreenStrategy(options, then === 'prescreen' ? undefined : plain(then), ...rest),
};

/** A strategy with the options that it has unless told. */
function plain(kind: StrategyName): StrategyFactory {
  const made = factoryOf(kind, { kind, options: {} });
  if (!made.ok) throw new Error(made.why);
  return made.value;
}

/** What is wrong with options that are right one by one, a sentence. */
const problems: {
  readonly [K in StrategyName]?: (options: Values<(typeof strategyOptions)[K]>) => string | undefined;
} = {
  halving: halvingProblem,
};

/** Whether the strategy learns a predictor of the measured metrics. */
export function needsPredictor({ kind, options }: Configured): boolean {
  return kind === 'predictor' || (kind === 'prescreen' && options['then'] === 'predictor');
}

/** The hypernetwork whose scores the strategy asks for. */
export function scoringHypernetwork({ kind, options }: Configured): string | undefined {
  const named = options['hypernetwork'];
  return kind === 'prescreen' && typeof named === 'string' ? named : undefined;
}

/** Whether the strategy has trainings done in parts. */
export function needsParts(name: string): boolean {
  return name === 'halving';
}

/** The factory of a configured strategy; a sentence where its name or an option is wrong. */
export function strategyFactory(configured: Configured): Checked<StrategyFactory> {
  const { kind } = configured;
  if (!isStrategy(kind)) {
    return {
      ok: false,
      why: `there is no search strategy "${kind}"; there are ${Object.keys(strategyOptions).join(', ')}`,
    };
  }
  return factoryOf(kind, configured);
}

function factoryOf<K extends StrategyName>(kind: K, configured: Configured): Checked<StrategyFactory> {
  const table: (typeof strategyOptions)[K] = strategyOptions[kind];
  const make = makers[kind];
  const read = readOptions(table, configured);
  if (!read.ok) return read;
  const why = problems[kind]?.(read.value);
  return why === undefined
    ? { ok: true, value: (...rest) => make(read.value, ...rest) }
    : { ok: false, why: `search ${kind}: ${why}` };
}

function isStrategy(name: string): name is StrategyName {
  return Object.hasOwn(strategyOptions, name);
}
