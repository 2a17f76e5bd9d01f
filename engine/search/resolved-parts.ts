/** What decides the result of an experiment, by part: compared when a run goes on, and when its measurements are to serve another. */
import { hypernetworksIn } from '../../dsl/semantics/hypernetworks.ts';
import { decisiveOptions } from '../evaluate/command/aside.ts';
import { trainOptionsAside } from '../evaluate/train/options.ts';
import { deviceOptionNames } from '../evaluate/ghn/options.ts';
import type { Configured, ExperimentSpec } from './experiment-spec.ts';
import type { Json } from './strategy.ts';

/** All but the budget, which may be raised. Places of files are not part of it. */
export function resolvedParts(spec: ExperimentSpec): Record<string, Json> {
  const configured = (
    group: 'search' | 'evaluator' | 'dataset' | 'predictor',
    part: ExperimentSpec['evaluator'],
  ): Json =>
    part === undefined
      ? null
      : { kind: part.kind, options: { ...optionsThatCount(part), ...ofHypernetworks(spec, group, part) } as Json };
  const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
  return {
    space: spec.space.hash,
    objectives: plain(spec.objectives),
    constraints: plain(spec.constraints),
    strategy: configured('search', spec.strategy),
    evaluator: configured('evaluator', spec.evaluator),
    dataset: configured('dataset', spec.dataset),
    predictor: configured('predictor', spec.predictor),
    seed: spec.seed,
  };
}

/** What decides the hypernetworks that a part names, as options of the part: `Weights.steps`. */
function ofHypernetworks(
  { hypernetworks = [] }: ExperimentSpec,
  group: Parameters<typeof hypernetworksIn>[0],
  part: Configured,
): Record<string, unknown> {
  const { kind, options } = part;
  const names = hypernetworksIn(group, { kind, options });
  const found = hypernetworks.filter(({ name }) => names.includes(name));
  return Object.fromEntries(
    found.flatMap(({ name, options: own, space, dataset }) => [
      ...Object.entries(own).flatMap(([option, value]) =>
        deviceOptionNames.includes(option) ? [] : [[`${name}.${option}`, value] as const],
      ),
      [`${name}.space`, space.hash] as const,
      [`${name}.dataset`, { kind: dataset.kind, options: dataset.options }] as const,
    ]),
  );
}

function optionsThatCount({ kind, options }: Configured): Readonly<Record<string, unknown>> {
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
