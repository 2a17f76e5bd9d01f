/** Class labels: small whole numbers from 0, checked where they are read. */
import type { ImageSource } from './dataset.ts';
import { fail, ok, type Outcome } from './outcome.ts';

/** More classes than any image data set has: a label beyond is a file read wrongly. */
export const MAX_CLASSES = 65_535;

/** Labels as class indices; `where` names the place of the i-th one in a message. */
export function checkLabels(
  values: ArrayLike<number>,
  where: (index: number) => string,
  classes?: number,
): Outcome<Uint16Array> {
  const labels = new Uint16Array(values.length);
  const limit = classes ?? MAX_CLASSES;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isInteger(value) || value < 0 || value >= limit) {
      return fail(`${where(i)}: expected a label 0..${limit - 1}, found ${value}`);
    }
    labels[i] = value;
  }
  return ok(labels);
}

/** Names `0`, `1`, ... up to the highest label of the sources. */
export function classNames(sources: readonly ImageSource[]): string[] {
  let highest = -1;
  for (const source of sources) for (const label of source.labels) if (label > highest) highest = label;
  return Array.from({ length: highest + 1 }, (_, i) => String(i));
}
