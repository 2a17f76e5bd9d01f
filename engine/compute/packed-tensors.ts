/**
 * Named tensors and what is to be known of them as bytes: the length of a header (4 bytes), the header as JSON, then the numbers, little-endian, in the
 * order of the names. Checkpoints and hypernetworks are kept so.
 */
import { fail, ok, type Outcome } from '../data/outcome.ts';
import type { HostTensor } from './backend/backend.ts';

export interface Packed {
  /** What was packed beside the tensors, as JSON gives it back: unchecked. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** `magic` names the format and its version. */
export function packTensors(magic: string, { header: known, tensors }: Packed): Uint8Array {
  const names = Object.keys(tensors).sort();
  const entries = names.map((name): Entry => {
    const { shape, data } = tensors[name] as HostTensor;
    return { name, shape, dtype: data instanceof Int32Array ? 'int32' : 'float32' };
  });
  const header = new TextEncoder().encode(JSON.stringify({ magic, ...known, entries }));
  const padded = Math.ceil(header.length / 4) * 4;
  const numbers = names.reduce((sum, name) => sum + (tensors[name] as HostTensor).data.length, 0);
  const bytes = new Uint8Array(4 + padded + 4 * numbers).fill(0x20, 4, 4 + padded);
  new DataView(bytes.buffer).setUint32(0, padded, true);
  bytes.set(header, 4);
  let at = 4 + padded;
  for (const name of names) {
    const { data } = tensors[name] as HostTensor;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Reads them back, as copies; a few words on what is wrong when the bytes are nothing whole of this format. */
export function unpackTensors(bytes: Uint8Array, magic: string): Outcome<Packed> {
  if (bytes.length < 4) return fail('it is too short');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (bytes.length < 4 + length) return fail('it is truncated');
  const header = headerOf(bytes.subarray(4, 4 + length));
  if (header === undefined) return fail('its header is damaged, or it is something else');
  if (header['magic'] !== magic) return fail('it is something else, or was written by another version');
  const entries = header['entries'];
  if (!Array.isArray(entries) || !entries.every(isEntry)) return fail('its header is damaged');
  const tensors: Record<string, HostTensor> = {};
  let at = 4 + length;
  for (const { name, shape, dtype } of entries) {
    const size = 4 * shape.reduce((product, each) => product * each, 1);
    if (at + size > bytes.length) return fail('it is truncated');
    // Of a Buffer, a slice would share the memory.
    const copy = new Uint8Array(bytes.subarray(at, at + size)).buffer;
    tensors[name] = { shape, data: dtype === 'int32' ? new Int32Array(copy) : new Float32Array(copy) };
    at += size;
  }
  return at === bytes.length ? ok({ header, tensors }) : fail('it has bytes left over');
}

/** Bytes of the longest header that is believed. */
const LONGEST = 16_000_000;

/** What was packed beside the tensors, which are not read: `first` gives the first so many bytes. Undefined where they are nothing of this format. */
export function packedHeader(
  first: (count: number) => Uint8Array,
  magic: string,
): Readonly<Record<string, unknown>> | undefined {
  const start = first(4);
  if (start.length < 4) return undefined;
  const length = new DataView(start.buffer, start.byteOffset).getUint32(0, true);
  const header = length > LONGEST ? undefined : headerOf(first(4 + length).subarray(4));
  return header?.['magic'] === magic ? header : undefined;
}

function headerOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  const { name, shape, dtype } = (value ?? {}) as Partial<Record<keyof Entry, unknown>>;
  return (
    typeof name === 'string' &&
    Array.isArray(shape) &&
    shape.every((each) => Number.isInteger(each) && each >= 0) &&
    (dtype === 'float32' || dtype === 'int32')
  );
}
