/** The predictors with several members. */
import type { Predictor } from '../predictor.ts';
import { gpLearner } from './gp-learner.ts';
import { stackedPredictor } from './stacked-predictor.ts';
import { treeLearner } from './tree-learner.ts';

export const treesPredictor: Predictor = stackedPredictor({
  name: 'trees',
  description: 'extra-trees on graph features, on raw labels and on their normal scores',
  learners: [treeLearner(['raw', 'rank', 'log'])],
});

export const ensemblePredictor: Predictor = stackedPredictor({
  name: 'ensemble',
  description: 'Gaussian processes and extra-trees, each with the share that its held-out predictions earn',
  learners: [gpLearner(['rank', 'log']), treeLearner(['raw', 'rank', 'log'])],
});
