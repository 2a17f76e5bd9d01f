/** A request's facts, settled: one of each kind, and where two of a kind speak against each other, a sentence about it. */
import type { Bound, Data, Device, Fact, FactOf, Family, Feature, MetricName } from './fact.ts';
import { factsOf } from './fact.ts';
import { amount } from './number.ts';
import { metrics } from '../semantics/metrics.ts';

export interface Wishes {
  readonly bounds: readonly Bound[];
  readonly objectives: readonly (FactOf<'objective'> | FactOf<'speed'>)[];
  readonly unimportant: ReadonlySet<MetricName>;
  readonly device: Device | undefined;
  readonly family: Family | undefined;
  readonly space: string | undefined;
  readonly wanted: ReadonlySet<Feature>;
  readonly without: ReadonlySet<Feature>;
  readonly notFamilies: ReadonlySet<Family>;
  readonly notSpaces: ReadonlySet<string>;
  readonly data: Data | undefined;
  readonly image: { readonly height: number; readonly width: number } | undefined;
  readonly channels: 1 | 3 | undefined;
  readonly classes: number | undefined;
  readonly evaluator: 'train' | 'table' | undefined;
  readonly strategy: string | undefined;
  readonly predictor: string | undefined;
  readonly epochs: number | undefined;
  readonly batch: number | undefined;
  readonly evaluations: number | undefined;
  readonly time: number | undefined;
  readonly seed: number | undefined;
  /** What is ruled out and was no part of it anyway, in words. */
  readonly idle: readonly string[];
  readonly contradictions: readonly string[];
}

export function settle(facts: readonly Fact[]): Wishes {
  const contradictions: string[] = [];
  const negated = factsOf(facts, 'not').map(({ fact }) => fact);
  const isNegated = (fact: Fact): boolean => negated.some((each) => same(each, fact));
  const asked = facts.filter((fact) => fact.kind !== 'not');
  for (const fact of distinct(asked.filter(isNegated)))
    contradictions.push(`${sayFact(fact)} is both asked for and ruled out; it is ruled out`);
  const kept = asked.filter((fact) => !isNegated(fact));

  /** The first of a kind; `what` is said where there are others. */
  const single = <K extends Fact['kind']>(kind: K, plural: string): FactOf<K> | undefined => {
    const found = distinct(factsOf(kept, kind));
    const [first] = found;
    if (found.length > 1 && first !== undefined)
      contradictions.push(
        `${found.length} ${plural} are asked for (${found.map(sayFact).join(', ')}); an experiment has one, the first`,
      );
    return first;
  };
  // A train-and-table request is told like every other pair.
  const bounds = factsOf(kept, 'bound').map(({ kind: _, ...bound }) => bound);
  contradictions.push(...boundContradictions(bounds));
  const not = <K extends Fact['kind']>(kind: K): readonly FactOf<K>[] => factsOf(negated, kind);
  const notObjectives = not('objective').map(({ metric }) => metric);
  const slow = not('speed').length > 0 ? (['latency', 'macs'] as const) : [];
  // Searches are guided by a predictor unless told.
  const unguided = not('strategy').some(({ strategy }) => strategy === 'predictor');
  const notTrain = not('evaluator').map(({ evaluator }) => evaluator);
  return {
    bounds: distinct(bounds),
    objectives: distinct(kept.filter((fact) => fact.kind === 'objective' || fact.kind === 'speed')),
    unimportant: new Set([...factsOf(kept, 'unimportant').flatMap((fact) => fact.metrics), ...notObjectives, ...slow]),
    device: mostExact(distinct(factsOf(kept, 'device'))) ?? undefined,
    family: single('family', 'kinds of networks')?.family,
    space: single('space', 'spaces')?.name,
    wanted: new Set(factsOf(kept, 'feature').map(({ feature }) => feature)),
    without: new Set(not('feature').map(({ feature }) => feature)),
    notFamilies: new Set(not('family').map(({ family }) => family)),
    notSpaces: new Set(not('space').map(({ name }) => name)),
    data: single('data', 'data sets')?.data,
    image: single('image', 'image sizes'),
    channels: single('channels', 'numbers of channels')?.channels,
    classes: single('classes', 'numbers of classes')?.classes,
    evaluator:
      single('evaluator', 'ways of measuring')?.evaluator ??
      (notTrain.includes('train') ? 'table' : notTrain.includes('table') ? 'train' : undefined),
    strategy: single('strategy', 'strategies')?.strategy ?? (unguided ? 'evolution' : undefined),
    predictor: single('predictor', 'predictors')?.predictor,
    epochs: single('epochs', 'numbers of epochs')?.epochs,
    batch: single('batch', 'batch sizes')?.batch,
    evaluations: single('evaluations', 'budgets of evaluations')?.evaluations,
    time: single('time', 'budgets of time')?.time,
    seed: single('seed', 'seeds')?.seed,
    idle: [...not('device'), ...not('data')].map((fact) => sayFact(fact)),
    contradictions,
  };
}

