/**
 * Keeps the trained weights of a run's best evaluations: of the front, or of the so many best by the first measured objective. Those of which another one is
 * better by now are removed, and so are the last ones by that objective where all together would have more bytes than they may.
 */
import type { KeepOptions } from '../../evaluate/train/options.ts';
import { dominates } from '../../search/dominance.ts';
import { isStatic } from '../../search/metric.ts';
import { objectiveVector, violation } from '../../search/objective.ts';
import type { WeightKeeper } from '../../search/weight-keeper.ts';
import type { EvaluationRecord, RunSetup } from '../records.ts';
import { keptFiles, removeAllBut, writeWeights } from './folder.ts';

export interface KeptRun extends Pick<RunSetup, 'objectives' | 'constraints'> {
  readonly store: string;
  readonly id: string;
}

/** An evaluation whose weights are worth keeping. */
interface Candidate {
  readonly position: number;
  /** Minimised. */
  readonly vector: readonly number[];
}

/**
 * @param past what the run has evaluated so far; of the files that are there those are removed that it does not ask for
 * @param warn told one sentence, once, where weights cannot be written: the run goes on without them
 */
export function weightKeeper(
  run: KeptRun,
  { keep, keepSize }: KeepOptions,
  past: readonly EvaluationRecord[],
  warn: (sentence: string) => void,
): WeightKeeper {
  const { store, id, objectives, constraints } = run;
  const first = Math.max(0, objectives.findIndex((objective) => !isStatic(objective))); // prettier-ignore
  const value = ({ vector }: Candidate): number => vector[first] ?? Infinity;
  const bestFirst = (a: Candidate, b: Candidate): number => value(a) - value(b) || a.position - b.position;
  const bytes = new Map(keptFiles(store, id).map((file) => [file.position, file.bytes]));
  let candidates: readonly Candidate[] = [];
  let hasWarned = false;

  const candidateOf = ({ position, status, metrics }: EvaluationRecord): Candidate | undefined => {
    const vector = status === 'ok' ? objectiveVector(objectives, metrics) : undefined;
    return vector === undefined || violation(constraints, metrics) > 0 ? undefined : { position, vector };
  };
  const joinedBy = (record: EvaluationRecord): readonly Candidate[] => {
    const next = candidateOf(record);
    if (next === undefined || keep === 'none') return candidates;
    if (keep !== 'front') return [...candidates, next].sort(bestFirst).slice(0, keep);
    if (candidates.some(({ vector }) => dominates(vector, next.vector))) return candidates;
    return [...candidates.filter(({ vector }) => !dominates(next.vector, vector)), next];
  };
  /** Positions, the best first, as long as there is room. */
  const fitting = (among: readonly Candidate[], sizes: ReadonlyMap<number, number>): Set<number> => {
    const wanted = new Set<number>();
    let room = keepSize;
    for (const { position } of [...among].sort(bestFirst)) {
      room -= sizes.get(position) ?? 0;
      if (room < 0) break;
      wanted.add(position);
    }
    return wanted;
  };
  const prune = (): void => {
    const wanted = fitting(candidates, bytes);
    if ([...bytes.keys()].every((position) => wanted.has(position))) return;
    removeAllBut(store, id, wanted);
    for (const position of [...bytes.keys()]) if (!wanted.has(position)) bytes.delete(position);
  };

  for (const record of past) candidates = joinedBy(record);
  removeAllBut(store, id, fitting(candidates, bytes));

  return {
    keep: (record, weights) => {
      const sizes = new Map(bytes).set(record.position, weights.length);
      if (!fitting(joinedBy(record), sizes).has(record.position)) return;
      const why = writeWeights(store, id, record.position, weights);
      if (why === undefined) bytes.set(record.position, weights.length);
      else if (!hasWarned) {
        hasWarned = true;
        warn(`the weights of evaluation ${record.position + 1} cannot be kept: ${why}; the run goes on without them`);
      }
    },
    settle: (record) => {
      candidates = joinedBy(record);
      prune();
    },
  };
}
