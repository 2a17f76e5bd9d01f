/** Members that are extra-trees, one forest for each scale of the labels. */
import { selectRows, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { predictForest, type Forest } from '../trees/forest.ts';
import { growForest } from '../trees/grow.ts';
import type { Snapshot } from '../predictor.ts';
import { crossFit, valuesAt, type Learner, type LearntMembers, type Opinion, type Targets } from './learner.ts';
import type { Target, TargetScale } from './targets.ts';

/** Trees of a forest, and of each fit without a fold, which only tells how good the forest is. */
const TREES = 100;
const TREES_A_FOLD = 15;
/** A node tries a quarter of the features, but no more than this many: with hundreds of features, more trials cost much and tell little. */
const MOST_TRIED = 40;

export function treeLearner(scales: readonly TargetScale[]): Learner {
  return {
    members: scales.map((scale) => ({ name: `trees-${scale}`, prior: 1 })),
    fit: (problem) => {
      const { inputs, random } = problem;
      const growth = { tried: Math.min(0.25, MOST_TRIED / inputs.columns), smallestSplit: 3 };
      const targets = scales.map((scale) => problem.targets[scale]);
      const forests = targets.map(({ values }) => growForest(inputs, values, { ...growth, trees: TREES }, random));
      const heldOut = crossFit(problem, scales.length, (others, fold) => {
        const seen = selectRows(inputs, others);
        const asked = selectRows(inputs, fold);
        return targets.map((target) => {
          const options = { ...growth, trees: TREES_A_FOLD };
          return opinionOf(growForest(seen, valuesAt(target.values, others), options, random), target, asked);
        });
      });
      return { heldOut, learnt: learntForests({ scales, forests }, problem.targets) };
    },
    restore: (snapshot, targets) => learntForests(snapshot as unknown as ForestState, targets),
  };
}

interface ForestState {
  readonly scales: readonly TargetScale[];
  readonly forests: readonly Forest[];
}

function learntForests(state: ForestState, targets: Targets): LearntMembers {
  const { scales, forests } = state;
  return {
    opinions: ({ inputs }, members) =>
      members.map((k) => opinionOf(forests[k] as Forest, targets[scales[k] as TargetScale], inputs)),
    snapshot: () => state as unknown as Snapshot,
  };
}

/** The doubt is the trees' disagreement. */
function opinionOf(forest: Forest, target: Target, queries: FeatureMatrix): Opinion {
  const { mean, variance } = predictForest(forest, queries);
  return { scores: mean.map((value) => target.scoreAt(value)), doubts: variance };
}
