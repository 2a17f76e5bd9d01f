/** One forward pass over the support conditions the network: what it leaves answers any number of queries. */
import type { Random } from '../../../dsl/random.ts';
import type { Hyperparameters } from '../gaussian-process.ts';
import { answerProgram, memoryProgram, QUERY_BLOCK, runNetwork } from './inference.ts';
import type { NetworkSettings, Weights } from './network.ts';
import { COMPONENTS, DISTANCES, TOKEN, viewQueries, viewSupport, viewTask, type Described, type TaskView } from './task-view.ts'; // prettier-ignore
import { HIDDEN, spreadRows } from './meta/tasks.ts';
import { UNIVERSAL } from './universal-features.ts';

/** The network to ask: settings and weights. */
export interface Model {
  readonly settings: NetworkSettings;
  readonly weights: Weights;
}

/** Plain data: what is known of the task after conditioning. */
export interface Conditioned {
  readonly view: TaskView;
  /** Rows that the memory has room for. */
  readonly room: number;
  readonly hidden: Float32Array;
  /** Keys and values by name. */
  readonly memory: Readonly<Record<string, Float32Array>>;
}

export interface Answers {
  /** Normal scores. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** `scores`: normal scores of the support's labels. */
export async function condition(
  { settings, weights }: Model,
  support: Described,
  scores: Float64Array,
  mask: Float64Array,
  random: Random,
  given?: Hyperparameters,
): Promise<Conditioned> {
  const view = viewTask(support, scores, mask, random, given);
  const n = scores.length;
  const room = roomFor(n);
  const { tokens, distances } = viewSupport(view);
  const padded = new Float32Array(room * TOKEN);
  padded.set(tokens);
  const near = new Float32Array(DISTANCES * room * room);
  distances.forEach((each, kind) => { spreadRows(each, n, near, kind * room * room, room); }); // prettier-ignore
  const hidden = new Float32Array(room).fill(HIDDEN, n);
  const memory = await runNetwork(weights, memoryProgram(settings, room), { tokens: padded, distances: near, hidden });
  return { view, room, hidden, memory };
}

export async function answer(
  { settings, weights }: Model,
  { view, room, hidden, memory }: Conditioned,
  queries: Described,
): Promise<Answers> {
  const { rows } = queries.inputs;
  const n = view.scores.length;
  const mean = new Float64Array(rows);
  const variance = new Float64Array(rows);
  for (let from = 0; from < rows; from += QUERY_BLOCK) {
    const count = Math.min(QUERY_BLOCK, rows - from);
    const asked = viewQueries(view, part(queries, from, count));
    const tokens = new Float32Array(QUERY_BLOCK * TOKEN);
    tokens.set(asked.tokens);
    const distances = new Float32Array(DISTANCES * QUERY_BLOCK * room);
    asked.distances.forEach((each, kind) => { spreadRows(each, n, distances, kind * QUERY_BLOCK * room, room); }); // prettier-ignore
    const base = new Float32Array(QUERY_BLOCK);
    base.set(asked.base);
    const said = await runNetwork(weights, answerProgram(settings, room), {
      tokens,
      distances,
      base,
      hidden,
      ...memory,
    });
    for (let i = 0; i < count; i++) {
      mean[from + i] = (said['mean'] as Float32Array)[i] as number;
      variance[from + i] = Math.exp((said['logVariance'] as Float32Array)[i] as number);
    }
  }
  return { mean, variance };
}

/** Supports are padded to few sizes: each is a program to compile. */
function roomFor(rows: number): number {
  const step = rows <= 128 ? 32 : 128;
  return Math.ceil(rows / step) * step;
}

function part({ inputs, components, universals }: Described, from: number, count: number): Described {
  const { columns, values } = inputs;
  return {
    inputs: { rows: count, columns, values: values.subarray(from * columns, (from + count) * columns) },
    components: components.subarray(from * COMPONENTS, (from + count) * COMPONENTS),
    universals: universals.subarray(from * UNIVERSAL, (from + count) * UNIVERSAL),
  };
}
