/** How well the present weights classify a split: accuracy in percent and mean cross-entropy in nats. */
import type { Program, Session } from '../../compute/index.ts';
import { sequentialBatches } from '../../data/batches.ts';
import type { ImageShape, Split } from '../../data/dataset.ts';
import { PIXELS } from './model.ts';
import { feedsFor } from './programs.ts';

export interface Score {
  /** Percent, 0..100; a row with NaN counts as wrong. */
  readonly accuracy: number;
  readonly loss: number;
}

/** Runs the inference program over the whole split. Rejects with the signal's reason when aborted. */
export async function scoreOf(
  session: Session,
  inference: Program<'logits'>,
  split: Split,
  shape: ImageShape,
  batch: number,
  signal: AbortSignal | undefined,
): Promise<Score> {
  let right = 0;
  let loss = 0;
  for (const { pixels, labels, size } of sequentialBatches(split, shape, batch)) {
    signal?.throwIfAborted();
    const { logits } = await session.run(inference, feedsFor(inference, { [PIXELS]: pixels }));
    const classes = logits.length / batch;
    for (let row = 0; row < size; row++) {
      const values = Float64Array.from(logits.subarray(row * classes, (row + 1) * classes));
      const label = labels[row] as number;
      const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
      if (values.indexOf(largest) === label) right++;
      loss += largest + Math.log(values.reduce((sum, v) => sum + Math.exp(v - largest), 0)) - (values[label] as number);
    }
  }
  return { accuracy: (100 * right) / split.size, loss: loss / split.size };
}
