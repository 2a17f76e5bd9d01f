/** The predictors with several members. Which members, docs/predictor.md says by what they add on draws that are not reported. */
import { flag, optional, readOptions, show, withDefault, type OptionReader } from '../../data/options.ts';
import { fail, ok } from '../../data/outcome.ts';
import { isHypernetworkSource, type HypernetworkSource } from '../../evaluate/ghn/hypernetwork-source.ts';
import type { Predictor, PredictorKind } from '../predictor.ts';
import { shippedIncontext } from '../incontext/incontext-predictor.ts';
import { knowledgeLearner } from '../knowledge/knowledge-learner.ts';
import { fewLabels } from './few-labels.ts';
import { flowSupplement } from './flow-supplement.ts';
import { gpLearner } from './gp-learner.ts';
import { hypernetworkSupplement, NoColumns } from './hypernetwork-supplement.ts';
import type { Learner } from './learner.ts';
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
  /** A trained hypernetwork whose scores and states are learnt from as well. */
  readonly hypernetwork?: HypernetworkSource | undefined;
}

/** Labels up to which the members that know something from before the labels take part; chosen on tuning draws. */
const MOST_FOR_NETWORK = 15;
const MOST_FOR_PROXIES = 60;

export function ensemblePredictor({ proxies, hypernetwork }: EnsembleOptions = { proxies: true }): Predictor {
  const seeing = (learner: Learner): Learner => {
    const inner = supplementedLearner(learner, flowSupplement);
    return hypernetwork === undefined ? inner : supplementedLearner(inner, hypernetworkSupplement(hypernetwork));
  };
  const predictor = stackedPredictor({
    name: 'ensemble',
    description:
      'Gaussian processes and extra-trees, on few labels with what is known without any; each with the share that its held-out predictions earn',
    learners: [
      // A process on raw labels is good where labels have no noise and no long tail, and poor elsewhere: it has to earn all of its share.
      seeing(gpLearner({ rank: 1, log: 1, raw: 0 })),
      seeing(treeLearner(['raw', 'log'])),
      fewLabels(MOST_FOR_NETWORK, shippedIncontext({ incontext: 3 })),
      ...(proxies ? [fewLabels(MOST_FOR_PROXIES, knowledgeLearner({ rank: 2 }))] : []),
    ],
  });
  if (hypernetwork === undefined) return predictor;
  return {
    ...predictor,
    fit: async (support, options) => {
      try {
        return await predictor.fit(support, options);
      } catch (problem) {
        if (problem instanceof NoColumns) return { error: problem.message };
        throw problem;
      }
    },
  };
}

/** What the name of a hypernetwork was replaced by; where it is a name still, nobody knows the hypernetwork. */
const hypernetworkSource: OptionReader<HypernetworkSource> = (value) =>
  isHypernetworkSource(value) ? ok(value) : fail(`must be a hypernetwork of the file, not ${show(value)}`);

export const ensembleKind: PredictorKind = {
  name: 'ensemble',
  description: ensemblePredictor().description,
  optionNames: ['proxies', 'hypernetwork'],
  configure: (options) => {
    const table = { proxies: withDefault(flag, true), hypernetwork: optional(hypernetworkSource) };
    const read = readOptions('predictor ensemble', table, options);
    return 'error' in read ? read : { value: ensemblePredictor(read.value) };
  },
};
