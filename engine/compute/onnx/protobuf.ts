/**
 * A writer of protocol buffers: the four wire forms that ONNX uses. It knows field numbers and bytes, nothing of ONNX.
 *
 * Format: https://protobuf.dev/programming-guides/encoding/
 */

const VARINT = 0;
const FIXED32 = 5;
const LENGTH_DELIMITED = 2;

/** Collects the fields of one message, in the order they are written. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  /** An int64, int32, bool or enum. Whole numbers that JavaScript represents exactly; negative ones take ten bytes. */
  integer(field: number, value: number): this {
    return this.#push(varint(field * 8 + VARINT)).#push(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint(field * 8 + FIXED32)).#push(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#push(varint(field * 8 + LENGTH_DELIMITED))
      .#push(varint(value.length))
      .#push(value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: MessageWriter): this {
    return this.bytes(field, value.finish());
  }

  /** Repeated integers in packed form. */
  integers(field: number, values: readonly number[]): this {
    const packed = new MessageWriter();
    for (const value of values) packed.#push(varint(value));
    return this.message(field, packed);
  }

  finish(): Uint8Array {
    const result = new Uint8Array(this.#size);
    let offset = 0;
    for (const part of this.#parts) {
      result.set(part, offset);
      offset += part.length;
    }
    return result;
  }

  #push(part: Uint8Array): this {
    this.#parts.push(part);
    this.#size += part.length;
    return this;
  }
}

/** Base-128 digits, least significant first; negative numbers as 64-bit two's complement. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  if (rest < 128n) return Uint8Array.of(Number(rest));
  const digits: number[] = [];
  while (rest >= 128n) {
    digits.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  digits.push(Number(rest));
  return Uint8Array.from(digits);
}
