/** The predictors of `engine/predictor` as the strategies see them: architectures in, mean and deviation out. */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { encodeAll } from '../encoding/encoder.ts';
import { drawPool } from '../predictor/pool.ts';
import type { Encoded, FittedPredictor, Predictor } from '../predictor/predictor.ts';
import type { Surrogate } from './surrogate.ts';

/** Makes surrogates for the metrics of one space. What does not depend on labels is computed once and shared. */
export function guideOf(space: DecisionSpace, predictor: Predictor): () => Surrogate {
  return () => {
    let fitted: FittedPredictor | undefined;
    return {
      fit: async (architectures, values, random, signal) => {
        const support = { ...encoded(space, architectures), labels: Float64Array.from(values) };
        fitted = undefined;
        try {
          const outcome = await predictor.fit(support, { pool: drawPool(space), random, ...(signal && { signal }) });
          if ('value' in outcome) fitted = outcome.value;
        } catch (problem) {
          if (signal?.aborted !== true) throw problem;
        }
        return fitted !== undefined;
      },
      predict: async (architectures) => {
        if (fitted === undefined) throw new Error('a surrogate was asked before it had learnt');
        const { mean, std } = await fitted.predict(encoded(space, architectures));
        return architectures.map((_, i) => ({ mean: mean[i] ?? 0, std: std[i] ?? 0 }));
      },
    };
  };
}

function encoded(space: DecisionSpace, architectures: readonly Architecture[]): Encoded {
  return { features: encodeAll(space, architectures), source: { space, architectures } };
}
