/**
 * The predictor `incontext`: a transformer, trained beforehand on made-up tasks, is shown the measured architectures in one forward pass and answers from
 * them. Held-out answers (conditioning without a part of the labels) calibrate its interval.
 */
import { readFileSync } from 'node:fs';
import { optional, readOptions, text } from '../../data/options.ts';
import { stackedPredictor } from '../ensemble/stacked-predictor.ts';
import type { Learner } from '../ensemble/learner.ts';
import type { Predictor, PredictorKind } from '../predictor.ts';
import { readCheckpoint, shippedCheckpoint } from './checkpoint.ts';
import type { Model } from './condition.ts';
import { incontextLearner, type IncontextMembers } from './incontext-learner.ts';

export const incontextKind: PredictorKind = {
  name: 'incontext',
  description: 'a transformer trained on made-up tasks, conditioned on the measured architectures',
  optionNames: ['checkpoint'],
  configure: (options) => {
    const read = readOptions('predictor incontext', { checkpoint: optional(text) }, options);
    if ('error' in read) return read;
    const { checkpoint: file } = read.value;
    if (file === undefined) return { value: incontextPredictor(shippedCheckpoint) };
    const loaded = loadCheckpoint(file);
    return 'error' in loaded ? loaded : { value: incontextPredictor(() => loaded.value) };
  },
};

/** Of the shipped weights, for ensembles. */
export function shippedIncontext(priors: IncontextMembers): Learner {
  return incontextLearner(shippedCheckpoint, priors);
}

export function incontextPredictor(model: () => Model): Predictor {
  const { name, description } = incontextKind;
  return stackedPredictor({ name, description, learners: [incontextLearner(model, { incontext: 1 })] });
}

function loadCheckpoint(file: string): ReturnType<typeof readCheckpoint> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    return { error: `predictor incontext: option "checkpoint": ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}` }; // prettier-ignore
  }
  const read = readCheckpoint(bytes);
  return 'error' in read ? { error: `predictor incontext: option "checkpoint": ${file}: ${read.error}` } : read;
}
