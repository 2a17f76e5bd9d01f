/** A hypernetwork as bytes. Whatever else is read back is refused in a sentence. */
import { packedHeader, packTensors, unpackTensors } from '../../compute/index.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { Ghn } from './ghn.ts';
import { newGhn } from './new-ghn.ts';
import { optionRecord, readGhnOptions } from './options.ts';

/** Part of the names of kept files too: those of another format are not found. */
export const GHN_FORMAT = 'hnas-ghn-2';

export function saveGhn({ tensors, options, ...rest }: Ghn): Uint8Array {
  return packTensors(GHN_FORMAT, { header: { options: optionRecord(options), ...rest }, tensors });
}

/** Reads it back; one sentence when the bytes are no whole hypernetwork of this version. */
export function loadGhn(bytes: Uint8Array): Outcome<Ghn> {
  const broken = (why: string): { error: string } => fail(`the hypernetwork cannot be read: ${why}`);
  const unpacked = unpackTensors(bytes, GHN_FORMAT);
  if ('error' in unpacked) return broken(unpacked.error);
  const { header, tensors } = unpacked.value;
  const options = readGhnOptions((header['options'] ?? {}) as Readonly<Record<string, unknown>>);
  if ('error' in options) return broken(options.error);
  const [step, seconds, pendingLoss, curve] = [header['step'], header['seconds'], header['pendingLoss'], header['curve']]; // prettier-ignore
  if (!isCount(step) || !isNumber(seconds) || !isNumber(pendingLoss) || !isCurve(curve))
    return broken('its header is damaged');
  const shapes = (of: Ghn['tensors']): string =>
    JSON.stringify(Object.keys(of).sort().map((name) => [name, of[name]?.shape])); // prettier-ignore
  if (shapes(tensors) !== shapes(newGhn(options.value).tensors)) return broken('it lacks parameters');
  const known = header['learnt'] as { space?: unknown; dataset?: unknown } | undefined;
  const learnt = typeof known?.space === 'string' && typeof known.dataset === 'string' ? { space: known.space, dataset: known.dataset } : undefined; // prettier-ignore
  return ok({ options: options.value, step, seconds, curve, pendingLoss, learnt, tensors });
}

/** Training steps that are done, by the first bytes alone; undefined where they are no hypernetwork of this version. */
export function stepsIn(first: (count: number) => Uint8Array): number | undefined {
  const step = packedHeader(first, GHN_FORMAT)?.['step'];
  return isCount(step) ? step : undefined;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value >= 0;
const isCurve = (value: unknown): value is Ghn['curve'] =>
  Array.isArray(value) && value.every((point: { step?: unknown; loss?: unknown } | null) => isCount(point?.step) && isNumber(point?.loss)); // prettier-ignore
