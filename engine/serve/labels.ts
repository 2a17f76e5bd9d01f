/**
 * Measured architectures of an experiment, as predictors learn from them: one label a graph, each in 0..100 %. What cannot be learnt from
 * is one sentence, and no accuracy is claimed then.
 */
import { createHash } from 'node:crypto';
import type { Architecture } from '../../dsl/space/decision-space.ts';
import { FEWEST_LABELS } from '../predictor/label-check.ts';

/** One measurement. `place` names it in sentences: `line 12 of table.csv`, `run demo-1, evaluation 3`. */
export interface Measurement {
  readonly architecture: Architecture;
  /** Canonical hash of its graph. */
  readonly hash: string;
  /** Percent. */
  readonly accuracy: number;
  readonly place: string;
  /** Measurements of one architecture under one of these names must agree: nothing that is random differs between them. */
  readonly conditions: string;
}

export interface Label {
  readonly architecture: Architecture;
  readonly hash: string;
  /** Percent; the mean where it was measured several times. */
  readonly accuracy: number;
}

export interface LabelSet {
  readonly labels: readonly Label[];
  /** Measured accuracy of an architecture, whether it is among the labels or not. */
  readonly measured: (architecture: Architecture, hash: string) => number | undefined;
  /** In words. */
  readonly source: string;
  readonly note: string | undefined;
  /** Changes with the labels and with nothing else. */
  readonly fingerprint: string;
}

export type Labels = LabelSet | { readonly error: string };

/** Labels at most: the fast predictor is fitted in a second up to here, and answers 5 to 500. */
export const MOST_LABELS = 500;

export interface Collected {
  readonly measurements: readonly Measurement[];
  readonly source: string;
  readonly note?: string | undefined;
  /** Where measurements that are not among the labels are found. */
  readonly measured?: LabelSet['measured'];
}

/** Joins what measured the same graph, and refuses what is no accuracy or contradicts itself. */
export function labelSet({ measurements, source, note, measured }: Collected): Labels {
  const bad = measurements.find(({ accuracy }) => !(accuracy >= 0 && accuracy <= 100));
  if (bad !== undefined)
    return { error: `${bad.place}: the accuracy ${bad.accuracy} is not in 0..100 %, so none is predicted` };
  const contradiction = contradictionIn(measurements);
  if (contradiction !== undefined) return { error: contradiction };
  const groups = new Map<string, Measurement[]>();
  for (const each of measurements) {
    const group = groups.get(each.hash);
    if (group === undefined) groups.set(each.hash, [each]);
    else group.push(each);
  }
  const labels = [...groups.values()].flatMap((group): Label[] => {
    const [first] = group;
    if (first === undefined) return [];
    const accuracy = group.reduce((sum, each) => sum + each.accuracy, 0) / group.length;
    return [{ architecture: first.architecture, hash: first.hash, accuracy }];
  });
  if (labels.length < FEWEST_LABELS) {
    const so = labels.length === 0 ? 'none yet' : `${labels.length} so far`;
    return {
      error: `accuracies are predicted from ${FEWEST_LABELS} measured architectures on; ${source} has ${so}`,
    };
  }
  if (labels.every(({ accuracy }) => accuracy === labels[0]?.accuracy))
    return {
      error: `all ${labels.length} accuracies of ${source} are ${labels[0]?.accuracy}: there is no order to learn`,
    };
  const byHash = new Map(labels.map(({ hash, accuracy }) => [hash, accuracy]));
  return {
    labels,
    measured: (architecture, hash) => byHash.get(hash) ?? measured?.(architecture, hash),
    source,
    note: joined(note, repeatsIn(groups)),
    fingerprint: fingerprintOf(labels),
  };
}

function contradictionIn(measurements: readonly Measurement[]): string | undefined {
  const first = new Map<string, Measurement>();
  for (const each of measurements) {
    const key = `${each.architecture.choices.join()} ${each.conditions}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, each);
    else if (earlier.accuracy !== each.accuracy)
      return `labels contradict each other: one architecture has ${earlier.accuracy} in ${earlier.place} and ${each.accuracy} in ${each.place}`;
  }
  return undefined;
}

/** Graphs that were measured with different results: other seeds, or isomorphic architectures trained one by one. */
function repeatsIn(groups: ReadonlyMap<string, readonly Measurement[]>): string | undefined {
  const repeated = [...groups.values()].filter((group) =>
    group.some(({ accuracy }) => accuracy !== group[0]?.accuracy),
  );
  if (repeated.length === 0) return undefined;
  const what = repeated.length === 1 ? '1 graph was' : `${repeated.length} graphs were`;
  return `${what} measured several times with different results; the mean counts`;
}

function fingerprintOf(labels: readonly Label[]): string {
  const hash = createHash('sha256');
  for (const line of labels.map(({ hash: graph, accuracy }) => `${graph} ${accuracy}`).sort()) hash.update(`${line}\n`);
  return hash.digest('hex').slice(0, 16);
}

const joined = (...notes: readonly (string | undefined)[]): string | undefined => {
  const given = notes.filter((note) => note !== undefined);
  return given.length === 0 ? undefined : given.join('; ');
};
