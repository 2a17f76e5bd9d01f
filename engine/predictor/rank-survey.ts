/** Everything about a table's architectures that needs no label, gathered in one pass: each network is built once. */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { encoderOf, featureSchema } from '../encoding/encoder.ts';
import { featureMatrix, type FeatureMatrix } from '../encoding/feature-matrix.ts';
import { baselines } from './baselines.ts';

export interface Survey {
  readonly features: FeatureMatrix;
  readonly baselines: readonly { readonly name: string; readonly description: string; readonly scores: Float64Array }[];
  readonly seconds: number;
}

/** Architectures between two calls of `onProgress`, which may wait or throw. */
const BATCH = 250;

export async function surveyTable(
  space: DecisionSpace,
  architectures: readonly Architecture[],
  onProgress: (done: number) => Promise<void>,
): Promise<Survey> {
  const start = performance.now();
  const schema = featureSchema(space);
  const encode = encoderOf(schema);
  const features = featureMatrix(architectures.length, schema.names.length);
  const scored = baselines.map(({ name, description }) => ({
    name,
    description,
    scores: new Float64Array(architectures.length),
  }));
  for (const [i, architecture] of architectures.entries()) {
    if (i % BATCH === 0) await onProgress(i);
    const network = space.network(architecture);
    encode(network, architecture, features.values, i * features.columns);
    baselines.forEach((baseline, b) => {
      const scores = scored[b]?.scores;
      if (scores !== undefined) scores[i] = baseline.score(network);
    });
  }
  return { features, baselines: scored, seconds: (performance.now() - start) / 1000 };
}
