/** Architectures of a space as meta-training sees them: described rows, and for each feature how it goes along with size. */
import { seededRandom } from '../../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { encodeAll } from '../../../encoding/encoder.ts';
import { pearson } from '../../../statistics/spearman.ts';
import { fitScaler, standardise } from '../../standardise.ts';
import { describe, fitDescriber, maskOf } from '../describe.ts';
import type { Described } from '../task-view.ts';
import { UNIVERSAL, universalNames } from '../universal-features.ts';

export interface Pool {
  readonly name: string;
  readonly rows: Described;
  readonly mask: Float64Array;
  /** By column of the inputs: its correlation with size (the mean of what stands for it), -1..1. */
  readonly leaning: Float64Array;
  /** Measured accuracies, of pools that are tables. */
  readonly labels?: Float64Array;
}

const SIZES = ['log params', 'log macs', 'depth', 'weighted operators', 'kernel positions'];

/** Random architectures of a space, without labels. Fewer where the space has no more. */
export function samplePool(space: DecisionSpace, count: number): Pool {
  const random = seededRandom('meta-training pool');
  const architectures: Architecture[] = [];
  for (let i = 0; i < count; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    architectures.push(architecture);
  }
  return poolOf(space.name, space, architectures);
}

export function poolOf(
  name: string,
  space: DecisionSpace,
  architectures: readonly Architecture[],
  labels?: Float64Array,
): Pool {
  const raw = encodeAll(space, architectures);
  const inputs = standardise(raw, fitScaler(raw));
  const rows = { inputs, source: { space, architectures }, raw };
  const describer = fitDescriber(rows);
  const described = describe(describer, rows);
  const size = Float64Array.from(
    { length: inputs.rows },
    (_, i) =>
    SIZES.reduce((sum, each) => sum + (described.universals[i * UNIVERSAL + universalNames.indexOf(each as never)] as number), 0), // prettier-ignore
  );
  const leaning = Float64Array.from({ length: inputs.columns }, (_, j) => {
    const column = Float64Array.from(
      { length: inputs.rows },
      (__, i) => inputs.values[i * inputs.columns + j] as number,
    );
    const correlation = pearson(column, size);
    return Number.isFinite(correlation) ? correlation : 0;
  });
  return { name, rows: described, mask: maskOf(describer), leaning, ...(labels && { labels }) };
}
