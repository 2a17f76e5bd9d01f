/** The predictors with several members. Which members, docs/predictor.md says by what they add on draws that are not reported. */
import type { Predictor } from '../predictor.ts';
import { gpLearner } from './gp-learner.ts';
import { stackedPredictor } from './stacked-predictor.ts';
import { treeLearner } from './tree-learner.ts';

export const treesPredictor: Predictor = stackedPredictor({
  name: 'trees',
  description: 'extra-trees on graph features: on labels, their normal scores and log shortfall',
  learners: [treeLearner(['raw', 'rank', 'log'])],
});

export const ensemblePredictor: Predictor = stackedPredictor({
  name: 'ensemble',
  description: 'Gaussian processes and extra-trees, each with the share that its held-out predictions earn',
  // A process on raw labels is good where labels have no noise and no long tail, and poor elsewhere: it has to earn all of its share.
  learners: [gpLearner({ rank: 1, log: 1, raw: 0 }), treeLearner(['raw', 'log'])],
});
