/** Members that are Gaussian processes with one kernel, each on another scale of the labels: a further scale costs next to nothing. */
import { selectRows, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import {
  conditionGaussianProcess,
  fitGaussianProcess,
  posteriorMeans,
  withTargets,
  type GaussianProcess,
} from '../gaussian-process.ts';
import { relevanceFactors } from '../relevance.ts';
import { scaleColumns } from '../standardise.ts';
import { crossFit, valuesAt, type Learner, type Opinion } from './learner.ts';
import type { Target, TargetScale } from './targets.ts';

/** `priors`: the scales, each with the prior share of its member. */
export function gpLearner(priors: Readonly<Partial<Record<TargetScale, number>>>): Learner {
  const entries = Object.entries(priors) as [TargetScale, number][];
  return {
    members: entries.map(([scale, prior]) => ({ name: `gp-${scale}`, prior })),
    fit: (problem) => {
      const { inputs, random } = problem;
      const ranks = problem.targets.rank.values;
      const targets = entries.map(([scale]) => problem.targets[scale]);
      const factors = relevanceFactors(inputs, ranks);
      const process = fitGaussianProcess(scaleColumns(inputs, factors), ranks, random);
      const processes = targets.map(({ values }) => withTargets(process, values));
      // Without a fold, features are weighed anew: what the held-out labels say of them must not be known. Length scale and noise are kept.
      const heldOut = crossFit(problem, targets.length, (others, fold) => {
        const seen = selectRows(inputs, others);
        const weights = relevanceFactors(seen, valuesAt(ranks, others));
        const partial = conditionGaussianProcess(scaleColumns(seen, weights), valuesAt(ranks, others), process);
        const each = targets.map(({ values }) => withTargets(partial, valuesAt(values, others)));
        return opinionsOf(each, targets, scaleColumns(selectRows(inputs, fold), weights));
      });
      return {
        heldOut,
        opinions: (queries, members) => {
          if (members.length === 0) return [];
          const chosen = members.map((k) => processes[k] as GaussianProcess);
          return opinionsOf(chosen, members.map((k) => targets[k] as Target), scaleColumns(queries, factors)); // prettier-ignore
        },
      };
    },
  };
}

/** The doubt is what the nearest measured architecture does not explain. */
function opinionsOf(
  processes: readonly GaussianProcess[],
  targets: readonly Target[],
  queries: FeatureMatrix,
): Opinion[] {
  const { means, nearness } = posteriorMeans(processes, queries);
  const doubts = nearness.map((near) => 1 - near);
  return means.map((mean, k) => ({ scores: mean.map((value) => (targets[k] as Target).scoreAt(value)), doubts }));
}
