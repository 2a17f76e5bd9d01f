/**
 * SHA-256 (FIPS 180-4), of bytes in parts: Node's where there is Node, else this file's, so that programs have the same hashes in browsers, whose own
 * cannot be had without waiting.
 */
type Digest = { update(part: Uint8Array | string): Digest; digest(encoding: 'hex'): string };
type Crypto = { createHash(algorithm: 'sha256'): Digest };

// An import would have to be resolved in browsers too.
const host = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
const native = host.process?.getBuiltinModule?.('node:crypto') as Crypto | undefined;

/** 64 hex digits. */
export function sha256(parts: readonly (Uint8Array | string)[]): string {
  if (native === undefined) return sha256Here(parts);
  const hash = native.createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Fractional parts of the roots of the first primes, as 32 bits. */
const primes = firstPrimes(64);
const fraction = (root: number): number => Math.floor((root % 1) * 2 ** 32) | 0;
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUND = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));

/** The same without Node. */
export function sha256Here(parts: readonly (Uint8Array | string)[]): string {
  const encoder = new TextEncoder();
  const arrays = parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part));
  const length = arrays.reduce((sum, { length: own }) => sum + own, 0);
  // A one bit, zeros, and the length in bits as 64 bits at the end of a block of 64 bytes.
  const bytes = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
  let offset = 0;
  for (const array of arrays) {
    bytes.set(array, offset);
    offset += array.length;
  }
  bytes[length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(bytes.length - 4, (length * 8) >>> 0);
  const state = Int32Array.from(START);
  const words = new Int32Array(64);
  for (let block = 0; block < bytes.length; block += 64) {
    for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(block + 4 * i);
    compress(state, words);
  }
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function compress(state: Int32Array, w: Int32Array): void {
  for (let i = 16; i < 64; i += 1) {
    const [x, y] = [w[i - 15] ?? 0, w[i - 2] ?? 0];
    const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    w[i] = (w[i - 16] ?? 0) + low + (w[i - 7] ?? 0) + high;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i += 1) {
    const high = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const one = (h + high + ((e & f) ^ (~e & g)) + (ROUND[i] ?? 0) + (w[i] ?? 0)) | 0;
    const low = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + word;
}

function firstPrimes(count: number): readonly number[] {
  const found: number[] = [];
  for (let each = 2; found.length < count; each += 1) if (found.every((prime) => each % prime > 0)) found.push(each);
  return found;
}
