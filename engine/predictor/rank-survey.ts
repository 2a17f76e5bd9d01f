/** Everything about a table's architectures that needs no label: their features, and the scores of the label-free baselines. */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { encoder, featureSchema } from '../encoding/encoder.ts';
import { featureMatrix, rowOf, type FeatureMatrix } from '../encoding/feature-matrix.ts';
import { baselines } from './baselines.ts';

/** Architectures between two calls of `onProgress`, which may wait or throw. */
const BATCH = 250;
type Progress = (done: number) => Promise<void>;

export interface EncodedTable {
  readonly features: FeatureMatrix;
  readonly seconds: number;
}

export async function encodeTable(
  space: DecisionSpace,
  architectures: readonly Architecture[],
  onProgress: Progress,
): Promise<EncodedTable> {
  const start = performance.now();
  const write = encoder(space);
  const features = featureMatrix(architectures.length, featureSchema(space).names.length);
  for (const [i, architecture] of architectures.entries()) {
    if (i % BATCH === 0) await onProgress(i);
    write(architecture, rowOf(features, i));
  }
  return { features, seconds: (performance.now() - start) / 1000 };
}

export interface BaselineScores {
  readonly name: string;
  readonly description: string;
  readonly scores: Float64Array;
}

export interface Survey {
  readonly baselines: readonly BaselineScores[];
  /** Number of the network of each row: isomorphic rows share it. */
  readonly networkOf: Int32Array;
  readonly networks: number;
}

/** Exact, so each network is built, and again with what leads nowhere: slower than the features where these come from cells alone. */
export async function surveyTable(
  space: DecisionSpace,
  architectures: readonly Architecture[],
  onProgress: Progress,
): Promise<Survey> {
  const numbers = new Map<string, number>();
  const networkOf = new Int32Array(architectures.length);
  const scored = baselines.map((baseline) => ({ ...baseline, scores: new Float64Array(architectures.length) }));
  for (const [i, architecture] of architectures.entries()) {
    if (i % BATCH === 0) await onProgress(i);
    const network = space.network(architecture);
    const costs = space.costs(architecture);
    for (const { score, scores } of scored) scores[i] = score(costs, network);
    const hash = space.graphHash(architecture);
    const number = numbers.get(hash) ?? numbers.size;
    numbers.set(hash, number);
    networkOf[i] = number;
  }
  const found = scored.map(({ name, description, scores }) => ({ name, description, scores }));
  return { baselines: found, networkOf, networks: numbers.size };
}
