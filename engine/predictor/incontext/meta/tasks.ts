/** Meta-training tasks: a support, queries and their scores, over rows of a pool; and batches of them, padded to one shape. */
import type { Random } from '../../../../dsl/random.ts';
import { featureMatrix, type FeatureMatrix } from '../../../encoding/feature-matrix.ts';
import { normalScores } from '../../../statistics/normal.ts';
import type { NetworkShape } from '../network.ts';
import {
  COMPONENTS,
  describedRows,
  DISTANCES,
  TOKEN,
  viewQueries,
  viewSupport,
  viewTask,
  type Described,
  type Tokens,
} from '../task-view.ts';
import { UNIVERSAL } from '../universal-features.ts';
import type { Pool } from './pool.ts';
import { drawScores } from './scores.ts';

/** Tasks see at most so many of a space's features: a part of them makes another space of it, and costs less. */
const MOST_COLUMNS = 160;
const FEWEST_COLUMNS = 8;

export interface Task {
  readonly support: Tokens;
  readonly queries: Tokens;
  /** Normal scores of the queries among all rows of the task. */
  readonly target: Float64Array;
}

/** What `forward` is fed, and the target. */
export interface TaskBatch {
  readonly measured: Float32Array;
  readonly near: Float32Array;
  readonly hidden: Float32Array;
  readonly asked: Float32Array;
  readonly far: Float32Array;
  readonly base: Float32Array;
  readonly target: Float32Array;
}

/** A task of `support` measured rows and `queries` others. Pools with labels give these, others made-up scores. */
export function drawTask(pool: Pool, support: number, queries: number, random: Random): Task {
  const all = random.shuffle(Array.from({ length: pool.rows.inputs.rows }, (_, i) => i)).slice(0, support + queries);
  const { rows, leaning, mask } = disguise(pool, describedRows(pool.rows, all), random);
  const labels = pool.labels;
  const known = labels && Float64Array.from(all, (row) => labels[row] as number);
  const { clean, measured } = known === undefined ? drawScores({ ...rows, leaning }, random) : { clean: known, measured: known }; // prettier-ignore
  const supportRows = Array.from({ length: support }, (_, i) => i);
  const queryRows = Array.from({ length: all.length - support }, (_, i) => support + i);
  const scores = normalScores(measured.subarray(0, support));
  const view = viewTask(describedRows(rows, supportRows), scores, mask, random);
  return {
    support: viewSupport(view),
    queries: viewQueries(view, describedRows(rows, queryRows)),
    target: normalScores(clean).subarray(support),
  };
}

/** Another space made of a pool: some of its columns, components of random sign, universal features missing by chance. */
function disguise(
  pool: Pool,
  rows: Described,
  random: Random,
): { rows: Described; leaning: Float64Array; mask: Float64Array } {
  // prettier-ignore
  const { columns } = rows.inputs;
  const share = random.next() < 0.5 ? 1 : 0.25 + 0.75 * random.next();
  const kept = Math.min(columns, MOST_COLUMNS, Math.max(FEWEST_COLUMNS, Math.round(share * columns)));
  const chosen = random.shuffle(Array.from({ length: columns }, (_, j) => j)).slice(0, kept);
  const signs = Float64Array.from({ length: COMPONENTS }, () => (random.next() < 0.5 ? -1 : 1));
  const nameless = random.next() < 0.08;
  const mask = pool.mask.map((known) => (nameless || random.next() < 0.05 ? 0 : known));
  return {
    rows: {
      inputs: columnsOf(rows.inputs, chosen),
      components: rows.components.map((value, i) => value * (signs[i % COMPONENTS] as number)),
      universals: rows.universals.map((value, i) => value * (mask[i % UNIVERSAL] as number)),
    },
    leaning: Float64Array.from(chosen, (column) => pool.leaning[column] as number),
    mask,
  };
}

function columnsOf({ rows, columns, values }: FeatureMatrix, chosen: readonly number[]): FeatureMatrix {
  const result = featureMatrix(rows, chosen.length);
  for (let i = 0, at = 0; i < rows; i++) for (const column of chosen) result.values[at++] = values[i * columns + column] as number; // prettier-ignore
  return result;
}

/** Tasks with at most `shape.support` measured rows and exactly `shape.queries` others. */
export function batchOf(tasks: readonly Task[], { batch, support, queries }: NetworkShape): TaskBatch {
  const out = {
    measured: new Float32Array(batch * support * TOKEN),
    near: new Float32Array(batch * DISTANCES * support * support),
    hidden: new Float32Array(batch * support),
    asked: new Float32Array(batch * queries * TOKEN),
    far: new Float32Array(batch * DISTANCES * queries * support),
    base: new Float32Array(batch * queries),
    target: new Float32Array(batch * queries),
  };
  tasks.forEach((task, b) => {
    const n = task.support.base.length;
    out.measured.set(task.support.tokens, b * support * TOKEN);
    out.asked.set(task.queries.tokens, b * queries * TOKEN);
    out.base.set(task.queries.base, b * queries);
    out.target.set(task.target, b * queries);
    out.hidden.fill(HIDDEN, b * support + n, (b + 1) * support);
    for (let kind = 0; kind < DISTANCES; kind++) {
      const place = b * DISTANCES + kind;
      spreadRows(task.support.distances[kind] as Float32Array, n, out.near, place * support * support, support);
      spreadRows(task.queries.distances[kind] as Float32Array, n, out.far, place * queries * support, support);
    }
  });
  return out;
}

/** Added to the attention scores of padding. */
export const HIDDEN = -1e9;

/** Copies rows of `width` numbers to rows of `wide`, from `at` on. */
export function spreadRows(from: Float32Array, width: number, to: Float32Array, at: number, wide: number): void {
  for (let i = 0; i * width < from.length; i++) to.set(from.subarray(i * width, (i + 1) * width), at + i * wide);
}
