/** A learner that sees the distilled proxies as further features: a dozen columns that say of whole networks what single features do not. */
import { featureMatrix, rowOf, selectRows, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import type { Learner, LearntMembers, Problem, Rows, Targets } from '../ensemble/learner.ts';
import type { Snapshot } from '../predictor.ts';
import { distil, distilled, type Distiller } from './distil.ts';
import { spaceKnowledge, type KnowledgeOptions } from './space-knowledge.ts';

/** Without a source of architectures, or without proxies, the learner sees the features alone. */
export function withDistilledColumns(learner: Learner, options: KnowledgeOptions = {}): Learner {
  return {
    members: learner.members,
    fit: async (problem) => {
      const distiller = await learnDistiller(problem, options);
      const inner = await learner.fit(
        distiller === undefined
          ? problem
          : { ...problem, ...extended(distiller, problem), pool: extended(distiller, problem.pool) },
      );
      return inner === undefined ? undefined : { ...inner, learnt: seeing(distiller, inner.learnt) };
    },
    restore: (snapshot, targets: Targets) => {
      const { distiller, inner } = snapshot as unknown as State;
      return seeing(distiller ?? undefined, learner.restore(inner, targets));
    },
  };
}

/** Learners of one fit are given the same pool: what one has learnt serves the others. */
const learnt = new WeakMap<Rows, { readonly asked: string; readonly distiller: Distiller | undefined }>();

/** Measures a part of the pool and learns the proxies from its features; labels are not looked at. */
export async function learnDistiller(
  { pool, random, signal, onProgress }: Problem,
  options: KnowledgeOptions,
): Promise<Distiller | undefined> {
  if (pool.source === undefined) return undefined;
  const asked = JSON.stringify([options.count, options.seed, options.budgetSeconds]);
  const before = learnt.get(pool);
  if (before?.asked === asked) return before.distiller;
  const knowledge = await spaceKnowledge(pool.source, {
    ...options,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done, total) => onProgress?.(done, total, 'zero-cost proxies'),
  });
  const distiller =
    knowledge === undefined ? undefined : distil(selectRows(pool.inputs, knowledge.rows), knowledge.scores, random);
  learnt.set(pool, { asked, distiller });
  return distiller;
}

interface State {
  readonly distiller: Distiller | null;
  readonly inner: Snapshot;
}

function seeing(distiller: Distiller | undefined, learnt: LearntMembers): LearntMembers {
  return {
    opinions: (queries, members) =>
      learnt.opinions(distiller === undefined ? queries : extended(distiller, queries), members),
    snapshot: () => ({ distiller: distiller ?? null, inner: learnt.snapshot() }) as unknown as Snapshot,
  };
}

function extended<R extends Rows>(distiller: Distiller, rows: R): R {
  return { ...rows, inputs: joined(rows.inputs, distilled(distiller, rows.inputs)) };
}

function joined(a: FeatureMatrix, b: FeatureMatrix): FeatureMatrix {
  const result = featureMatrix(a.rows, a.columns + b.columns);
  for (let row = 0; row < a.rows; row++) {
    const into = rowOf(result, row);
    into.set(rowOf(a, row));
    into.set(rowOf(b, row), a.columns);
  }
  return result;
}
