/** A member of an ensemble that is the pre-trained graph encoder, fine-tuned on the labels from several starts. */
import { program, type Program } from '../../compute/index.ts';
import { selectRows, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import {
  valuesAt,
  type Learner,
  type LearntMembers,
  type Opinion,
  type Problem,
  type Rows,
} from '../ensemble/learner.ts';
import type { ArchitectureSource, Snapshot } from '../predictor.ts';
import { relevanceFactors } from '../relevance.ts';
import { scaleColumns } from '../standardise.ts';
import { embeddings } from './embedding.ts';
import { graphFeeds, graphInputs } from './encoder-model.ts';
import {
  fineTune,
  headFeeds,
  headInputs,
  scorer,
  scorerWeights,
  type FineTuneFit,
  type FineTuning,
} from './fine-tune.ts';
import { graphBatch, graphsOf } from './graph-batch.ts';
import { pretrainedEncoder, type PretrainedEncoder, type PretrainOptions } from './pretrain.ts';
import { runEncoder } from './runner.ts';
import { weightInputs, weightOf, type Weights } from './weights.ts';

export interface EncoderLearnerOptions {
  readonly prior?: number;
  /** Networks whose answers are averaged. */
  readonly starts?: number;
  /** Folds of the problem are put together to as many at most. */
  readonly folds?: number;
  readonly pretraining?: PretrainOptions;
  readonly tuning?: FineTuning;
}

/** Queries answered at a time, always as many. */
const BLOCK = 128;
/** Doubt of a single network, in squared normal scores: there is no disagreement to tell it. */
const DOUBT = 0.1;

export function encoderLearner(options: EncoderLearnerOptions = {}): Learner {
  const { prior = 1, starts = 2, folds: most = 4, pretraining, tuning } = options;
  return {
    members: [{ name: 'encoder', prior }],
    fit: async (problem) => {
      const { source, signal, onProgress, random } = problem;
      if (source === undefined) return undefined;
      const encoder = await pretrainedEncoder(source.space, { ...pretraining, signal, onProgress });
      if (encoder === undefined) return undefined;
      const embedded = await embeddings(encoder, source.space, source.architectures, signal);
      const folds = fewerFolds(problem.folds, most);
      const all = Array.from({ length: problem.inputs.rows }, (_, row) => row);
      const seen = [all, ...folds.map((fold) => all.filter((row) => !fold.includes(row)))];
      const heads = seen.map((rows) => headOf(problem, embedded, rows));
      const fits = heads.flatMap((head, k) =>
        Array.from({ length: starts }, (_, start): FineTuneFit => {
          const features = scaleColumns(problem.inputs, head.weights);
          return { rows: head.rows, features, factors: head.factors, random: random.fork(`encoder ${k} ${start}`) };
        }),
      );
      const graphs = graphBatch(graphsOf(source.space, source.architectures), encoder.vocabulary);
      const targets = problem.targets.rank.values;
      const onStep = (done: number, total: number): void => onProgress?.(done, total, 'fine-tuning the graph encoder');
      const found = await fineTune(encoder, { graphs, targets, fits, signal, onStep }, tuning);
      const scores = new Float64Array(all.length);
      const doubts = new Float64Array(all.length);
      for (const [k, fold] of folds.entries()) {
        const { weights, factors } = heads[k + 1] as Head;
        const networks = found.slice((k + 1) * starts, (k + 2) * starts);
        const part: Rows = { inputs: selectRows(problem.inputs, fold), source: { space: source.space, architectures: fold.flatMap((row) => source.architectures[row] ?? []) } }; // prettier-ignore
        const opinion = await answer({ encoder, weights, factors, networks, stretch: 1 }, part);
        fold.forEach((row, i) => {
          scores[row] = opinion.scores[i] as number;
          doubts[row] = opinion.doubts[i] as number;
        });
      }
      const stretch = stretchTo(scores, targets);
      const [{ weights, factors }] = heads as [Head];
      const heldOut = [{ scores: scores.map((score) => stretch * score), doubts }];
      return {
        heldOut,
        learnt: learntEncoder({ encoder, weights, factors, networks: found.slice(0, starts), stretch }),
      };
    },
    restore: (snapshot) => learntEncoder(snapshot as unknown as EncoderState),
  };
}

/** Plain data. */
interface EncoderState {
  readonly encoder: PretrainedEncoder;
  /** Of features and of the embedding. */
  readonly weights: Float64Array;
  readonly factors: Float64Array;
  readonly networks: readonly Weights[];
  /** Pairwise losses fix no unit: from scores to normal scores, by the held-out ones. */
  readonly stretch: number;
}

interface Head {
  readonly rows: readonly number[];
  readonly weights: Float64Array;
  readonly factors: Float64Array;
}

/** Weights by relevance, as processes have them, but of mean square one, as networks want them. */
function headOf({ inputs, targets }: Problem, embedded: FeatureMatrix, rows: readonly number[]): Head {
  const labels = valuesAt(targets.rank.values, rows);
  const relevance = (matrix: FeatureMatrix): Float64Array =>
    relevanceFactors(selectRows(matrix, rows), labels).map((factor) => factor * Math.sqrt(matrix.columns));
  return { rows, weights: relevance(inputs), factors: relevance(embedded) };
}

function fewerFolds(folds: Problem['folds'], most: number): readonly (readonly number[])[] {
  const count = Math.min(most, folds.length);
  return Array.from({ length: count }, (_, k) => folds.filter((_fold, i) => i % count === k).flat());
}

/** Least squares through the origin, kept positive. */
function stretchTo(scores: Float64Array, targets: Float64Array): number {
  let [product, square] = [0, 1e-9];
  scores.forEach((score, i) => {
    product += score * (targets[i] as number);
    square += score * score;
  });
  return Math.max(0.1, Math.min(10, product / square));
}

function learntEncoder(state: EncoderState): LearntMembers {
  return {
    opinions: async (queries, members) => (members.length === 0 ? [] : [await answer(state, queries)]),
    snapshot: () => state as unknown as Snapshot,
  };
}

async function answer(
  { encoder, weights, factors, networks, stretch }: EncoderState,
  { inputs, source }: Rows,
): Promise<Opinion> {
  if (source === undefined) throw new Error('the graph encoder needs the architectures');
  const scores = new Float64Array(inputs.rows);
  const doubts = new Float64Array(inputs.rows).fill(DOUBT);
  for (let first = 0; first < inputs.rows; first += BLOCK) {
    const block = blockOf(inputs, source, encoder, first);
    const of = scorerProgram(encoder, inputs.columns, block.nodes);
    const feeds = { ...block.feeds, ...headFeeds({ features: scaleColumns(block.features, weights), factors }) };
    const said: Float32Array[] = [];
    for (const network of networks) said.push((await runEncoder(network, of, feeds)).scores);
    for (let i = 0; i < Math.min(BLOCK, inputs.rows - first); i++) {
      const each = said.map((values) => stretch * (values[i] as number));
      const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
      scores[first + i] = mean;
      doubts[first + i]! += each.reduce((sum, value) => sum + (value - mean) ** 2, 0) / each.length;
    }
  }
  return { scores, doubts };
}

interface Block {
  readonly nodes: number;
  readonly features: FeatureMatrix;
  readonly feeds: Record<string, Float32Array>;
}

function blockOf(
  inputs: FeatureMatrix,
  { space, architectures }: ArchitectureSource,
  { vocabulary }: PretrainedEncoder,
  first: number,
): Block {
  const graphs = graphBatch(graphsOf(space, architectures.slice(first, first + BLOCK)), vocabulary, BLOCK);
  const { columns } = inputs;
  const values = new Float64Array(BLOCK * columns);
  values.set(inputs.values.subarray(first * columns, (first + BLOCK) * columns));
  return { nodes: graphs.nodes, features: { rows: BLOCK, columns, values }, feeds: graphFeeds(graphs) };
}

const programs = new WeakMap<PretrainedEncoder, Map<string, Program<'scores'>>>();

function scorerProgram(encoder: PretrainedEncoder, columns: number, nodes: number): Program<'scores'> {
  const known = programs.get(encoder) ?? new Map<string, Program<'scores'>>();
  programs.set(encoder, known);
  const key = `${columns} ${nodes}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const inputs = weightInputs(scorerWeights(encoder, columns));
  const graph = graphInputs(BLOCK, nodes, encoder.shape.inputs);
  const scores = scorer(graph, headInputs(BLOCK, columns, encoder.shape.width), weightOf(inputs), encoder);
  const made = program({ outputs: { scores }, state: [...inputs.values()] });
  known.set(key, made);
  return made;
}
