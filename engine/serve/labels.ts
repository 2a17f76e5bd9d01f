/** The labels that a model rests on: what was measured, as a support set, and where a measured accuracy is looked up. */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { labelled, type Measurement } from '../predictor/labelled.ts';
import type { ArchitectureSource, Support } from '../predictor/predictor.ts';

export interface LabelSet {
  readonly support: Support & { readonly source: ArchitectureSource };
  /** Measured accuracy of an architecture, whether it is learnt from or not; `hash` is that of its graph. */
  readonly measured: (architecture: Architecture, hash: string) => number | undefined;
  /** In words. */
  readonly source: string;
  readonly note: string | undefined;
  /** Changes with the labels and with nothing else. */
  readonly fingerprint: string;
}

/**
 * `error`: one sentence on why nothing can be learnt; no accuracy is claimed then. `lack`: because fewer architectures are measured than any
 * predictor needs, and more can be.
 */
export type Labels = LabelSet | { readonly error: string; readonly lack?: 'labels' };

/** Labels at most: the fast predictor is fitted in a second up to here. */
export const MOST_LABELS = 500;

export interface Collected {
  readonly measurements: readonly Measurement[];
  readonly source: string;
  /** Where measurements that are not among the labels are found. */
  readonly measured?: LabelSet['measured'];
}

export function labelSet(space: DecisionSpace, { measurements, source, measured }: Collected): Labels {
  const found = labelled(space, 'accuracy', measurements);
  if ('error' in found) return { error: `nothing can be learnt from ${source}: ${found.error}` };
  const { support, fingerprint, warnings } = found.value;
  const byHash = new Map(
    support.source.architectures.map((architecture, i) => [space.graphHash(architecture), support.labels[i]]),
  );
  return {
    support,
    measured: (architecture, hash) => byHash.get(hash) ?? measured?.(architecture, hash),
    source,
    note: warnings.length === 0 ? undefined : warnings.join('; '),
    fingerprint: fingerprint.slice(0, 16),
  };
}
