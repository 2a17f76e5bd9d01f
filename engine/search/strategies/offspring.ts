/** How two evolutionary strategies make a child: a winner's mutant, or a crossing of two winners that is then mutated. */
import type { Random } from '../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';

export interface Child {
  readonly architecture: Architecture | undefined;
  readonly crossed: boolean;
}

/** `winner` holds one tournament. `mutate`: probability of a mutation alone. */
export function offspring(
  space: DecisionSpace,
  winner: () => Architecture | undefined,
  mutate: number,
  random: Random,
): Child {
  const parent = winner();
  if (parent === undefined) return { architecture: undefined, crossed: false };
  if (random.next() < mutate) return { architecture: space.mutate(parent, random), crossed: false };
  const other = winner();
  const crossed = other === undefined ? undefined : space.crossover(parent, other, random);
  const same = crossed === undefined || space.text(crossed) === space.text(parent);
  return { architecture: space.mutate(same ? parent : crossed, random), crossed: !same };
}

/** The best of so many members drawn with replacement; `order` holds every member's place. */
export function tournament(order: readonly number[], size: number, random: Random): number {
  let best = Infinity;
  for (let i = 0; i < size; i++) best = Math.min(best, order[random.int(order.length)] ?? Infinity);
  return order.indexOf(best);
}
