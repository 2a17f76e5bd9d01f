/** Executable forms of normalisations. */
import { numberOf } from '../../../../dsl/graph/primitives/primitive.ts';
import {
  add,
  batchNormInference,
  batchNormTraining,
  channelAffine,
  div,
  layerNorm,
  mean,
  reshape,
  runningAverage,
  sqrt,
  sub,
  transpose,
  variance,
} from '../../../compute/index.ts';
import { first, type Form } from './form.ts';

export const normalisationForms = {
  batchnorm: (use, around) => {
    const x = first(use);
    const epsilon = numberOf(use.attributes, 'epsilon');
    const [scale, shift] = [around.weight('scale'), around.weight('shift')];
    const [centre, spread] = [around.weight('mean'), around.weight('variance')];
    if (!around.training) return batchNormInference(x, scale, shift, centre, spread, epsilon);
    const normalised = batchNormTraining(x, scale, shift, epsilon);
    around.update('mean', runningAverage(centre, normalised.mean));
    around.update('variance', runningAverage(spread, normalised.variance));
    return normalised.y;
  },
  /** Over the channels, which the operation wants as the last axis. */
  layernorm: (use, around) => {
    const x = first(use);
    const epsilon = numberOf(use.attributes, 'epsilon');
    const [scale, shift] = [around.weight('scale'), around.weight('shift')];
    if (use.shape.kind !== 'image') return layerNorm(x, scale, shift, epsilon);
    return transpose(layerNorm(transpose(x, [0, 2, 3, 1]), scale, shift, epsilon), [0, 3, 1, 2]);
  },
  groupnorm: (use, around) => {
    const x = first(use);
    const grouped = reshape(x, [around.batch, numberOf(use.attributes, 'groups'), -1]);
    const centred = sub(grouped, mean(grouped, [-1], true));
    const deviation = sqrt(add(variance(grouped, [-1], true), numberOf(use.attributes, 'epsilon')));
    return channelAffine(reshape(div(centred, deviation), x.shape), around.weight('scale'), around.weight('shift'));
  },
} satisfies Record<string, Form>;
