/** Dense linear algebra of regression: factors and inverses of symmetric matrices, as row-major lower triangles. */

/** A = L L^T in place, the lower triangle only; false where A is not positive definite. O(n^3 / 3). */
export function cholesky(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      const rest = (matrix[row + j] as number) - dot(matrix, row, matrix, j * n, j);
      if (j < i) matrix[row + j] = rest / (matrix[j * n + j] as number);
      else if (rest > 0) matrix[row + i] = Math.sqrt(rest);
      else return false;
    }
  }
  return true;
}

/** x with L x = b. */
export function forwardSolve(lower: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) x[i] = ((b[i] as number) - dot(lower, i * n, x, 0, i)) / (lower[i * n + i] as number);
  return x;
}

/** L^-1, again lower triangular, with zeros above. O(n^3 / 6). */
export function invertLower(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const diagonal = lower[i * n + i] as number;
    const row = inverse.subarray(i * n, i * n + i);
    for (let k = 0; k < i; k++) {
      const factor = lower[i * n + k] as number;
      const source = k * n;
      for (let j = 0; j <= k; j++) row[j]! -= factor * (inverse[source + j] as number);
    }
    for (let j = 0; j < i; j++) row[j]! /= diagonal;
    inverse[i * n + i] = 1 / diagonal;
  }
  return inverse;
}

/** x with L^T x = b, given L^-1. */
export function transposedProduct(inverse: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const value = b[i] as number;
    for (let j = 0; j <= i; j++) x[j]! += value * (inverse[i * n + j] as number);
  }
  return x;
}

/** Sum of a[i] b[i] over `count` values from the offsets on. */
export function dot(a: Float64Array, offsetA: number, b: Float64Array, offsetB: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) {
    s0 += (a[offsetA + i] as number) * (b[offsetB + i] as number);
    s1 += (a[offsetA + i + 1] as number) * (b[offsetB + i + 1] as number);
    s2 += (a[offsetA + i + 2] as number) * (b[offsetB + i + 2] as number);
    s3 += (a[offsetA + i + 3] as number) * (b[offsetB + i + 3] as number);
  }
  for (let i = whole; i < count; i++) s0 += (a[offsetA + i] as number) * (b[offsetB + i] as number);
  return s0 + s1 + s2 + s3;
}
