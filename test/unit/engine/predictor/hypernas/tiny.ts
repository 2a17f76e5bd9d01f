/** A cell space of 125 architectures with two stages, and accuracies that follow from its operators. */
import { seededRandom } from '../../../../../dsl/random.ts';
import type { Architecture } from '../../../../../dsl/space/decision-space.ts';
import { fromRows } from '../../../../../engine/encoding/feature-matrix.ts';
import type { Encoded, Support } from '../../../../../engine/predictor/predictor.ts';
import { spaceOf } from '../../encoding/spaces.ts';

export const space = spaceOf(`space Tiny {
  input image[3, 16, 16]
  output logits[10]
  cell Cell {
    inputs x
    nodes h[2] { from all earlier  edge choice [none, skip, relu_conv1x1_bn, relu_conv3x3_bn, avgpool3x3]  merge sum }
    output last
  }
  network {
    conv3x3(out: 8) >> batchnorm
    for c in [8, 16] { Cell(out: c) }
    global_avgpool >> linear(out: 10)
  }
}`);

export const architectures = [...space.enumerate()];

/** More and larger convolutions are better, with a little noise. */
export const accuracy = Float64Array.from(architectures, ({ choices }, i) => {
  const quality = choices.reduce((sum, choice) => sum + ([-1, 0.2, 0.7, 1.2, 0] as const)[choice as 0], 0);
  return 60 + 10 * quality + seededRandom(`accuracy ${i}`).next();
});

export function encoded(rows: readonly number[]): Encoded {
  return {
    features: fromRows(rows.map((row) => [row])),
    source: { space, architectures: rows.map((row) => architectures[row] as Architecture) },
  };
}

export function support(rows: readonly number[]): Support {
  return { ...encoded(rows), labels: Float64Array.from(rows, (row) => accuracy[row] as number) };
}

export const everything = Array.from(architectures.keys());
/** Every fourth architecture. */
export const some = everything.filter((row) => row % 4 === 0);
