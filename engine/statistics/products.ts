/** Inner products of many vectors with many others: what distances between rows of features are made of. */

/**
 * out[q * n + i] = sum over j of a[(first + q) * d + j] * b[i * d + j], for q below `count` and i below n; both row-major. Two by four at a time, so
 * that a number read is used more than once.
 */
export function rowProducts(
  a: Float64Array,
  first: number,
  count: number,
  b: Float64Array,
  n: number,
  d: number,
  out: Float64Array,
): void {
  for (let q = 0; q < count; q += 2) {
    const row0 = (first + q) * d;
    // An odd row at the end is paired with itself.
    const row1 = q + 1 < count ? row0 + d : row0;
    const out0 = q * n;
    const out1 = q + 1 < count ? out0 + n : out0;
    let i = 0;
    for (; i + 3 < n; i += 4) {
      let s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0; // prettier-ignore
      const b0 = i * d;
      const b1 = b0 + d;
      const b2 = b1 + d;
      const b3 = b2 + d;
      for (let j = 0; j < d; j++) {
        const x0 = a[row0 + j] as number;
        const x1 = a[row1 + j] as number;
        const y0 = b[b0 + j] as number;
        const y1 = b[b1 + j] as number;
        const y2 = b[b2 + j] as number;
        const y3 = b[b3 + j] as number;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s02 += x0 * y2;
        s03 += x0 * y3;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s12 += x1 * y2;
        s13 += x1 * y3;
      }
      out[out0 + i] = s00;
      out[out0 + i + 1] = s01;
      out[out0 + i + 2] = s02;
      out[out0 + i + 3] = s03;
      out[out1 + i] = s10;
      out[out1 + i + 1] = s11;
      out[out1 + i + 2] = s12;
      out[out1 + i + 3] = s13;
    }
    for (; i < n; i++) {
      let s0 = 0;
      let s1 = 0;
      for (let j = 0; j < d; j++) {
        s0 += (a[row0 + j] as number) * (b[i * d + j] as number);
        s1 += (a[row1 + j] as number) * (b[i * d + j] as number);
      }
      out[out0 + i] = s0;
      out[out1 + i] = s1;
    }
  }
}
