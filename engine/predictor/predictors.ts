/** The kinds of predictors by name, as `--predictor` and the language know them. */
import { didYouMean } from '../../dsl/semantics/suggest.ts';
import { readOptions } from '../data/options.ts';
import { ensembleKind, treesPredictor } from './ensemble/ensemble-predictors.ts';
import { gpPredictor } from './gp-predictor.ts';
import { hypernasKind } from './hypernas/hypernas-predictor.ts';
import { incontextKind } from './incontext/incontext-predictor.ts';
import type { Predictor, PredictorKind } from './predictor.ts';

export const predictorKinds: readonly PredictorKind[] = [
  ...[gpPredictor, treesPredictor].map(plain),
  ensembleKind,
  hypernasKind,
  incontextKind,
];

export const DEFAULT_PREDICTOR = ensembleKind.name;

export function predictorKind(name: string): PredictorKind | undefined {
  return predictorKinds.find((kind) => kind.name === name);
}

/** The predictor of a kind with its options, or one sentence that says which of them is wrong. */
export function configuredPredictor(
  name: string,
  options: Readonly<Record<string, unknown>> = {},
): ReturnType<PredictorKind['configure']> {
  const kind = predictorKind(name);
  if (kind !== undefined) return kind.configure(options);
  const names = predictorKinds.map((each) => each.name);
  return { error: `there is no predictor "${name}"${didYouMean(name, names)}; there are ${names.join(', ')}` };
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
