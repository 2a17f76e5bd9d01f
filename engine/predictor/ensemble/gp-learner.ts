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
import type { Snapshot } from '../predictor.ts';
import { crossFit, valuesAt, type Learner, type LearntMembers, type Opinion, type Targets } from './learner.ts';
import type { Target, TargetScale } from './targets.ts';

/** `priors`: the scales, each with the prior share of its member. */
export function gpLearner(priors: Readonly<Partial<Record<TargetScale, number>>>): Learner {
  const entries = Object.entries(priors) as [TargetScale, number][];
  return {
    members: entries.map(([scale, prior]) => ({ name: `gp-${scale}`, prior })),
    fit: (problem) => {
      const { inputs, random } = problem;
      const ranks = problem.targets.rank.values;
      const scales = entries.map(([scale]) => scale);
      const targets = scales.map((scale) => problem.targets[scale]);
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
      return { heldOut, learnt: learntProcesses({ scales, processes, factors }, problem.targets) };
    },
    restore: (snapshot, targets) => learntProcesses(snapshot as unknown as ProcessState, targets),
  };
}

interface ProcessState {
  readonly scales: readonly TargetScale[];
  readonly processes: readonly GaussianProcess[];
  readonly factors: Float64Array;
}

function learntProcesses(state: ProcessState, all: Targets): LearntMembers {
  const { scales, processes, factors } = state;
  return {
    opinions: ({ inputs }, members) => {
      if (members.length === 0) return [];
      const chosen = members.map((k) => processes[k] as GaussianProcess);
      const targets = members.map((k) => all[scales[k] as TargetScale]);
      return opinionsOf(chosen, targets, scaleColumns(inputs, factors));
    },
    snapshot: () => state as unknown as Snapshot,
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
