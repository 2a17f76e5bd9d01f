/**
 * A writer of protocol buffers: the four wire forms that ONNX uses. It knows field numbers and bytes, nothing of ONNX.
 *
 * Format: https://protobuf.dev/programming-guides/encoding/
 */

const VARINT = 0;
const FIXED32 = 5;
const LENGTH_DELIMITED = 2;

/** Collects the fields of one message, in the order they are written, in one array that grows: a model has a hundred thousand of them. */
export class MessageWriter {
  #bytes = new Uint8Array(64);
  #size = 0;

  /** An int64, int32, bool or enum. Whole numbers that JavaScript represents exactly; negative ones take ten bytes. */
  integer(field: number, value: number): this {
    this.#varint(field * 8 + VARINT);
    return this.#varint(value);
  }

  float(field: number, value: number): this {
    this.#varint(field * 8 + FIXED32);
    this.#room(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#size, value, true);
    this.#size += 4;
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + LENGTH_DELIMITED);
    this.#varint(value.length);
    return this.#append(value);
  }

  string(field: number, value: string): this {
    // Nearly all are short and of ASCII, for which an encoder takes longer than this loop.
    this.#varint(field * 8 + LENGTH_DELIMITED);
    const start = this.#size;
    this.#varint(value.length);
    this.#room(value.length);
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code >= 128) {
        this.#size = start;
        const encoded = new TextEncoder().encode(value);
        this.#varint(encoded.length);
        return this.#append(encoded);
      }
      this.#bytes[this.#size + index] = code;
    }
    this.#size += value.length;
    return this;
  }

  message(field: number, value: MessageWriter): this {
    return this.bytes(field, value.#written());
  }

  /** Repeated integers in packed form. */
  integers(field: number, values: readonly number[]): this {
    const packed = new MessageWriter();
    for (const value of values) packed.#varint(value);
    return this.message(field, packed);
  }

  finish(): Uint8Array {
    return this.#written().slice();
  }

  #written(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #room(count: number): void {
    if (this.#size + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size + count));
    larger.set(this.#written());
    this.#bytes = larger;
  }

  #append(part: Uint8Array): this {
    this.#room(part.length);
    this.#bytes.set(part, this.#size);
    this.#size += part.length;
    return this;
  }

  /** Base-128 digits, least significant first; negative numbers as 64-bit two's complement. */
  #varint(value: number): this {
    this.#room(10);
    if (value < 0 || value > 0x7fffffff) return this.#wideVarint(value);
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#size++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#size++] = rest;
    return this;
  }

  #wideVarint(value: number): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 128n) {
      this.#bytes[this.#size++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#bytes[this.#size++] = Number(rest);
    return this;
  }
}
