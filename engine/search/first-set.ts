/** The architectures that are measured before anything is known: a set that covers the space, or uniform draws. */
import type { Random } from '../../dsl/random.ts';
import { diverseSubset } from './diverse.ts';
import type { StrategyContext } from './strategy.ts';
import { drawUnseen, type Candidate } from './unseen.ts';

/**
 * Choices of `n` architectures, fewer where there are no more. `diverse`: spread over the features of the space. What is in `met`, by the hash of its
 * graph, is left out.
 */
export function firstSet(
  n: number,
  start: 'diverse' | 'random',
  context: StrategyContext,
  random: Random,
  met: ReadonlySet<string> = new Set(),
): number[][] {
  const pool: Candidate[] = [];
  const seen = new Set(met);
  const wanted = start === 'diverse' ? Math.min(512, 24 * n) : n;
  while (pool.length < wanted) {
    const found = drawUnseen(context, seen, () => context.space.sample(random));
    if (found === undefined) break;
    seen.add(found.hash);
    pool.push(found);
  }
  const choices = pool.map(({ architecture }) => [...architecture.choices]);
  if (start === 'random') return choices;
  const rows = pool.map(({ architecture }) => context.features?.(architecture) ?? architecture.choices);
  return diverseSubset(rows, n).map((i) => choices[i] ?? []);
}
