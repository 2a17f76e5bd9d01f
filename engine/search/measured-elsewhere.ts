/** What runs of a store have measured that counts for another experiment too: the same space, evaluator and data. */
import { existsSync } from 'node:fs';
import type { RunRecord } from '../store/records.ts';
import { openStore } from '../store/store.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import { partOf } from './part.ts';
import { resolvedParts, sameJson } from './resolved-parts.ts';

/** Accuracies of other training or of other data are no labels of this experiment; what it is searched for and how does not matter. */
export function isComparable(run: RunRecord, spec: ExperimentSpec): boolean {
  const parts = resolvedParts(spec);
  return ['space', 'evaluator', 'dataset'].every((part) => sameJson(parts[part], run.resolved[part]));
}

/** Hashes of the graphs with a result in other runs than `except`. Throws StoreError; a store that is not there holds none. */
export function measuredElsewhere(file: string, spec: ExperimentSpec, except: string | undefined): Set<string> {
  const hashes = new Set<string>();
  if (!existsSync(file)) return hashes;
  const store = openStore(file, { readOnly: true });
  try {
    for (const run of store.runs()) {
      if (run.id === except || !isComparable(run, spec)) continue;
      for (const { hash, status, metrics } of store.evaluations(run.id)) {
        if (status === 'ok' && partOf(metrics) === 1) hashes.add(hash);
      }
    }
  } finally {
    store.close();
  }
  return hashes;
}
