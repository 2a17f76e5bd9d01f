/**
 * A writer of protocol buffers: the four wire forms that ONNX uses. It knows field numbers and bytes, nothing of ONNX.
 *
 * Format: https://protobuf.dev/programming-guides/encoding/
 */

const VARINT = 0;
const FIXED32 = 5;
const LENGTH_DELIMITED = 2;

/** Collects the fields of a message, and of those inside it, in the order they are written, in one array that grows: a model has a hundred thousand of them. */
export class MessageWriter {
  #bytes = new Uint8Array(2 ** 16);
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

  /** A message whose fields `write` adds. */
  message(field: number, write: (inner: this) => void): this {
    this.#varint(field * 8 + LENGTH_DELIMITED);
    this.#room(1);
    const start = (this.#size += 1);
    write(this);
    return this.#measured(start);
  }

  /** Writes the length of what stands from `start` on into the byte before it; a longer length pushes it on. */
  #measured(start: number): this {
    const length = this.#size - start;
    if (length < 128) {
      this.#bytes[start - 1] = length;
      return this;
    }
    this.#size = start - 1;
    const before = this.#size;
    this.#room(length + 10);
    const moved = this.#bytes;
    let digits = 1;
    for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) digits += 1;
    moved.copyWithin(before + digits, start, start + length);
    this.#varint(length);
    this.#size += length;
    return this;
  }

  /** Repeated integers in packed form. */
  integers(field: number, values: readonly number[]): this {
    return this.message(field, () => {
      for (const value of values) this.#varint(value);
    });
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }

  #room(count: number): void {
    if (this.#size + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size + count));
    larger.set(this.#bytes);
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
