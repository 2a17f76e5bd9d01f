/** A made-up task for predictors: 400 rows of six features with accuracies that have the long lower tail of trained networks, and a little noise. */
import { seededRandom } from '../../../../dsl/random.ts';
import { fromRows, selectRows } from '../../../../engine/encoding/feature-matrix.ts';
import type { Encoded, FittedPredictor, Predictor } from '../../../../engine/predictor/predictor.ts';

const random = seededRandom('toy');
export const features = fromRows(Array.from({ length: 400 }, () => Array.from({ length: 6 }, () => random.int(5))));
export const accuracy = Float64Array.from({ length: 400 }, (_, i) => {
  const row = features.values.subarray(6 * i, 6 * i + 6);
  const quality =
    (row[0] as number) + 0.5 * (row[1] as number) - 0.1 * ((row[2] as number) - 2) ** 2 + 0.2 * random.normal();
  return 95 - 40 * Math.exp(-0.6 * quality);
});

export const everything: Encoded = { features };

export function accuracyOf(rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => accuracy[row] as number);
}

/** Fitted to some rows, with their accuracies unless other labels are given. */
export async function fitted(
  predictor: Predictor,
  rows: readonly number[],
  labels = accuracyOf(rows),
): Promise<FittedPredictor> {
  const outcome = await predictor.fit(
    { features: selectRows(features, rows), labels },
    { pool: everything, random: seededRandom(1) },
  );
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}
