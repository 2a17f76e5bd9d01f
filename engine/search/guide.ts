/** The predictors of `engine/predictor` as the strategies see them: architectures in, mean and deviation out. */
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { encodeAll } from '../encoding/encoder.ts';
import type { Encoded, FittedPredictor, Predictor } from '../predictor/predictor.ts';
import type { Surrogate } from './surrogate.ts';

/** Architectures without a label that tell the spread of each feature; the same for every run on a space. */
const poolSize = 256;

/** Makes surrogates for the metrics of one space. What does not depend on labels is computed once and shared. */
export function guideOf(space: DecisionSpace, predictor: Predictor): () => Surrogate {
  let pool: Encoded | undefined;
  return () => {
    let fitted: FittedPredictor | undefined;
    return {
      fit: async (architectures, values, random) => {
        pool ??= encoded(space, drawPool(space));
        const support = { ...encoded(space, architectures), labels: Float64Array.from(values) };
        const outcome = await predictor.fit(support, { pool, random });
        fitted = 'value' in outcome ? outcome.value : undefined;
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

function drawPool(space: DecisionSpace): Architecture[] {
  const random = seededRandom(`predictor pool of ${space.hash}`);
  return Array.from({ length: poolSize }, () => space.sample(random)).filter((each) => each !== undefined);
}
