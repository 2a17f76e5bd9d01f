/** The labels that a model rests on: what was measured, as a support set, and where a measured accuracy is looked up. */
import { createHash } from 'node:crypto';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { labelledNetworks, measuredNetworks, type MeasuredNetwork, type Measurement } from '../predictor/labelled.ts';
import type { ArchitectureSource, Support } from '../predictor/predictor.ts';

/** What was measured, whether anything can be learnt from it or not. */
export interface MeasuredSet {
  /** Measured accuracy of an architecture, whether it is learnt from or not; `hash` is that of its graph. */
  readonly measured: (architecture: Architecture, hash: string) => number | undefined;
  /** By whom, by the hash of the graph: "run wide-3, evaluation 5"; undefined where no more is known than the source. */
  readonly measuredBy: (hash: string) => string | undefined;
  /** Networks whose measurements were read one by one. */
  readonly samples: number;
  /** In words. */
  readonly source: string;
  /** Changes with what was measured and with nothing else. */
  readonly fingerprint: string;
}

export interface LabelSet extends MeasuredSet {
  readonly support: Support & { readonly source: ArchitectureSource };
  readonly note: string | undefined;
}

/**
 * `error`: one sentence on why nothing can be learnt; no accuracy is claimed then. `lack`: because fewer architectures are measured than any
 * predictor needs, and more can be. `measured`: what was measured all the same, where that is something and nothing of it is wrong.
 */
export type Labels =
  LabelSet | { readonly error: string; readonly lack?: 'labels'; readonly measured?: MeasuredSet | undefined };

/** Labels at most: the fast predictor is fitted in a second up to here. */
export const MOST_LABELS = 500;

export interface Collected {
  readonly measurements: readonly Measurement[];
  readonly source: string;
  /** Where measurements that are not among the labels are found. */
  readonly measured?: LabelSet['measured'];
}

export function labelSet(space: DecisionSpace, collected: Collected): Labels {
  const { measurements, source } = collected;
  const cannot = (why: string): string => `nothing can be learnt from ${source}: ${why}`;
  const networks = measuredNetworks(space, 'accuracy', measurements);
  if ('error' in networks) return { error: cannot(networks.error) };
  const measured = measuredSet(networks.value, collected);
  const found = labelledNetworks(space, 'accuracy', networks.value);
  if ('error' in found) return { error: cannot(found.error), measured: measured.samples === 0 ? undefined : measured };
  const { support, fingerprint, warnings } = found.value;
  const note = warnings.length === 0 ? undefined : warnings.join('; ');
  return { ...measured, support, note, fingerprint: fingerprint.slice(0, 16) };
}

function measuredSet(networks: readonly MeasuredNetwork[], { source, measured }: Collected): MeasuredSet {
  const byHash = new Map(networks.map((network) => [network.hash, network]));
  const by = (hash: string): string | undefined => {
    const group = byHash.get(hash)?.group;
    return group && told(group);
  };
  return {
    measured: (architecture, hash) => byHash.get(hash)?.label ?? measured?.(architecture, hash),
    measuredBy: by,
    samples: networks.length,
    source,
    fingerprint: digest(networks.map(({ hash, label }) => `${hash} ${label} ${by(hash)}`)),
  };
}

const digest = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 16); // prettier-ignore

/** Measurements of one network that are named at most. */
const NAMED = 3;

function told(group: readonly Measurement[]): string {
  const named = group
    .slice(0, NAMED)
    .map(({ where }) => where)
    .join('; ');
  if (group.length === 1) return named;
  const more = group.length > NAMED ? ` and ${group.length - NAMED} more` : '';
  return `mean of ${group.length}: ${named}${more}`;
}
