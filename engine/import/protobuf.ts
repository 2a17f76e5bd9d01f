/** Fields of a protocol buffers message, by number (protobuf.dev/programming-guides/encoding). It knows the wire, nothing of a message. */

export interface WireField {
  readonly field: number;
  /** A whole number of a varint, a double of eight bytes, a float of four, or the bytes of anything longer. */
  readonly value: number | Uint8Array;
}

/** Undefined where the bytes are no message. */
export function wireFields(bytes: Uint8Array): WireField[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): number | undefined => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    return undefined;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === undefined || tag < 8) return undefined;
    const field = tag >>> 3;
    let value: number | Uint8Array | undefined;
    switch (tag & 7) {
      case 0:
        value = varint();
        break;
      case 1:
        if (at + 8 <= bytes.length) value = view.getFloat64(at, true);
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (length !== undefined && length >= 0 && at + length <= bytes.length) value = bytes.subarray(at, at + length);
        at += length ?? 0;
        break;
      }
      case 5:
        if (at + 4 <= bytes.length) value = view.getFloat32(at, true);
        at += 4;
        break;
      default:
    }
    if (value === undefined) return undefined;
    fields.push({ field, value });
  }
  return fields;
}
