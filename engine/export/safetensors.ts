/**
 * Safetensors, the format in which weights are kept and given to other tools: eight bytes with the length of a header, the header as JSON, then the
 * numbers, little-endian (github.com/huggingface/safetensors). Float32 and int32 are all that networks hold here.
 */
import type { HostTensor } from '../compute/index.ts';
import { fail, ok, type Outcome } from '../data/outcome.ts';

export type Tensors = Readonly<Record<string, HostTensor>>;

export interface SafetensorsFile {
  readonly tensors: Tensors;
  /** What the file says of itself. */
  readonly about: Readonly<Record<string, string>>;
}

/** Key of the header under which a file says what it is. */
const ABOUT = '__metadata__';
/** Bytes; the format's own limit of a header. */
const LONGEST_HEADER = 100_000_000;

interface Entry {
  readonly dtype: 'F32' | 'I32';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

export function encodeSafetensors({ tensors, about }: SafetensorsFile): Uint8Array {
  const header: Record<string, unknown> = { [ABOUT]: about };
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const dtype = data instanceof Int32Array ? 'I32' : 'F32';
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] } satisfies Entry;
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces after the header put the numbers at a multiple of eight, as the format wants.
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Reads a file back; a phrase on what is wrong with it, such as `it is cut off`. */
export function decodeSafetensors(bytes: Uint8Array): Outcome<SafetensorsFile> {
  if (bytes.length < 8) return fail('it is cut off');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > LONGEST_HEADER) return fail('it is no safetensors file');
  const start = 8 + length;
  if (start > bytes.length) return fail('it is cut off');
  const header = parsed(new TextDecoder().decode(bytes.subarray(8, start)));
  if (header === undefined) return fail('it is no safetensors file');
  const tensors: Record<string, HostTensor> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === ABOUT) continue;
    const read = tensorOf(entry, bytes.subarray(start));
    if ('error' in read) return fail(`tensor ${name} ${read.error}`);
    tensors[name] = read.value;
  }
  return ok({ tensors, about: textsOf(header[ABOUT]) });
}

function tensorOf(entry: unknown, numbers: Uint8Array): Outcome<HostTensor> {
  if (!isEntry(entry)) return fail('is not of float32 or int32, or not described');
  const {
    dtype,
    shape,
    data_offsets: [from, to],
  } = entry;
  if (from < 0 || to - from !== 4 * shape.reduce((a, b) => a * b, 1)) return fail('has a size that its shape has not');
  if (to > numbers.length) return fail('is cut off');
  const copy = numbers.slice(from, to).buffer;
  return ok({ shape, data: dtype === 'I32' ? new Int32Array(copy) : new Float32Array(copy) });
}

function isEntry(entry: unknown): entry is Entry {
  if (typeof entry !== 'object' || entry === null) return false;
  const { dtype, shape, data_offsets: offsets } = entry as Partial<Record<keyof Entry, unknown>>;
  const isSizes = (value: unknown): boolean =>
    Array.isArray(value) && value.every((each) => Number.isSafeInteger(each));
  return (
    (dtype === 'F32' || dtype === 'I32') && isSizes(shape) && isSizes(offsets) && (offsets as unknown[]).length === 2
  );
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
