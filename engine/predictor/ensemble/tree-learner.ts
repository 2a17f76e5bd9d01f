/** Members that are extra-trees, one forest for each scale of the labels. */
import type { Random } from '../../../dsl/random.ts';
import { selectRows, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { predictForest, type Forest } from '../trees/forest.ts';
import { growForest, type GrowOptions } from '../trees/grow.ts';
import { crossFit, type Learner, type Opinions } from './learner.ts';
import type { Target, TargetScale } from './targets.ts';

/** Trees of a forest, and of each fit without a fold, which only tells how good the forest is. */
const TREES = 100;
const TREES_A_FOLD = 15;
const GROWTH = { tried: 0.25, smallestSplit: 3 };

export function treeLearner(scales: readonly TargetScale[]): Learner {
  return {
    members: scales.map((scale) => `trees-${scale}`),
    fit: (problem) => {
      const { inputs, random } = problem;
      const targets = scales.map((scale) => problem.targets[scale]);
      const full = grown(inputs, targets, undefined, { ...GROWTH, trees: TREES }, random);
      const heldOut = crossFit(problem, scales.length, (others, fold) => {
        const options = { ...GROWTH, trees: TREES_A_FOLD };
        const forests = grown(selectRows(inputs, others), targets, others, options, random);
        return opinionsOf(forests, targets, selectRows(inputs, fold));
      });
      return { heldOut, opinions: (queries) => opinionsOf(full, targets, queries) };
    },
  };
}

function grown(
  inputs: FeatureMatrix,
  targets: readonly Target[],
  rows: readonly number[] | undefined,
  options: GrowOptions,
  random: Random,
): Forest[] {
  return targets.map(({ values }) => {
    const chosen = rows === undefined ? values : Float64Array.from(rows, (row) => values[row] as number);
    return growForest(inputs, chosen, options, random);
  });
}

/** The doubt is the mean disagreement of the trees, each forest's in units of its targets' variance. */
function opinionsOf(forests: readonly Forest[], targets: readonly Target[], queries: FeatureMatrix): Opinions {
  const doubt = new Float64Array(queries.rows);
  const scores = forests.map((forest, k) => {
    const target = targets[k] as Target;
    const { mean, variance } = predictForest(forest, queries);
    const unit = forests.length * spreadOf(target.values);
    for (let i = 0; i < doubt.length; i++) doubt[i]! += (variance[i] as number) / unit;
    return mean.map((value) => target.scoreAt(value));
  });
  return { scores, doubt };
}

function spreadOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
