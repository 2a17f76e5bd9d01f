/** The predictors by name, as `--predictor` and the language know them. */
import { ensemblePredictor, treesPredictor } from './ensemble/ensemble-predictors.ts';
import { gpPredictor } from './gp-predictor.ts';
import type { Predictor } from './predictor.ts';

export const predictors: readonly Predictor[] = [gpPredictor, treesPredictor, ensemblePredictor];

export const DEFAULT_PREDICTOR = ensemblePredictor.name;

export function predictorNamed(name: string): Predictor | undefined {
  return predictors.find((predictor) => predictor.name === name);
}
