/** Stratified splits: every class is cut in the same proportion, in an order drawn with a seed. */
import type { Random } from '../../dsl/random.ts';
import { shuffled } from './batches.ts';
import { fail, ok, type Outcome } from './outcome.ts';

/** Part of the records that becomes the validation split unless told. */
export const DEFAULT_VAL = 0.1;

export interface TrainVal {
  readonly train: Uint32Array;
  readonly val: Uint32Array;
}

/**
 * Cuts records into a training and a validation split.
 *
 * @param labels class of every record
 * @param train  number or fraction of records; undefined: all that validation leaves
 * @param val    number or fraction of records; undefined: a tenth, or what `train` leaves if that is less
 */
export function splitTrainVal(
  labels: Uint16Array,
  classes: number,
  train: number | undefined,
  val: number | undefined,
  random: Random,
): Outcome<TrainVal> {
  const total = labels.length;
  const wantTrain = train === undefined ? undefined : countOf(train, total);
  const room = total - (wantTrain ?? 0);
  const wantVal = val === undefined ? Math.min(countOf(DEFAULT_VAL, total), room) : countOf(val, total);
  const trainCount = wantTrain ?? total - wantVal;
  if (trainCount + wantVal > total) {
    return fail(`it has ${total} images, too few for ${trainCount} to train on and ${wantVal} to validate on`);
  }
  if (trainCount < 1 || wantVal < 1) {
    const lacking = trainCount < 1 ? 'train' : 'validate';
    return fail(`of its ${total} images none are left to ${lacking} on; set train and val`);
  }
  const order = stratifiedOrder(labels, classes, random);
  // Training images from the front, validation images from the back of one stratified order: each part has every class's share.
  return ok({ train: order.slice(0, trainCount).sort(), val: order.slice(total - wantVal).sort() });
}

/** `count` records of every class in proportion, or all of them. */
export function stratifiedPart(labels: Uint16Array, classes: number, count: number, random: Random): Uint32Array {
  return stratifiedOrder(labels, classes, random).slice(0, count).sort();
}

/** A fraction of a total, or the count itself. */
export function countOf(amount: number, total: number): number {
  return amount < 1 ? Math.round(amount * total) : amount;
}

/**
 * An order in which every run from the front or the back holds each class in proportion: record i of a class with n records
 * stands at (i + u) / n, u drawn once a class.
 */
function stratifiedOrder(labels: Uint16Array, classes: number, random: Random): Uint32Array {
  const byClass: number[][] = Array.from({ length: classes }, () => []);
  for (const index of shuffled(labels.length, random)) (byClass[labels[index] as number] as number[]).push(index);
  const place = new Float64Array(labels.length);
  for (const members of byClass) {
    const phase = random.next();
    members.forEach((index, i) => (place[index] = (i + phase) / members.length));
  }
  const order = Uint32Array.from(place, (_, i) => i);
  return order.sort((a, b) => (place[a] as number) - (place[b] as number) || a - b);
}
