/**
 * Exact hypervolume of minimised vectors against a reference point: the volume that they dominate together. One objective is a
 * length, two a sweep, more by the exclusive-volume recursion of WFG (While, Bradstreet, Barone 2012, A fast way of
 * calculating exact hypervolumes), which is quick for the two to four objectives of an experiment.
 */
import { nonDominated } from './dominance.ts';

type Vector = readonly number[];

/** Volume in the product of the objectives' units; vectors that do not beat the reference everywhere add nothing. */
export function hypervolume(vectors: readonly Vector[], reference: Vector): number {
  const inside = vectors.filter((vector) => vector.every((value, i) => value < (reference[i] as number)));
  return volume(front(inside), reference);
}

/** What `vector` adds to the volume of `others`. */
export function hypervolumeGain(vector: Vector, others: readonly Vector[], reference: Vector): number {
  if (!vector.every((value, i) => value < (reference[i] as number))) return 0;
  const box = product(vector, reference);
  // Only the part of the others that lies behind the vector is shared with it.
  const shared = others.map((other) => limit(other, vector));
  return box - hypervolume(shared, reference);
}

function volume(vectors: readonly Vector[], reference: Vector): number {
  const first = vectors[0];
  if (first === undefined) return 0;
  if (vectors.length === 1) return product(first, reference);
  if (first.length === 1) return (reference[0] as number) - Math.min(...vectors.map((v) => v[0] as number));
  if (first.length === 2) return area(vectors, reference);
  // Worst in the last objective first: the limited sets then collapse soonest.
  const last = first.length - 1;
  const sorted = [...vectors].sort((a, b) => (b[last] as number) - (a[last] as number));
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) {
    const vector = sorted[i] as Vector;
    const behind = front(sorted.slice(i + 1).map((other) => limit(other, vector)));
    sum += product(vector, reference) - volume(behind, reference);
  }
  return sum;
}

function area(vectors: readonly Vector[], reference: Vector): number {
  const sorted = [...vectors].sort(
    (a, b) => (a[0] as number) - (b[0] as number) || (a[1] as number) - (b[1] as number),
  );
  let sum = 0;
  let ceiling = reference[1] as number;
  for (const vector of sorted) {
    const height = vector[1] as number;
    if (height >= ceiling) continue;
    sum += ((reference[0] as number) - (vector[0] as number)) * (ceiling - height);
    ceiling = height;
  }
  return sum;
}

function product(vector: Vector, reference: Vector): number {
  return vector.reduce((box, value, i) => box * ((reference[i] as number) - value), 1);
}

function limit(other: Vector, vector: Vector): number[] {
  return other.map((value, i) => Math.max(value, vector[i] as number));
}

/** The non-dominated vectors, equal ones once. */
function front(vectors: readonly Vector[]): Vector[] {
  const kept = nonDominated(vectors).map((i) => vectors[i] as Vector);
  const seen = new Set<string>();
  return kept.filter((vector) => {
    const key = vector.join(',');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
