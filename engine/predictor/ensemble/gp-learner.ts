/** Members that are Gaussian processes with one kernel, each on another scale of the labels. */
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
import { crossFit, type Learner, type Opinions, type Problem } from './learner.ts';
import type { TargetScale } from './targets.ts';

export function gpLearner(scales: readonly TargetScale[]): Learner {
  return {
    members: scales.map((scale) => `gp-${scale}`),
    fit: (problem) => {
      const { inputs, targets, random } = problem;
      const factors = relevanceFactors(inputs, targets.rank.values);
      const process = fitGaussianProcess(scaleColumns(inputs, factors), targets.rank.values, random);
      const all = scales.map((scale) => withTargets(process, targets[scale].values));
      // Without a fold, features are weighed anew: what the held-out labels say of them must not be known. Length scale and noise are kept.
      const heldOut = crossFit(problem, scales.length, (others, fold) => {
        const seen = selectRows(inputs, others);
        const of = (values: Float64Array): Float64Array => Float64Array.from(others, (row) => values[row] as number);
        const weights = relevanceFactors(seen, of(targets.rank.values));
        const partial = conditionGaussianProcess(scaleColumns(seen, weights), of(targets.rank.values), process);
        const processes = scales.map((scale) => withTargets(partial, of(targets[scale].values)));
        return opinionsOf(processes, scales, problem, scaleColumns(selectRows(inputs, fold), weights));
      });
      return {
        heldOut,
        opinions: (queries) => opinionsOf(all, scales, problem, scaleColumns(queries, factors)),
      };
    },
  };
}

/** The doubt is what the nearest measured architecture does not explain. */
function opinionsOf(
  processes: readonly GaussianProcess[],
  scales: readonly TargetScale[],
  { targets }: Problem,
  queries: FeatureMatrix,
): Opinions {
  const { means, nearness } = posteriorMeans(processes, queries);
  return {
    scores: means.map((mean, k) => mean.map((value) => targets[scales[k] as TargetScale].scoreAt(value))),
    doubt: nearness.map((near) => 1 - near),
  };
}
