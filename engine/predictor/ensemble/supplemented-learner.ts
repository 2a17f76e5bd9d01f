/** A learner that sees further columns beside the features: what a space tells of its architectures without labels. */
import { featureMatrix, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import type { Snapshot } from '../predictor.ts';
import type { Learner, LearntMembers, Problem, Rows } from './learner.ts';

/** Further columns, a row an architecture, in standard deviations. */
export interface Supplement {
  columns(rows: Rows, signal?: AbortSignal): FeatureMatrix | Promise<FeatureMatrix>;
  snapshot(): Snapshot;
}

export interface SupplementKind {
  /** Put before the members' names: "flow" makes "flow-gp-rank" of "gp-rank"; nothing for none. */
  readonly name: string;
  /** Undefined where the rows lack what it needs (a source). */
  prepare(problem: Problem): Promise<Supplement | undefined>;
  restore(snapshot: Snapshot): Supplement;
}

/** Where the columns cannot be had, the inner learner sees the features alone. */
export function supplementedLearner(inner: Learner, kind: SupplementKind): Learner {
  return {
    members: inner.members.map(({ name, prior }) => ({
      name: kind.name === '' ? name : `${kind.name}-${name}`,
      prior,
    })),
    fit: async (problem) => {
      const supplement = await kind.prepare(problem);
      if (supplement === undefined) {
        const fit = await inner.fit(problem);
        return fit && { heldOut: fit.heldOut, learnt: withColumns(fit.learnt, undefined) };
      }
      const { signal } = problem;
      const fit = await inner.fit({ ...problem, ...(await joined(problem, supplement, signal)) });
      return fit && { heldOut: fit.heldOut, learnt: withColumns(fit.learnt, supplement) };
    },
    restore: (snapshot, targets) => {
      const { learnt, supplement } = snapshot as unknown as Stored;
      return withColumns(inner.restore(learnt, targets), supplement === null ? undefined : kind.restore(supplement));
    },
  };
}

interface Stored {
  readonly learnt: Snapshot;
  readonly supplement: Snapshot;
}

function withColumns(learnt: LearntMembers, supplement: Supplement | undefined): LearntMembers {
  return {
    opinions: async (queries, members) => {
      if (members.length === 0) return [];
      return learnt.opinions(supplement === undefined ? queries : await joined(queries, supplement), members);
    },
    snapshot: () => ({
      learnt: learnt.snapshot(),
      supplement: supplement === undefined ? null : supplement.snapshot(),
    }),
  };
}

async function joined(rows: Rows, supplement: Supplement, signal?: AbortSignal): Promise<Rows> {
  const { inputs, source } = rows;
  const further = await supplement.columns(rows, signal);
  return { inputs: sideBySide(inputs, further), source };
}

/** Columns of both; as many rows. */
export function sideBySide(a: FeatureMatrix, b: FeatureMatrix): FeatureMatrix {
  const result = featureMatrix(a.rows, a.columns + b.columns);
  for (let i = 0; i < a.rows; i++) {
    result.values.set(a.values.subarray(i * a.columns, (i + 1) * a.columns), i * result.columns);
    result.values.set(b.values.subarray(i * b.columns, (i + 1) * b.columns), i * result.columns + a.columns);
  }
  return result;
}