/** "A mobile device such as a Pixel 3" is one device: the one of which most is known. */
function mostExact(devices: readonly FactOf<'device'>[]): Device | undefined {
  const vague = new Set(['edge', 'phone', 'server']);
  return (devices.find(({ device }) => !vague.has(device.name)) ?? devices[0])?.device;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const distinct = <T>(items: readonly T[]): readonly T[] =>
  items.filter((item, i) => items.findIndex((each) => same(each, item)) === i);

function sayFact(fact: Fact): string {
  switch (fact.kind) {
    case 'family':
      return fact.family;
    case 'space':
      return fact.name;
    case 'feature':
      return fact.feature.replace('_', ' ');
    case 'data':
      return fact.data.name;
    case 'device':
      return fact.device.words;
    case 'image':
      return `${fact.width}x${fact.height}`;
    case 'objective':
      return fact.metric;
    case 'speed':
      return 'speed';
    case 'time':
      return amount(fact.time, 'time');
    case 'strategy':
    case 'predictor':
    case 'evaluator':
    case 'channels':
    case 'classes':
    case 'evaluations':
    case 'seed':
    case 'epochs':
    case 'batch':
      return String(Object.values(fact)[1]);
    default:
      return fact.kind;
  }
}

/** Bytes of a parameter in float32, which `weight_memory` counts. */
const BYTES = 4;

function boundContradictions(bounds: readonly Bound[]): string[] {
  const found: string[] = [];
  const say = (metric: MetricName, side: 'least' | 'most', value: number): string =>
    `${metric} ${side === 'least' ? '>=' : '<='} ${amount(value, metrics.get(metric)?.dimension ?? 'count')}`;
  const least = (metric: MetricName): number =>
    Math.max(-Infinity, ...bounds.flatMap((each) => (each.metric === metric ? (each.min ?? []) : [])));
  const most = (metric: MetricName): number =>
    Math.min(Infinity, ...bounds.flatMap((each) => (each.metric === metric ? (each.max ?? []) : [])));
  for (const metric of new Set(bounds.map((each) => each.metric))) {
    const [low, high] = [least(metric), most(metric)];
    if (low > high) found.push(`nothing can have ${say(metric, 'least', low)} and ${say(metric, 'most', high)}`);
    if (high <= 0) found.push(`nothing can have ${say(metric, 'most', high)}`);
    if (metric === 'accuracy' && low > 100)
      found.push(`nothing can have ${say(metric, 'least', low)}: accuracies end at 100%`);
  }
  if (least('params') * BYTES > most('weight_memory'))
    found.push(
      `${say('params', 'least', least('params'))} are at least ${amount(least('params') * BYTES, 'bytes')} in float32, and ${say('weight_memory', 'most', most('weight_memory'))} is asked for too`,
    );
  if (least('weight_memory') > (most('params') + 1) * BYTES * 2)
    found.push(
      `${say('params', 'most', most('params'))} are less than ${say('weight_memory', 'least', least('weight_memory'))} in float32`,
    );
  if (least('macs') > most('flops'))
    found.push(
      `${say('macs', 'least', least('macs'))} are more than ${say('flops', 'most', most('flops'))}: FLOPs count multiply-accumulates and more`,
    );
  return found;
}
