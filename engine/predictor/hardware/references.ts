/** Which architectures to measure first on a new device: those that together tell most about all others. */
import { kernelsOf, type KernelPart, type LogVariances } from './device-process.ts';

/**
 * Positions of `count` rows, greedily the one of largest variance given those chosen before (pivoted Cholesky factorisation of the kernel; S. Fine and
 * K. Scheinberg, JMLR 2, 2001). The last of the variances is the noise's.
 */
export function diverseRows(
  layout: readonly KernelPart[],
  parts: readonly Float64Array[],
  rows: number,
  variances: LogVariances,
  count: number,
): number[] {
  const noise = Math.exp(variances[layout.length] as number);
  const at = (row: number): Float64Array[] => layout.map(({ columns }, k) => (parts[k] as Float64Array).subarray(row * columns, (row + 1) * columns)); // prettier-ignore
  const kernelWith = (row: number): Float64Array => {
    const sum = new Float64Array(rows);
    kernelsOf(layout, parts, at(row), rows, 1).forEach((kernel, k) => {
      for (let i = 0; i < rows; i++) sum[i]! += Math.exp(variances[k] as number) * (kernel[i] as number);
    });
    return sum;
  };
  const rest = Float64Array.from(
    { length: rows },
    (_, row) =>
    kernelsOf(layout, at(row), at(row), 1, 1).reduce((sum, kernel, k) => sum + Math.exp(variances[k] as number) * (kernel[0] as number), 0), // prettier-ignore
  );
  const chosen: number[] = [];
  const factors: Float64Array[] = [];
  while (chosen.length < Math.min(count, rows)) {
    let next = -1;
    for (let i = 0; i < rows; i++) {
      if (!chosen.includes(i) && (next < 0 || (rest[i] as number) > (rest[next] as number))) next = i;
    }
    const pivot = Math.sqrt((rest[next] as number) + noise);
    const factor = kernelWith(next);
    for (const former of factors) {
      const share = former[next] as number;
      for (let i = 0; i < rows; i++) factor[i]! -= share * (former[i] as number);
    }
    for (let i = 0; i < rows; i++) {
      factor[i]! /= pivot;
      rest[i] = Math.max(0, (rest[i] as number) - (factor[i] as number) ** 2);
    }
    chosen.push(next);
    factors.push(factor);
  }
  return chosen;
}
