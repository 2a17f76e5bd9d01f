/** Labels from the runs that `hnas search` keeps beside the file: those of the same space, measured by the same evaluator on the same data. */
import { existsSync } from 'node:fs';
import { storeBeside } from '../cli/store-path.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { ExperimentSpec } from '../search/experiment-spec.ts';
import { openStore } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { isComparable } from '../search/measured-elsewhere.ts';
import type { Measurement } from '../predictor/labelled.ts';
import type { Collected } from './labels.ts';

export type FromRuns = Collected | { readonly error: string };

/** `file`: the path of the spec; `space`: its space, without requirements on costs. */
export function labelsOfRuns(spec: ExperimentSpec, space: DecisionSpace, file: string): FromRuns {
  const path = storeBeside(file);
  const source = 'the runs beside this file';
  if (!existsSync(path)) return { measurements: [], source };
  try {
    const store = openStore(path, { readOnly: true });
    try {
      const runs = store.runs().filter((run) => isComparable(run, spec));
      const measurements = runs.flatMap((run) =>
        store.evaluations(run.id).flatMap(({ status, metrics, choices, position }): Measurement[] => {
          const accuracy = metrics['accuracy'];
          const architecture = { choices };
          // What a store holds of another version of the space is no architecture of this one.
          if (status !== 'ok' || accuracy === undefined || !space.validate(architecture).ok) return [];
          return [{ architecture, value: accuracy, where: `run ${run.id}, evaluation ${position + 1}` }];
        }),
      );
      const words = runs.length === 1 ? `run ${runs[0]?.id}` : `${runs.length} runs beside this file`;
      return { measurements, source: runs.length === 0 ? source : words };
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof StoreError) return { error: error.message };
    throw error;
  }
}
