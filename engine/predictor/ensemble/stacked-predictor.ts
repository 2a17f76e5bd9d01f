/**
 * A predictor of several members: each sees the same features, is judged by predictions of rows it was not fitted to, and gets a share of the
 * answer by that. The answer is a normal score, mapped back to the labels' unit; its interval is as wide as held-out errors were.
 */
import { kendallTau } from '../../statistics/kendall.ts';
import { EIGHTY_PERCENT } from '../gp-predictor.ts';
import { supportProblem } from '../label-check.ts';
import type { Encoded, FitMetrics, FittedPredictor, Prediction, Predictor, Snapshot } from '../predictor.ts';
import { quantileMap } from '../quantile-map.ts';
import { fitScaler, standardise, type Scaler } from '../standardise.ts';
import { calibrate, calibrated, stackedMeans, stackingLine, type Calibration } from './calibration.ts';
import { drawFolds, valuesAt, type Learner, type LearntMembers, type Opinion, type Rows } from './learner.ts';
import { stackingShares } from './simplex.ts';
import { targetsOf } from './targets.ts';

const FOLDS = 8;
/** How strongly shares are drawn towards the priors: in squared normal scores for one label, less with more. */
const RIDGE = 6;
/** Queries answered at a time: their features stay in the cache while the trees are walked. */
const BATCH = 512;

export interface StackedOptions {
  readonly name: string;
  readonly description: string;
  readonly learners: readonly Learner[];
}

export function stackedPredictor({ name, description, learners }: StackedOptions): Predictor {
  return {
    name,
    description,
    fit: async (support, { pool, random, signal, onProgress }) => {
      const problem = supportProblem(support);
      if (problem !== undefined) return { error: problem };
      const start = performance.now();
      const { labels, source } = support;
      const scaler = fitScaler((pool ?? support).features);
      if (scaler.columns.length === 0)
        return { error: 'all architectures have the same features: there is nothing to tell them apart' };
      const inputs = standardise(support.features, scaler);
      const unlabelled = pool === undefined ? { inputs, source, raw: support.features } : rowsOf(pool, scaler);
      const targets = targetsOf(labels);
      const truth = targets.rank.values;
      const folds = drawFolds(labels.length, FOLDS, random);
      const given = { inputs, source, raw: support.features, targets, folds, pool: unlabelled, random };
      const fits: Fit[] = [];
      for (const [learner, each] of learners.entries()) {
        signal?.throwIfAborted();
        const fit = await each.fit({ ...given, ...(signal && { signal }), ...(onProgress && { onProgress }) });
        if (fit !== undefined) fits.push({ learner, members: each.members, ...fit });
      }
      const members = fits.flatMap((fit) => fit.members);
      const held = fits.flatMap(({ heldOut }) => heldOut);
      const priors = members.map(({ prior }) => prior);
      const shares = sharesOf(held, truth, priors);
      const isUsed = (_: unknown, k: number): boolean => (shares[k] as number) > 0;
      const means = unseenMeans(held, truth, folds, priors);
      const heldUsed = held.filter(isUsed);
      const calibration = calibrate({ opinions: heldUsed, means }, shares.filter(isUsed), truth);
      let before = 0;
      const asked = fits.map((fit): Asked => {
        const first = before;
        before += fit.members.length;
        const used = Array.from(fit.members.keys()).filter((k) => isUsed(undefined, first + k));
        return { learner: fit.learner, members: used, learnt: fit.learnt };
      });
      const metrics = {
        leaveOneOutTau: kendallTau(calibrated(calibration, heldUsed).scores, labels),
        fitSeconds: (performance.now() - start) / 1000,
        shares: Object.fromEntries(members.map((member, k) => [member.name, shares[k] as number])),
      };
      return { value: fitted({ scaler, labels, calibration, metrics }, asked) };
    },
    restore: (snapshot) => {
      const { asked, ...state } = snapshot as unknown as StoredState;
      const targets = targetsOf(state.labels);
      const restored = asked.map(({ learner, members, learnt }): Asked => {
        const found = learners[learner];
        if (found === undefined) throw new Error(`predictor ${name} has no learner ${learner}`);
        return { learner, members, learnt: found.restore(learnt, targets) };
      });
      return fitted(state, restored);
    },
  };
}

