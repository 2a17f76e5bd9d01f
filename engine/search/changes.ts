/** What is not what it was when a run was started, in words: part by part, `old -> new`. */
import type { Decision, DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import { metricKey } from './metric.ts';
import type { Objective } from './objective.ts';
import { resolvedParts, sameJson } from './resolved-parts.ts';
import type { Json } from './strategy.ts';

export interface Change {
  readonly part: string;
  /** `the space`, for sentences. */
  readonly name: string;
  /** Each `old -> new`, or a few words. */
  readonly differences: readonly string[];
}

const names: Readonly<Record<string, string>> = {
  space: 'the space',
  objectives: 'the objectives',
  constraints: 'the requirements',
  strategy: 'the search strategy',
  evaluator: 'the evaluator',
  dataset: 'the data set',
  predictor: 'the predictor',
  seed: 'the seed',
};

/**
 * The parts that decide the result and have changed. `spaceThen`: the space of the text that the run was started with, undefined where that cannot be
 * read any more; its hash is known in any case.
 */
export function changesSince(
  then: Readonly<Record<string, Json>>,
  spec: ExperimentSpec,
  spaceThen: () => DecisionSpace | undefined,
): Change[] {
  const now = resolvedParts(spec);
  return Object.keys(now)
    .filter((part) => !sameJson(now[part], then[part]))
    .map((part) => {
      const differences =
        part === 'space'
          ? spaceDifferences(spaceThen(), spec.space, String(then[part]))
          : partDifferences(part, then[part] ?? null, now[part] ?? null);
      return { part, name: names[part] ?? part, differences };
    });
}

/** Differences shown of a part. */
const SHOWN = 3;

/** `the space (width: 2, 4 -> 2, 8), the seed (1 -> 2)` */
export function changeWords(changes: readonly Change[]): string {
  return changes
    .map(({ name, differences }) => {
      const more = differences.length - SHOWN;
      const shown = more > 0 ? [...differences.slice(0, SHOWN), `${more} more`] : differences;
      return shown.length === 0 ? name : `${name} (${shown.join('; ')})`;
    })
    .join(', ');
}

function partDifferences(part: string, then: Json, now: Json): string[] {
  if (part === 'objectives' || part === 'constraints') return [`${goals(then)} -> ${goals(now)}`];
  if (!isConfigured(then) || !isConfigured(now) || then.kind !== now.kind) return [`${brief(then)} -> ${brief(now)}`];
  const keys = [...new Set([...Object.keys(then.options), ...Object.keys(now.options)])];
  return keys
    .filter((key) => !sameJson(then.options[key], now.options[key]))
    .map((key) => `${key}: ${value(then.options[key])} -> ${value(now.options[key])}`);
}

function spaceDifferences(then: DecisionSpace | undefined, now: DecisionSpace, hash: string): string[] {
  // A file that it imports may have changed too: then its own text does not give it back.
  if (then === undefined || then.hash !== hash) return [];
  const before = new Map(then.decisions.map((each) => [each.path, each]));
  const after = new Map(now.decisions.map((each) => [each.path, each]));
  const changed = now.decisions.flatMap((each) => {
    const old = before.get(each.path);
    if (old === undefined) return [`${each.path} is new`];
    if (alternatives(old) !== alternatives(each))
      return [`${each.path}: ${alternatives(old)} -> ${alternatives(each)}`];
    return old.condition === each.condition
      ? []
      : [`${each.path} is there ${old.condition ?? 'always'} -> ${each.condition ?? 'always'}`];
  });
  const gone = then.decisions.filter(({ path }) => !after.has(path)).map(({ path }) => `${path} is gone`);
  if (changed.length + gone.length > 0) return [...changed, ...gone];
  return ['the decisions are the same; its networks or its requirements are not'];
}

function alternatives({ alternatives }: Decision): string {
  return shorten(alternatives.join(', '));
}

type ConfiguredJson = { readonly kind: string; readonly options: Readonly<Record<string, Json>> };

function isConfigured(part: Json): part is ConfiguredJson {
  return typeof part === 'object' && part !== null && 'kind' in part && 'options' in part;
}

function brief(part: Json): string {
  return part === null ? 'none' : isConfigured(part) ? part.kind : value(part);
}

function goals(list: Json): string {
  if (!Array.isArray(list) || list.length === 0) return 'none';
  const words = (list as readonly (Objective & { readonly text?: string })[]).map((each) =>
    each.text === undefined ? `${each.direction} ${metricKey(each)}` : each.text.replace(/^require\s+/, ''),
  );
  return shorten(words.join(', '));
}

function value(json: Json | undefined): string {
  if (json === undefined) return 'unset';
  return shorten(typeof json === 'string' ? json : JSON.stringify(json));
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
