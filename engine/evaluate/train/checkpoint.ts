/**
 * The state of a training between two steps, as bytes: weights, buffers and optimiser state, the number of steps done, the curves.
 * The order of batches, the augmentation and dropout follow from seed and step, so nothing else is needed to go on bit for bit.
 */
import type { HostTensor } from '../../compute/index.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { Score } from './score.ts';

export interface TrainState {
  /** What was trained on what and how; a checkpoint of anything else is refused. */
  readonly fingerprint: string;
  readonly step: number;
  /** Seconds spent so far. */
  readonly seconds: number;
  readonly curves: Curves;
  /** Sum of the losses since the last point of the curve. */
  readonly pendingLoss: number;
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

export interface Curves {
  /** Mean training loss of the steps since the point before. */
  readonly loss: readonly { readonly step: number; readonly loss: number }[];
  readonly validation: readonly (Score & { readonly step: number })[];
}

const MAGIC = 'hnas-train-1';

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

type Header = Omit<TrainState, 'tensors'> & { readonly magic: string; readonly entries: readonly Entry[] };

/** Length of the header (4 bytes), the header as JSON, then the tensors' numbers, little-endian, in the header's order. */
export function encodeState(state: TrainState): Uint8Array {
  const { tensors, ...rest } = state;
  const names = Object.keys(tensors).sort();
  const entries = names.map((name): Entry => {
    const { shape, data } = tensors[name] as HostTensor;
    return { name, shape, dtype: data instanceof Int32Array ? 'int32' : 'float32' };
  });
  const header = new TextEncoder().encode(JSON.stringify({ magic: MAGIC, ...rest, entries }));
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

/** Reads a state back; one sentence when the bytes are no whole state. */
export function decodeState(bytes: Uint8Array): Outcome<TrainState> {
  const broken = (why: string): { error: string } => fail(`the checkpoint cannot be read: ${why}`);
  if (bytes.length < 4) return broken('it is too short');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (bytes.length < 4 + length) return broken('it is truncated');
  let header: Header;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
  } catch {
    return broken('its header is damaged');
  }
  if (header?.magic !== MAGIC) return broken('it was written by another version');
  const tensors: Record<string, HostTensor> = {};
  let at = 4 + length;
  for (const { name, shape, dtype } of header.entries) {
    const size = shape.reduce((a, b) => a * b, 1);
    if (at + 4 * size > bytes.length) return broken('it is truncated');
    const copy = bytes.slice(at, at + 4 * size).buffer;
    tensors[name] = { shape, data: dtype === 'int32' ? new Int32Array(copy) : new Float32Array(copy) };
    at += 4 * size;
  }
  if (at !== bytes.length) return broken('it has bytes left over');
  const { fingerprint, step, seconds, curves, pendingLoss } = header;
  return ok({ fingerprint, step, seconds, curves, pendingLoss, tensors });
}
