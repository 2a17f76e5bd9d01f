/** A snapshot as JSON text and bytes: typed arrays stand in the bytes, little-endian, and leave their type, offset and length in the text. */
import type { Snapshot } from '../predictor.ts';

export interface SnapshotBytes {
  readonly json: string;
  readonly bytes: Uint8Array;
}

const types = { Float32Array, Float64Array, Int32Array, Uint32Array } as const;
type TypeName = keyof typeof types;
/** Marks the place of an array; no snapshot has a field of this name. */
const MARK = '$array';

export function snapshotToBytes(snapshot: Snapshot): SnapshotBytes {
  const parts: Uint8Array[] = [];
  let length = 0;
  const plain = (value: Snapshot): unknown => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { [MARK]: 'number', value: String(value) };
    if (typeof value !== 'object' || value === null) return value;
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      const mark = { [MARK]: value.constructor.name, offset: length, length: value.length };
      parts.push(bytes);
      length += bytes.length;
      return mark;
    }
    if (Array.isArray(value)) return (value as readonly Snapshot[]).map(plain);
    return Object.fromEntries(
      Object.entries(value as Record<string, Snapshot>).map(([key, each]) => [key, plain(each)]),
    );
  };
  const json = JSON.stringify(plain(snapshot));
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { json, bytes };
}

/** Throws where the text speaks of bytes that are not there. */
export function snapshotFromBytes({ json, bytes }: SnapshotBytes): Snapshot {
  return JSON.parse(json, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, MARK)) return value;
    const mark = value as {
      readonly [MARK]: string;
      readonly offset: number;
      readonly length: number;
      readonly value?: string;
    };
    if (mark[MARK] === 'number') return Number(mark.value);
    const type = types[mark[MARK] as TypeName];
    const size = mark.length * type.BYTES_PER_ELEMENT;
    if (!(mark.offset >= 0) || mark.offset + size > bytes.length) throw new Error('an array lies outside of the file');
    // A copy, as typed arrays must begin at multiples of their element's size.
    return new type(bytes.slice(mark.offset, mark.offset + size).buffer);
  }) as Snapshot;
}
