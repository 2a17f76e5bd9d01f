/** The predictors of `engine/predictor` as the strategies see them: architectures in, mean and deviation out. */
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { encodeAll } from '../encoding/encoder.ts';
import type { FeatureMatrix } from '../encoding/feature-matrix.ts';
import type { FittedPredictor, Predictor } from '../predictor/predictor.ts';
import type { Surrogate } from './surrogate.ts';

/** Architectures without a label that tell the spread of each feature; the same for every run on a space. */
const poolSize = 256;

/** Makes surrogates for the metrics of one space. What does not depend on labels is computed once and shared. */
export function guideOf(space: DecisionSpace, predictor: Predictor): () => Surrogate {
  let pool: FeatureMatrix | undefined;
  return () => {
    let fitted: FittedPredictor | undefined;
    return {
      fit: (architectures, values, random) => {
        pool ??= encodeAll(space, drawPool(space));
        const support = { features: encodeAll(space, architectures), labels: Float64Array.from(values) };
        const outcome = predictor.fit(support, { pool, random });
        fitted = 'value' in outcome ? outcome.value : undefined;
        return Promise.resolve(fitted !== undefined);
      },
      predict: (architectures) => {
        if (fitted === undefined) throw new Error('a surrogate was asked before it had learnt');
        const { mean, std } = fitted.predict(encodeAll(space, architectures));
        return Promise.resolve(architectures.map((_, i) => ({ mean: mean[i] ?? 0, std: std[i] ?? 0 })));
      },
    };
  };
}

function drawPool(space: DecisionSpace): Architecture[] {
  const random = seededRandom(`predictor pool of ${space.hash}`);
  return Array.from({ length: poolSize }, () => space.sample(random)).filter((each) => each !== undefined);
}
