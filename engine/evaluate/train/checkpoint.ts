/**
 * The state of a training between two steps, as bytes: weights, buffers and optimiser state, the number of steps done, the curves.
 * The order of batches, the augmentation and dropout follow from seed and step, so nothing else is needed to go on bit for bit.
 */
import { packTensors, unpackTensors, type HostTensor } from '../../compute/index.ts';
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

export function encodeState({ tensors, ...rest }: TrainState): Uint8Array {
  return packTensors(MAGIC, { header: rest, tensors });
}

/** Reads a state back; one sentence when the bytes are no whole state. */
export function decodeState(bytes: Uint8Array): Outcome<TrainState> {
  const unpacked = unpackTensors(bytes, MAGIC);
  if ('error' in unpacked) return fail(`the checkpoint cannot be read: ${unpacked.error}`);
  const { header, tensors } = unpacked.value;
  const { fingerprint, step, seconds, curves, pendingLoss } = header as unknown as Omit<TrainState, 'tensors'>;
  return ok({ fingerprint, step, seconds, curves, pendingLoss, tensors });
}
