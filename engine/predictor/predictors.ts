/** The kinds of predictors by name, as `--predictor` and the language know them. */
import { readOptions } from '../data/options.ts';
import { ensemblePredictor, treesPredictor } from './ensemble/ensemble-predictors.ts';
import { gpPredictor } from './gp-predictor.ts';
import type { Predictor, PredictorKind } from './predictor.ts';

export const predictorKinds: readonly PredictorKind[] = [gpPredictor, treesPredictor, ensemblePredictor].map(plain);

export const DEFAULT_PREDICTOR = ensemblePredictor.name;

export function predictorKind(name: string): PredictorKind | undefined {
  return predictorKinds.find((kind) => kind.name === name);
}

/** A kind that has nothing to set. */
function plain(predictor: Predictor): PredictorKind {
  const { name, description } = predictor;
  return {
    name,
    description,
    optionNames: [],
    configure: (options) => {
      const read = readOptions(`predictor ${name}`, {}, options);
      return 'error' in read ? read : { value: predictor };
    },
  };
}
