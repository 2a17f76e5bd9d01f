/** Linear filters over the positions of images: what they leave of kernels is a product with a small matrix that belongs to the filter. */
import { LAGS, MULTIPLICITY, PAIRS, RING, type Kernels, type Numbers } from './kernels.ts';

export interface Filter {
  /** By frequency. */
  readonly gains: Numbers;
  /** From lags to lags, row-major; made when first asked for. */
  matrix: Numbers | undefined;
}

/** Leaves everything as it is. */
export const FLAT: Filter = made(() => 1);

const boxes = new Map<number, Filter>();
const halfBoxes = new Map<number, Filter>();

/** Mean over a window of `width` positions. */
export function box(width: number): Filter {
  if (width === 1) return FLAT;
  return (
    boxes.get(width) ??
    kept(boxes, width, (f) => {
      if (f === 0) return 1;
      const half = (Math.PI * f) / RING;
      return width >= RING ? 0 : Math.sin(width * half) / (width * Math.sin(half));
    })
  );
}

/** The largest of a window keeps more of the variance than the mean does. */
export function halfBox(width: number): Filter {
  if (width === 1) return FLAT;
  const { gains } = box(width);
  return halfBoxes.get(width) ?? kept(halfBoxes, width, (f) => Math.sqrt(Math.abs(gains[f] as number)));
}

/** One after the other. */
export function product(a: Filter, b: Filter): Filter {
  if (a === FLAT) return b;
  return b === FLAT ? a : made((f) => (a.gains[f] as number) * (b.gains[f] as number));
}

/** Side by side, each so strong, added. */
export function mixture(strength: number, a: Filter, other: number, b: Filter): Filter {
  const gains = a.gains.slice();
  for (let f = 0; f < LAGS; f++) gains[f] = strength * (a.gains[f] as number) + other * (b.gains[f] as number);
  return { gains, matrix: undefined };
}

/** Adds so many times what the filter leaves of the kernels. */
export function addFiltered(sums: Kernels, factor: number, filter: Filter, { value, tangent }: Kernels): void {
  const { value: values, tangent: tangents } = sums;
  const matrix = (filter.matrix ??= matrixOf(filter.gains));
  for (let row = 0; row < LAGS; row++) {
    for (let pair = 0; pair < PAIRS; pair++) {
      let v = 0;
      let t = 0;
      for (let lag = 0; lag < LAGS; lag++) {
        const weight = matrix[row * LAGS + lag] as number;
        v += weight * (value[pair * LAGS + lag] as number);
        t += weight * (tangent[pair * LAGS + lag] as number);
      }
      values[pair * LAGS + row]! += factor * v;
      tangents[pair * LAGS + row]! += factor * t;
    }
  }
}

/** Through the spectrum and back, for each frequency, row and lag. */
const WAVES: Numbers = Array.from({ length: LAGS ** 3 }, (_, i) => {
  const [f, row, lag] = [Math.floor(i / LAGS ** 2), Math.floor(i / LAGS) % LAGS, i % LAGS];
  const cosine = (steps: number): number => Math.cos((2 * Math.PI * f * steps) / RING);
  return ((MULTIPLICITY[lag] as number) * (MULTIPLICITY[f] as number) * cosine(row) * cosine(lag)) / RING;
});
/** Of doubles. */
const EMPTY: Numbers = WAVES.slice(0, LAGS * LAGS).fill(0);

function matrixOf(gains: Numbers): Numbers {
  const matrix = EMPTY.slice();
  for (let f = 0; f < LAGS; f++) {
    const power = (gains[f] as number) ** 2;
    for (let entry = 0; entry < LAGS * LAGS; entry++)
      matrix[entry]! += power * (WAVES[f * LAGS * LAGS + entry] as number);
  }
  return matrix;
}

function made(gainOf: (f: number) => number): Filter {
  const gains: Numbers = [];
  for (let f = 0; f < LAGS; f++) gains.push(gainOf(f));
  return { gains, matrix: undefined };
}

function kept(filters: Map<number, Filter>, width: number, gainOf: (f: number) => number): Filter {
  const filter = made(gainOf);
  filters.set(width, filter);
  return filter;
}
