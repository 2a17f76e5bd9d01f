/**
 * Which of many predicted candidates to evaluate next, by the improvement of the hypervolume: for every place in the batch the candidate that adds most volume
 * to the front (measured points and the batch so far) wins. What stands for a candidate's unknown metrics, the rule decides. Pure exploitation gets
 * stuck; both rules keep exploring.
 *
 * `thompson`: unknown metrics are drawn anew from their predictive distributions for every place. Draws are independent between
 * candidates, and the largest of thousands of such draws would be ruled by the widest distribution. So only a shortlist, the best by
 * optimistic (mean and one deviation) improvement, takes part in the lottery.
 *
 * `ucb`, the upper confidence bound: every unknown metric stands `optimism` deviations better than its mean. Nothing is drawn.
 *
 * Requirements on unknown metrics go the same way, drawn or optimistic: what satisfies them comes first, then what breaks them least. So a search leads to
 * where they are satisfied before it looks for the best there.
 */
import type { Random } from '../../dsl/random.ts';
import { nonDominated } from './dominance.ts';
import { hypervolumeGain } from './hypervolume.ts';
import { metricKey, type Metrics } from './metric.ts';
import { objectiveVector, violation, type Constraint, type Objective } from './objective.ts';
import type { Prediction } from './strategy.ts';

/** One candidate: what is known exactly, and what is predicted. */
export interface Uncertain {
  readonly known: Metrics;
  readonly predicted: Readonly<Record<string, Prediction>>;
}

/** What is looked for. */
export interface Goal {
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
}

export type Rule = { readonly kind: 'thompson' } | { readonly kind: 'ucb'; readonly optimism: number };

const shortlistLength = 64;

/** A candidate with values in place of predictions: minimised objectives, and how far outside the constraints (0 = within). */
interface Guess {
  readonly vector: readonly number[];
  readonly outside: number;
}

interface Ranked {
  readonly outside: number;
  readonly gain: number;
  readonly sum: number;
}

/** Positions of the chosen candidates, at most `n`, in the order of choice. `measured`: minimised vectors of feasible results. */
export function chooseBatch(
  candidates: readonly Uncertain[],
  measured: readonly (readonly number[])[],
  n: number,
  goal: Goal,
  random: Random,
  rule: Rule = { kind: 'thompson' },
): number[] {
  const optimism = rule.kind === 'ucb' ? rule.optimism : 1;
  const optimistic = candidates.map((candidate) => optimisticGuess(candidate, optimism, goal));
  const scale = commonScale([
    ...measured,
    ...candidates.map((candidate) => optimisticGuess(candidate, 0, goal).vector),
  ]);
  const front = pareto(measured.map(scale));
  const reference = goal.objectives.map(() => 1.1);
  const rank = ({ vector, outside }: Guess, others: readonly (readonly number[])[]): Ranked => {
    const scaled = scale(vector);
    return { outside, gain: hypervolumeGain(scaled, others, reference), sum: total(scaled) };
  };
  const ranks = optimistic.map((guess) => rank(guess, front));
  const shortlist = [...candidates.keys()]
    .sort((a, b) => better(ranks[a] as Ranked, ranks[b] as Ranked) || a - b)
    .slice(0, Math.max(shortlistLength, n));

  const chosen: number[] = [];
  let others = front;
  while (chosen.length < Math.min(n, candidates.length)) {
    let best: { position: number; guess: Guess; ranked: Ranked } | undefined;
    for (const position of shortlist) {
      const guess =
        rule.kind === 'ucb'
          ? (optimistic[position] as Guess)
          : drawnGuess(candidates[position] as Uncertain, goal, random);
      if (chosen.includes(position)) continue;
      const ranked = rank(guess, others);
      if (best === undefined || better(ranked, best.ranked) < 0) best = { position, guess, ranked };
    }
    if (best === undefined) break;
    chosen.push(best.position);
    if (best.guess.outside === 0) others = pareto([...others, scale(best.guess.vector)]);
  }
  return chosen;
}

/** What is further inside the constraints first, then the larger gain; where nothing gains, the smaller sum of scaled objectives. */
function better(a: Ranked, b: Ranked): number {
  return a.outside - b.outside || b.gain - a.gain || a.sum - b.sum;
}

function drawnGuess({ known, predicted }: Uncertain, goal: Goal, random: Random): Guess {
  const drawn = Object.fromEntries(
    Object.entries(predicted).map(([key, { mean, std }]) => [key, mean + std * random.normal()]),
  );
  const metrics = { ...known, ...drawn };
  return { vector: vectorOf(metrics, goal), outside: violation(goal.constraints, metrics) };
}

/** Every objective so many deviations better than expected, every bounded metric as near to its bounds as these deviations allow. */
function optimisticGuess({ known, predicted }: Uncertain, deviations: number, goal: Goal): Guess {
  const metrics: Record<string, number> = { ...known };
  for (const [key, { mean, std }] of Object.entries(predicted)) {
    const maximised = goal.objectives.some((each) => metricKey(each) === key && each.direction === 'maximize');
    metrics[key] = mean + (maximised ? deviations : -deviations) * std;
  }
  let outside = 0;
  for (const constraint of goal.constraints) {
    const key = metricKey(constraint);
    const prediction = predicted[key];
    const near = prediction === undefined ? known[key] : nearest(prediction, deviations, constraint);
    outside += violation([constraint], near === undefined ? {} : { [key]: near });
  }
  return { vector: vectorOf(metrics, goal), outside };
}

/** Of the values within so many deviations of the mean the one that is best for the bounds: the mean itself where it is within them. */
function nearest(
  { mean, std }: Prediction,
  deviations: number,
  { min = -Infinity, max = Infinity }: Constraint,
): number {
  const margin = deviations * std;
  // Not further than to the middle of two bounds: what is past one may be outside the other.
  if (mean < min) return Math.min(mean + margin, max === Infinity ? Infinity : (min + max) / 2);
  if (mean > max) return Math.max(mean - margin, min === -Infinity ? -Infinity : (min + max) / 2);
  return mean;
}

function vectorOf(metrics: Metrics, { objectives }: Goal): readonly number[] {
  return objectiveVector(objectives, metrics) ?? objectives.map(() => Number.MAX_VALUE);
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
