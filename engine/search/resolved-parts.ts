/** What decides the result of an experiment, by part: compared when a run goes on, and when its measurements are to serve another. */
import { decisiveOptions } from '../evaluate/command/aside.ts';
import { trainOptionsAside } from '../evaluate/train/options.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import type { Json } from './strategy.ts';

/** All but the budget, which may be raised. Places of files are not part of it. */
export function resolvedParts(spec: ExperimentSpec): Record<string, Json> {
  const configured = (part: ExperimentSpec['evaluator']): Json =>
    part === undefined ? null : { kind: part.kind, options: optionsThatCount(part) as Json };
  const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
  return {
    space: spec.space.hash,
    objectives: plain(spec.objectives),
    constraints: plain(spec.constraints),
    strategy: configured(spec.strategy),
    evaluator: configured(spec.evaluator),
    dataset: configured(spec.dataset),
    predictor: configured(spec.predictor),
    seed: spec.seed,
  };
}

function optionsThatCount({ kind, options }: NonNullable<ExperimentSpec['evaluator']>): unknown {
  if (kind === 'command') return decisiveOptions(options);
  if (kind !== 'train') return options;
  return Object.fromEntries(Object.entries(options).filter(([name]) => !trainOptionsAside.includes(name)));
}

/** Equal whatever the order of keys. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  const sorted = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
      : value;
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}
