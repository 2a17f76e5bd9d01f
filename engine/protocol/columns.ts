/** Columns of numbers on the wire: IEEE 754 doubles, little-endian, in base 64. A hundred thousand take a megabyte and few milliseconds. */

export function packColumn(values: Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** In a buffer of its own, so that it can be handed on. Undefined for what is no column of `length` numbers. */
export function unpackColumn(packed: string, length?: number): Float64Array<ArrayBuffer> | undefined {
  const bytes = Buffer.from(packed, 'base64');
  if (bytes.byteLength % 8 !== 0 || (length !== undefined && bytes.byteLength !== 8 * length)) return undefined;
  const values = new Float64Array(bytes.byteLength / 8);
  new Uint8Array(values.buffer).set(bytes);
  return values;
}
