/**
 * What mean-field theory knows of a value inside a network of infinite width with random weights: how alike it is, over all channels, at two positions
 * of one image, of an image and a nearly equal one, and of two different images (the kernel of Lee et al., ICLR 2018), and how alike the
 * gradients of the output with respect to all weights before it (the neural tangent kernel, Jacot et al., NeurIPS 2018). Images
 * are stationary: only the distance of two positions counts, on a ring of eight.
 */

/** Distances 0..4 on the ring. */
export const LAGS = 5;
export const RING = 2 * (LAGS - 1);
/** Pairs of images: an image and itself, nearly the same image, another image. */
export const SAME = 0;
export const NEAR = 1;
export const OTHER = 2;
export const PAIRS = 3;
export const SIZE = PAIRS * LAGS;

/** Few numbers: plain arrays of doubles are made several times faster than typed ones of this size. */
export type Numbers = number[];
const ZEROS: Numbers = Array.from({ length: SIZE }, () => 0.5).fill(0);

/** Both by pair and lag, row-major. */
export interface Kernels {
  readonly value: Numbers;
  readonly tangent: Numbers;
}

/** How many positions of the ring have this lag. */
export const MULTIPLICITY: readonly number[] = Array.from({ length: LAGS }, (_, lag) =>
  lag === 0 || lag === LAGS - 1 ? 1 : 2,
);

export function emptyKernels(): Kernels {
  return { value: ZEROS.slice(), tangent: ZEROS.slice() };
}

/** To be written to. */
export function copied({ value, tangent }: Kernels): Kernels {
  return { value: value.slice(), tangent: tangent.slice() };
}

/** An image: similarity falls with distance; a nearly equal image agrees to nine tenths, another one to a quarter. */
export function imageKernels(): Kernels {
  const kernels = emptyKernels();
  const between = [1, 0.9, 0.25];
  for (let pair = 0; pair < PAIRS; pair++) {
    for (let lag = 0; lag < LAGS; lag++) kernels.value[pair * LAGS + lag] = (between[pair] as number) * Math.exp(-lag / 2); // prettier-ignore
  }
  return kernels;
}

/** Adds so many times the other kernels. */
export function addTimes(sums: Kernels, factor: number, { value, tangent }: Kernels): void {
  const { value: values, tangent: tangents } = sums;
  for (let i = 0; i < SIZE; i++) {
    values[i]! += factor * (value[i] as number);
    tangents[i]! += factor * (tangent[i] as number);
  }
}

/** Keeps every `stride`-th position. */
export function keepEvery(stride: number, { value, tangent }: Kernels): void {
  if (stride === 1) return;
  // Ascending: what is read has not been written yet.
  for (let i = 0; i < SIZE; i++) {
    const lag = i % LAGS;
    const from = i - lag + Math.min(LAGS - 1, lag * stride);
    value[i] = value[from] as number;
    tangent[i] = tangent[from] as number;
  }
}

/** Mean over all pairs of positions. */
export function overPositions(all: Numbers, pair: number): number {
  let sum = 0;
  for (let lag = 0; lag < LAGS; lag++) sum += (MULTIPLICITY[lag] as number) * (all[pair * LAGS + lag] as number);
  return sum / RING;
}