function sharesOf(held: readonly Opinion[], truth: Float64Array, priors: readonly number[]): Float64Array {
  const scores = held.map((opinion) => opinion.scores);
  return stackingShares(scores, truth, RIDGE / truth.length, priors);
}

/** What the ensemble would say of each row with shares and line learnt from the other folds: what it knows of its own errors. */
function unseenMeans(
  held: readonly Opinion[],
  truth: Float64Array,
  folds: readonly (readonly number[])[],
  priors: readonly number[],
): Float64Array {
  const means = new Float64Array(truth.length);
  const at = (rows: readonly number[]): Opinion[] =>
    held.map(({ scores, doubts }) => ({ scores: valuesAt(scores, rows), doubts: valuesAt(doubts, rows) }));
  for (const fold of folds) {
    const others = folds.filter((other) => other !== fold).flat();
    const [seen, known] = [at(others), valuesAt(truth, others)];
    const shares = sharesOf(seen, known, priors);
    const unseen = stackedMeans(at(fold), shares, stackingLine(seen, shares, known));
    fold.forEach((row, i) => (means[row] = unseen[i] as number));
  }
  return means;
}

interface Fit {
  /** Its number among the learners. */
  readonly learner: number;
  readonly members: Learner['members'];
  readonly heldOut: readonly Opinion[];
  readonly learnt: LearntMembers;
}

interface State {
  readonly scaler: Scaler;
  readonly labels: Float64Array;
  readonly calibration: Calibration;
  readonly metrics: FitMetrics;
}

/** A learner's members that have a share. */
interface Asked {
  readonly learner: number;
  readonly members: readonly number[];
  readonly learnt: LearntMembers;
}

interface StoredState extends State {
  readonly asked: readonly {
    readonly learner: number;
    readonly members: readonly number[];
    readonly learnt: Snapshot;
  }[];
}

function fitted(state: State, asked: readonly Asked[]): FittedPredictor {
  const { scaler, labels, calibration, metrics } = state;
  const used = asked.filter(({ members }) => members.length > 0);
  const map = quantileMap(labels, targetsOf(labels).rank.values);
  const opinions = async (queries: Rows): Promise<Opinion[]> => {
    const all: Opinion[] = [];
    for (const { learnt, members } of used) all.push(...(await learnt.opinions(queries, members)));
    return all;
  };
  return {
    metrics,
    predict: async (queries) => {
      const { rows } = queries.features;
      const [mean, low, high, std] = [0, 0, 0, 0].map(() => new Float64Array(rows)) as [Float64Array, Float64Array, Float64Array, Float64Array]; // prettier-ignore
      for (let from = 0; from < rows; from += BATCH) {
        const { scores, reach } = calibrated(calibration, await opinions(rowsOf(part(queries, from), scaler)));
        for (let i = 0; i < scores.length; i++) {
          const [score, half] = [scores[i] as number, reach[i] as number];
          mean[from + i] = map.valueAt(score);
          low[from + i] = map.valueAt(score - half);
          high[from + i] = map.valueAt(score + half);
          std[from + i] = ((high[from + i] as number) - (low[from + i] as number)) / (2 * EIGHTY_PERCENT);
        }
      }
      return { mean, low, high, std } satisfies Prediction;
    },
    snapshot: () => {
      const kept = used.map(({ learner, members, learnt }) => ({ learner, members, learnt: learnt.snapshot() }));
      return { ...state, asked: kept } as unknown as Snapshot;
    },
  };
}

function rowsOf({ features, source }: Encoded, scaler: Scaler): Rows {
  return { inputs: standardise(features, scaler), source, raw: features };
}

/** The next `BATCH` queries. */
function part({ features, source }: Encoded, from: number): Encoded {
  const { columns, values } = features;
  const rows = Math.min(BATCH, features.rows - from);
  const batch = { rows, columns, values: values.subarray(from * columns, (from + rows) * columns) };
  if (source === undefined) return { features: batch };
  const architectures = source.architectures.slice(from, from + rows);
  return { features: batch, source: { space: source.space, architectures } };
}
