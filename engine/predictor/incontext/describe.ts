/** From architectures of any space to rows of fixed width, on the scale of the unlabelled pool. */
import { encoder, featureSchema } from '../../encoding/encoder.ts';
import { featureMatrix, rowOf, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import type { Rows } from '../ensemble/learner.ts';
import { principalDirections, project, type Directions } from './components.ts';
import { COMPONENTS, type Described } from './task-view.ts';
import { UNIVERSAL, universalMap, writeUniversal } from './universal-features.ts';

/** Plain data, so that it can be stored. */
export interface Describer {
  readonly directions: Directions;
  /** Of the universal features over the pool; deviation zero where the space lacks the feature or it does not vary. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** Rows of the pool from which means and deviations are taken. */
const ROWS = 400;
const CLIP = 3;

export function fitDescriber(pool: Rows): Describer {
  const step = Math.max(1, Math.floor(pool.inputs.rows / ROWS));
  const picked: number[] = [];
  for (let i = 0; i < pool.inputs.rows && picked.length < ROWS; i += step) picked.push(i);
  const means = new Float64Array(UNIVERSAL);
  const deviations = new Float64Array(UNIVERSAL);
  const raw = universalRows(pool, picked);
  if (raw !== undefined) {
    for (let k = 0; k < UNIVERSAL; k++) {
      const values = picked.map((_, i) => raw.values[i * UNIVERSAL + k] as number);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      means[k] = mean;
      deviations[k] = deviation > 1e-9 * (1 + Math.abs(mean)) ? deviation : 0;
    }
  }
  return { directions: principalDirections(pool.inputs, COMPONENTS), means, deviations };
}

/** One where the space has the universal feature. */
export function maskOf({ deviations }: Describer): Float64Array {
  return deviations.map((deviation) => (deviation > 0 ? 1 : 0));
}

export function describe({ directions, means, deviations }: Describer, rows: Rows): Described {
  const count = rows.inputs.rows;
  const raw = universalRows(
    rows,
    Array.from({ length: count }, (_, i) => i),
  );
  const universals = new Float64Array(count * UNIVERSAL);
  if (raw !== undefined) {
    for (let i = 0, at = 0; i < count; i++) {
      for (let k = 0; k < UNIVERSAL; k++, at++) {
        const deviation = deviations[k] as number;
        const value = deviation > 0 ? ((raw.values[at] as number) - (means[k] as number)) / deviation : 0;
        universals[at] = Math.max(-CLIP, Math.min(CLIP, value));
      }
    }
  }
  return { inputs: rows.inputs, components: project(rows.inputs, directions), universals };
}

/** Universal features as they are; undefined where nothing tells what the features mean. */
function universalRows({ raw, source }: Rows, picked: readonly number[]): FeatureMatrix | undefined {
  if (source === undefined) return undefined;
  const map = universalMap(source.space);
  const out = featureMatrix(picked.length, UNIVERSAL);
  if (raw !== undefined) {
    picked.forEach((row, i) => writeUniversal(map, rowOf(raw, row), rowOf(out, i)));
    return out;
  }
  const write = encoder(source.space);
  const features = new Float64Array(featureSchema(source.space).names.length);
  picked.forEach((row, i) => {
    const architecture = source.architectures[row];
    if (architecture === undefined) throw new Error(`row ${row} has no architecture`);
    write(architecture, features);
    writeUniversal(map, features, rowOf(out, i));
  });
  return out;
}
