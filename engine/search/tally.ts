/** What a run has evaluated so far, kept up to date so that no step looks at everything again. */
import type { EvaluationRecord } from '../store/records.ts';
import { dominates } from './dominance.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import { objectiveVector, violation } from './objective.ts';

export interface Tally {
  /** By position. */
  readonly evaluations: EvaluationRecord[];
  /** Minimised vectors of the front. */
  front: readonly (readonly number[])[];
  seconds: number;
  add(record: EvaluationRecord): void;
}

/** Of what there is already, in whatever order. */
export function tallyOf(
  spec: Pick<ExperimentSpec, 'objectives' | 'constraints'>,
  past: readonly EvaluationRecord[],
): Tally {
  const tally: Tally = {
    evaluations: [],
    front: [],
    seconds: 0,
    add: (record) => {
      const at = tally.evaluations.findLastIndex((other) => other.position < record.position) + 1;
      tally.evaluations.splice(at, 0, record);
      tally.seconds += record.seconds;
      const vector = record.status === 'ok' ? objectiveVector(spec.objectives, record.metrics) : undefined;
      if (vector === undefined || violation(spec.constraints, record.metrics) > 0) return;
      if (tally.front.some((other) => dominates(other, vector))) return;
      tally.front = [...tally.front.filter((other) => !dominates(vector, other)), vector];
    },
  };
  for (const record of past) tally.add(record);
  return tally;
}
