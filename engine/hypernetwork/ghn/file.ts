/** A hypernetwork as bytes: a header that says what it is, then its numbers. Whatever else is read back is refused in a sentence. */
import type { HostTensor } from '../../compute/index.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { Ghn } from './ghn.ts';
import { newGhn } from './new-ghn.ts';
import { optionRecord, readGhnOptions } from './options.ts';

/** Part of the names of kept files too: those of another format are not found. */
export const GHN_FORMAT = 'hnas-ghn-2';

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Length of the header (4 bytes), the header as JSON, then float32 numbers, little-endian, in the header's order. */
export function saveGhn({ tensors, options, ...rest }: Ghn): Uint8Array {
  const names = Object.keys(tensors).sort();
  const entries = names.map((name): Entry => ({ name, shape: (tensors[name] as HostTensor).shape }));
  const header = new TextEncoder().encode(
    JSON.stringify({ magic: GHN_FORMAT, options: optionRecord(options), ...rest, entries }),
  );
  const padded = Math.ceil(header.length / 4) * 4;
  const numbers = entries.reduce((sum, { shape }) => sum + elements(shape), 0);
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

/** Reads it back; one sentence when the bytes are no whole hypernetwork of this version. */
export function loadGhn(bytes: Uint8Array): Outcome<Ghn> {
  const broken = (why: string): { error: string } => fail(`the hypernetwork cannot be read: ${why}`);
  if (bytes.length < 4) return broken('it is too short');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (bytes.length < 4 + length) return broken('it is truncated');
  const header = headerOf(bytes.subarray(4, 4 + length));
  if (header === undefined) return broken('its header is damaged, or it is something else');
  if (header['magic'] !== GHN_FORMAT) return broken('it is something else, or was written by another version');
  const options = readGhnOptions((header['options'] ?? {}) as Readonly<Record<string, unknown>>);
  if ('error' in options) return broken(options.error);
  const expected = newGhn(options.value);
  const [step, seconds, pendingLoss] = [header['step'], header['seconds'], header['pendingLoss']];
  const entries = header['entries'];
  if (
    !isCount(step) ||
    !isNumber(seconds) ||
    !isNumber(pendingLoss) ||
    !isCurve(header['curve']) ||
    !Array.isArray(entries)
  )
    return broken('its header is damaged');
  const tensors: Record<string, HostTensor> = {};
  let at = 4 + length;
  for (const name of Object.keys(expected.tensors).sort()) {
    const { shape } = expected.tensors[name] as HostTensor;
    const entry = entries[Object.keys(tensors).length] as Partial<Entry> | undefined;
    if (entry?.name !== name || JSON.stringify(entry.shape) !== JSON.stringify(shape))
      return broken('it lacks parameters');
    const size = 4 * elements(shape);
    if (at + size > bytes.length) return broken('it is truncated');
    tensors[name] = { shape, data: new Float32Array(new Uint8Array(bytes.subarray(at, at + size)).buffer) };
    at += size;
  }
  if (at !== bytes.length) return broken('it has bytes left over');
  const known = header['learnt'] as { space?: unknown; dataset?: unknown } | undefined;
  const learnt = typeof known?.space === 'string' && typeof known.dataset === 'string' ? { space: known.space, dataset: known.dataset } : undefined; // prettier-ignore
  return ok({ options: options.value, step, seconds, curve: header['curve'], pendingLoss, learnt, tensors });
}

function headerOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value >= 0;
const isCurve = (value: unknown): value is Ghn['curve'] =>
  Array.isArray(value) && value.every((point: { step?: unknown; loss?: unknown } | null) => isCount(point?.step) && isNumber(point?.loss)); // prettier-ignore
