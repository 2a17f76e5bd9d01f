/** What a support set must be before anything is learnt from it. */
import type { Support } from './predictor.ts';

/** Fewer labels say nothing about an order. */
export const FEWEST_LABELS = 5;

/** One sentence, or undefined where the support can be learnt from. Rows are counted from 1. */
export function supportProblem({ features, labels }: Support): string | undefined {
  if (features.rows !== labels.length) return `there are ${labels.length} labels for ${features.rows} architectures`;
  if (labels.length < FEWEST_LABELS) {
    return `a predictor needs at least ${FEWEST_LABELS} measured architectures, there ${labels.length === 1 ? 'is' : 'are'} ${labels.length}`;
  }
  const bad = labels.findIndex((label) => !Number.isFinite(label));
  if (bad >= 0) return `label ${bad + 1} of ${labels.length} is ${labels[bad]}, not a finite number`;
  if (labels.every((label) => label === labels[0])) {
    return `all ${labels.length} labels are ${labels[0]}: there is no order to learn`;
  }
  const feature = features.values.findIndex((value) => !Number.isFinite(value));
  if (feature >= 0)
    return `a feature of architecture ${Math.floor(feature / features.columns) + 1} is not a finite number`;
  return undefined;
}
