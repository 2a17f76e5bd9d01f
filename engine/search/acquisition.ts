/**
 * Which of many predicted candidates to evaluate next: Thompson sampling of the hypervolume improvement. For every place in the batch
 * the uncertain objectives are drawn anew from their predictive distributions, and the candidate whose drawn vector adds
 * most volume to the front (measured points and the batch so far) wins. Pure exploitation gets stuck; the draws keep it exploring.
 *
 * Draws are independent between candidates, and the largest of thousands of such draws would be ruled by the widest
 * distribution. So only a shortlist, the best by optimistic (mean + one deviation) improvement, takes part in the lottery.
 */
import type { Random } from '../../dsl/random.ts';
import { nonDominated } from './dominance.ts';
import { hypervolumeGain } from './hypervolume.ts';

/** One candidate in minimised objectives: exact values have deviation 0. */
export interface Uncertain {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Whether the predicted values satisfy the constraints. */
  readonly feasible: boolean;
}

const shortlistLength = 64;

/** Positions of the chosen candidates, at most `n`, in the order of choice. `measured`: minimised vectors of feasible results. */
export function chooseBatch(
  candidates: readonly Uncertain[],
  measured: readonly (readonly number[])[],
  n: number,
  random: Random,
): number[] {
  const scale = commonScale([...measured, ...candidates.map((c) => c.mean)]);
  const front = pareto(measured.map(scale));
  const reference = front[0]?.map(() => 1.1) ?? candidates[0]?.mean.map(() => 1.1) ?? [];
  const gainOf = (candidate: Uncertain, vector: readonly number[], others: readonly (readonly number[])[]): number =>
    hypervolumeGain(vector, others, reference) - (candidate.feasible ? 0 : 1e6);

  const optimistic = candidates.map((candidate) => {
    const vector = scale(candidate.mean.map((value, m) => value - (candidate.std[m] as number)));
    return { gain: gainOf(candidate, vector, front), sum: total(vector) };
  });
  const shortlist = [...candidates.keys()]
    .sort((a, b) => byGain(optimistic[a], optimistic[b]) || a - b)
    .slice(0, Math.max(shortlistLength, n));

  const chosen: number[] = [];
  let others = front;
  while (chosen.length < Math.min(n, candidates.length)) {
    let best: { position: number; gain: number; sum: number; vector: readonly number[] } | undefined;
    for (const position of shortlist) {
      const candidate = candidates[position] as Uncertain;
      const drawn = candidate.mean.map((value, m) => value + (candidate.std[m] as number) * random.normal());
      if (chosen.includes(position)) continue;
      const vector = scale(drawn);
      const entry = { position, gain: gainOf(candidate, vector, others), sum: total(vector), vector };
      if (best === undefined || byGain(entry, best) < 0) best = entry;
    }
    if (best === undefined) break;
    chosen.push(best.position);
    others = pareto([...others, best.vector]);
  }
  return chosen;
}

/** Larger gain first; where nothing gains, the smaller sum of scaled objectives. */
function byGain(a: { gain: number; sum: number } | undefined, b: { gain: number; sum: number } | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return b.gain - a.gain || a.sum - b.sum;
}

/**
 * Maps every objective to 0..1 over the vectors; positive ones (costs) that span more than a factor of ten by their logarithm, so
 * that a saving of half counts the same at both ends.
 */
function commonScale(vectors: readonly (readonly number[])[]): (vector: readonly number[]) => number[] {
  const axes = (vectors[0] ?? []).map((_, m) => {
    const values = vectors.map((vector) => vector[m] as number);
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const log = low > 0 && high > 10 * low;
    const map = (value: number): number => (log ? Math.log(Math.max(value, low / 10)) : value);
    return { map, low: map(low), span: map(high) - map(low) || 1 };
  });
  return (vector) =>
    vector.map((value, m) => ((axes[m]?.map(value) ?? value) - (axes[m]?.low ?? 0)) / (axes[m]?.span ?? 1));
}

function pareto(vectors: readonly (readonly number[])[]): (readonly number[])[] {
  return nonDominated(vectors).map((i) => vectors[i] as readonly number[]);
}

function total(vector: readonly number[]): number {
  return vector.reduce((a, b) => a + b, 0);
}
