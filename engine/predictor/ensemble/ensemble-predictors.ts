/** The predictors with several members. Which members, docs/predictor.md says by what they add on draws that are not reported. */
import { flag, readOptions, withDefault } from '../../data/options.ts';
import type { Predictor, PredictorKind } from '../predictor.ts';
import { shippedIncontext } from '../incontext/incontext-predictor.ts';
import { knowledgeLearner } from '../knowledge/knowledge-learner.ts';
import { fewLabels } from './few-labels.ts';
import { flowSupplement } from './flow-supplement.ts';
import { gpLearner } from './gp-learner.ts';
import { stackedPredictor } from './stacked-predictor.ts';
import { supplementedLearner } from './supplemented-learner.ts';
import { treeLearner } from './tree-learner.ts';

export const treesPredictor: Predictor = stackedPredictor({
  name: 'trees',
  description: 'extra-trees on graph features: on labels, their normal scores and log shortfall',
  learners: [treeLearner(['raw', 'rank', 'log'])],
});

export interface EnsembleOptions {
  /** Whether zero-cost proxies of architectures without a label may be computed: seconds, once a space. */
  readonly proxies: boolean;
}

/** Labels up to which the members that know something from before the labels take part; chosen on tuning draws. */
const MOST_FOR_NETWORK = 15;
const MOST_FOR_PROXIES = 60;

export function ensemblePredictor({ proxies }: EnsembleOptions = { proxies: true }): Predictor {
  return stackedPredictor({
    name: 'ensemble',
    description:
      'Gaussian processes and extra-trees, on few labels with what is known without any; each with the share that its held-out predictions earn',
    learners: [
      // A process on raw labels is good where labels have no noise and no long tail, and poor elsewhere: it has to earn all of its share.
      supplementedLearner(gpLearner({ rank: 1, log: 1, raw: 0 }), flowSupplement),
      supplementedLearner(treeLearner(['raw', 'log']), flowSupplement),
      fewLabels(MOST_FOR_NETWORK, shippedIncontext({ incontext: 3 })),
      ...(proxies ? [fewLabels(MOST_FOR_PROXIES, knowledgeLearner({ rank: 2 }))] : []),
    ],
  });
}

export const ensembleKind: PredictorKind = {
  name: 'ensemble',
  description: ensemblePredictor().description,
  optionNames: ['proxies'],
  configure: (options) => {
    const read = readOptions('predictor ensemble', { proxies: withDefault(flag, true) }, options);
    return 'error' in read ? read : { value: ensemblePredictor(read.value) };
  },
};
