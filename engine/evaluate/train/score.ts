/** How well the present weights classify a split: accuracy in percent and mean cross-entropy in nats. */
import type { Session } from '../../compute/index.ts';
import { sequentialBatches } from '../../data/batches.ts';
import type { ImageShape, Split } from '../../data/dataset.ts';
import { PIXELS } from './model.ts';
import { feedsFor, type Programs } from './programs.ts';

export interface Score {
  /** Of the network's end in percent, 0..100; a row with NaN counts as wrong. */
  readonly accuracy: number;
  readonly loss: number;
  /** Accuracy at each exit, the end last; only of networks with early exits. */
  readonly exits?: readonly number[];
}

/** Runs the inference program over the whole split. Rejects with the signal's reason when aborted. */
export async function scoreOf(
  session: Session,
  { inference, exits }: Pick<Programs, 'inference' | 'exits'>,
  split: Split,
  shape: ImageShape,
  batch: number,
  signal: AbortSignal | undefined,
): Promise<Score> {
  const right = new Array<number>(exits).fill(0);
  let loss = 0;
  for (const { pixels, labels, size } of sequentialBatches(split, shape, batch)) {
    signal?.throwIfAborted();
    const { logits } = await session.run(inference, feedsFor(inference, { [PIXELS]: pixels }));
    const classes = logits.length / (exits * batch);
    for (let exit = 0; exit < exits; exit++) {
      for (let row = 0; row < size; row++) {
        const at = (exit * batch + row) * classes;
        const values = Float64Array.from(logits.subarray(at, at + classes));
        const label = labels[row] as number;
        const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
        if (values.indexOf(largest) === label) right[exit] = (right[exit] as number) + 1;
        if (exit < exits - 1) continue;
        const total = values.reduce((sum, v) => sum + Math.exp(v - largest), 0);
        loss += largest + Math.log(total) - (values[label] as number);
      }
    }
  }
  const accuracies = right.map((count) => (100 * count) / split.size);
  const score = { accuracy: accuracies.at(-1) as number, loss: loss / split.size };
  return exits === 1 ? score : { ...score, exits: accuracies };
}
