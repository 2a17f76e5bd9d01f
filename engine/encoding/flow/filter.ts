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
  return made((f) => strength * (a.gains[f] as number) + other * (b.gains[f] as number));
}

/** Adds so many times what the filter leaves of the kernels. */
export function addFiltered(sums: Kernels, factor: number, filter: Filter, { value, tangent }: Kernels): void {
  const matrix = (filter.matrix ??= matrixOf(filter.gains));
  for (let row = 0; row < LAGS; row++) {
    for (let pair = 0; pair < PAIRS; pair++) {
      let [v, t] = [0, 0];
      for (let lag = 0; lag < LAGS; lag++) {
        const weight = matrix[row * LAGS + lag] as number;
        v += weight * (value[pair * LAGS + lag] as number);
        t += weight * (tangent[pair * LAGS + lag] as number);
      }
      sums.value[pair * LAGS + row]! += factor * v;
      sums.tangent[pair * LAGS + row]! += factor * t;
    }
  }
}

/** Through the spectrum and back, for each row, lag and frequency. */
const WAVES: Numbers = Array.from({ length: LAGS ** 3 }, (_, i) => {
  const [row, lag, f] = [Math.floor(i / LAGS ** 2), Math.floor(i / LAGS) % LAGS, i % LAGS];
  const cosine = (steps: number): number => Math.cos((2 * Math.PI * f * steps) / RING);
  return ((MULTIPLICITY[lag] as number) * (MULTIPLICITY[f] as number) * cosine(row) * cosine(lag)) / RING;
});

function matrixOf(gains: Numbers): Numbers {
  const powers = gains.map((gain) => gain * gain);
  const matrix: Numbers = [];
  for (let entry = 0; entry < LAGS * LAGS; entry++) {
    let sum = 0;
    for (let f = 0; f < LAGS; f++) sum += (WAVES[entry * LAGS + f] as number) * (powers[f] as number);
    matrix.push(sum);
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
