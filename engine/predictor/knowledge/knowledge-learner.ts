/**
 * Members of an ensemble that start from what is known without labels: a combination of the distilled proxies, fitted to the labels, is the prior mean of
 * a Gaussian process over the features. With few labels a combination of a dozen numbers is learnt sooner than a hundred features.
 */
import type { FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { selectRows } from '../../encoding/feature-matrix.ts';
import {
  conditionGaussianProcess,
  fitGaussianProcess,
  posteriorMeans,
  withTargets,
  type GaussianProcess,
  type Hyperparameters,
} from '../gaussian-process.ts';
import {
  crossFit,
  valuesAt,
  type Learner,
  type LearntMembers,
  type Opinion,
  type Targets,
} from '../ensemble/learner.ts';
import type { Target, TargetScale } from '../ensemble/targets.ts';
import type { Snapshot } from '../predictor.ts';
import { relevanceFactors } from '../relevance.ts';
import { scaleColumns } from '../standardise.ts';
import { distilled, type Distiller } from './distil.ts';
import { learnDistiller } from './distilled-columns.ts';
import { fitRidge, priorMeans, type LinearPrior } from './ridge.ts';
import type { KnowledgeOptions } from './space-knowledge.ts';

/** Of the ridge regression, in observations. */
const PENALTY = 10;

/** `priors`: the scales, each with the prior share of its member. Without a source of architectures, or without proxies, the members have no share. */
export function knowledgeLearner(
  priors: Readonly<Partial<Record<TargetScale, number>>> = { rank: 2 },
  options: KnowledgeOptions = {},
): Learner {
  const entries = Object.entries(priors) as [TargetScale, number][];
  const scales = entries.map(([scale]) => scale);
  return {
    members: entries.map(([scale, prior]) => ({ name: `knowledge-${scale}`, prior })),
    fit: async (problem) => {
      const { inputs, random } = problem;
      const distiller = await learnDistiller(problem, options);
      if (distiller === undefined) return undefined;
      const proxies = distilled(distiller, inputs);
      const targets = scales.map((scale) => problem.targets[scale]);
      const ranks = problem.targets.rank.values;
      const state: Omit<State, 'distiller' | 'scales'> = fitMembers({ inputs, proxies }, targets, ranks, (x, y) => fitGaussianProcess(x, y, random)); // prettier-ignore
      const [kernel] = state.processes as [GaussianProcess];
      const heldOut = crossFit(problem, scales.length, (others, fold) => {
        const seen = { inputs: selectRows(inputs, others), proxies: selectRows(proxies, others) };
        const asked = { inputs: selectRows(inputs, fold), proxies: selectRows(proxies, fold) };
        const kept = targets.map((target) => ({ ...target, values: valuesAt(target.values, others) }));
        const partial = fitMembers(seen, kept, valuesAt(ranks, others), (x, y) =>
          conditionGaussianProcess(x, y, kernel),
        );
        return opinionsOf(partial, targets, asked, Array.from(scales.keys()));
      });
      return { heldOut, learnt: learntMembers({ ...state, distiller, scales }, problem.targets) };
    },
    restore: (snapshot, targets) => learntMembers(snapshot as unknown as State, targets),
  };
}

interface Fitted {
  readonly factors: Float64Array;
  /** One a scale; the processes, on what the prior leaves, share inputs and kernel. */
  readonly linear: readonly LinearPrior[];
  readonly processes: readonly GaussianProcess[];
}

interface State extends Fitted {
  readonly scales: readonly TargetScale[];
  readonly distiller: Distiller;
}

interface Seen {
  readonly inputs: FeatureMatrix;
  readonly proxies: FeatureMatrix;
}

/** `processOf` makes the process of the first scale, whose kernel serves all. */
function fitMembers(
  { inputs, proxies }: Seen,
  targets: readonly Pick<Target, 'values'>[],
  ranks: Float64Array,
  processOf: (inputs: FeatureMatrix, targets: Float64Array, kernel?: Hyperparameters) => GaussianProcess,
): Fitted {
  const factors = relevanceFactors(inputs, ranks);
  const linear = targets.map(({ values }) => fitRidge(proxies, values, PENALTY));
  const residuals = targets.map(({ values }, k) => {
    const prior = priorMeans(linear[k] as LinearPrior, proxies);
    return values.map((value, i) => value - (prior[i] as number));
  });
  const process = processOf(scaleColumns(inputs, factors), residuals[0] as Float64Array);
  return { factors, linear, processes: residuals.map((residual) => withTargets(process, residual)) };
}

function learntMembers(state: State, all: Targets): LearntMembers {
  const { scales, distiller } = state;
  return {
    opinions: ({ inputs }, members) => {
      if (members.length === 0) return [];
      const targets = scales.map((scale) => all[scale]);
      return opinionsOf(state, targets, { inputs, proxies: distilled(distiller, inputs) }, members);
    },
    snapshot: () => state as unknown as Snapshot,
  };
}

/** The doubt is what the nearest measured architecture does not explain. */
function opinionsOf(
  { factors, linear, processes }: Fitted,
  targets: readonly Target[],
  { inputs, proxies }: Seen,
  members: readonly number[],
): Opinion[] {
  const chosen = members.map((k) => processes[k] as GaussianProcess);
  const { means, nearness } = posteriorMeans(chosen, scaleColumns(inputs, factors));
  const doubts = nearness.map((near) => 1 - near);
  return members.map((k, position) => {
    const prior = priorMeans(linear[k] as LinearPrior, proxies);
    const left = means[position] as Float64Array;
    const target = targets[k] as Target;
    return { scores: prior.map((value, i) => target.scoreAt(value + (left[i] as number))), doubts };
  });
}
