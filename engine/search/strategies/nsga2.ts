/**
 * NSGA-II (Deb, Pratap, Agarwal, Meyarivan 2002): generations of as many children as there are parents; of both together the best survive, by non-domination
 * rank under the constraints, then by crowding distance. Binary tournaments by the same order choose the parents. The population is
 * elitist: what is on the front stays, while regularised evolution lets everything die. A graph is measured once, so a child that is known is bred anew.
 */
import { restoreRandom, type Random } from '../../../dsl/random.ts';
import { crowdedOrder } from '../crowded-order.ts';
import type { Memory, Proposal, Result, Strategy, StrategyContext } from '../strategy.ts';
import { drawUnseen } from '../unseen.ts';
import { proposeUpTo } from './propose-up-to.ts';
import { offspring, tournament } from './offspring.ts';

export interface Nsga2Options {
  /** Parents, and children of a generation; the first generation is drawn at random. */
  readonly population: number;
  /** Probability that a child is a crossing of two parents; it is mutated in either case. */
  readonly cross: number;
}

export function nsga2Strategy(
  options: Nsga2Options,
  context: StrategyContext,
  random: Random,
  memory?: Memory,
): Strategy {
  const state = memory?.state as { random: string; asked: string[]; parents: string[]; children: string[] } | undefined;
  const generator = state === undefined ? random : restoreRandom(state.random);
  const told = new Map<string, Result>((memory?.results ?? []).map((result) => [result.hash, result]));
  const asked = new Set<string>(state?.asked ?? []);
  const seen = new Set<string>([...told.keys(), ...asked]);
  const resultsOf = (hashes: readonly string[]): Result[] => hashes.flatMap((hash) => told.get(hash) ?? []);
  let parents =
    state === undefined ? survivors([...told.values()], options.population, context) : resultsOf(state.parents);
  let children = resultsOf(state?.children ?? []);

  const propose = (order: readonly number[]): Proposal | undefined => {
    if (parents.length > 0) {
      let crossed = false;
      const found = drawUnseen(context, seen, () => {
        const winner = (): Result['architecture'] | undefined => parents[tournament(order, 2, generator)]?.architecture;
        const child = offspring(context.space, winner, 1 - options.cross, generator);
        crossed = child.crossed;
        return child.architecture;
      });
      if (found !== undefined)
        return { architecture: found.architecture, hash: found.hash, origin: crossed ? 'crossover' : 'mutation' };
    }
    const found = drawUnseen(context, seen, () => context.space.sample(generator));
    if (found === undefined) return undefined;
    const origin = parents.length > 0 ? 'random' : 'initial';
    return { architecture: found.architecture, hash: found.hash, origin };
  };

  return {
    ask: (n) => {
      const order = crowdedOrder(parents, context.objectives, context.constraints);
      return proposeUpTo(n, () => propose(order), seen, asked);
    },
    tell: (results) => {
      for (const result of results) {
        asked.delete(result.hash);
        told.set(result.hash, result);
      }
      children = [...children, ...results];
      if (children.length < options.population) return;
      parents = survivors([...parents, ...children], options.population, context);
      children = [];
    },
    state: () => ({
      random: generator.state(),
      asked: [...asked],
      parents: parents.map(({ hash }) => hash),
      children: children.map(({ hash }) => hash),
    }),
    batch: () => Math.max(1, options.population - children.length),
  };
}

/** The best `n` of the members, best first. */
function survivors(members: readonly Result[], n: number, context: StrategyContext): Result[] {
  const order = crowdedOrder(members, context.objectives, context.constraints);
  return members
    .map((_, i) => order.indexOf(i))
    .flatMap((i) => members[i] ?? [])
    .slice(0, n);
}
