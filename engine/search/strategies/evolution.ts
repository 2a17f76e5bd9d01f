/**
 * Regularised evolution (Real, Aggarwal, Huang, Le 2019, Regularized evolution for image classifier architecture search, algorithm 1):
 * a tournament picks a parent, its mutant joins the population, and the oldest member dies, however good it is.
 * With several objectives the tournament is won by the lower non-domination rank, then by the larger crowding distance (NSGA-II's
 * crowded comparison), over the population; with one objective that is the original rule.
 */
import { restoreRandom, type Random } from '../../../dsl/random.ts';
import type { Architecture } from '../../../dsl/space/decision-space.ts';
import { crowdedOrder } from '../crowded-order.ts';
import { proposeUpTo } from './propose-up-to.ts';
import { offspring, tournament, type Child } from './offspring.ts';
import { drawUnseen, type Candidate } from '../unseen.ts';
import type { Memory, Proposal, Result, Strategy, StrategyContext } from '../strategy.ts';

export interface EvolutionOptions {
  /** Members alive; also the number of random architectures at the start. */
  readonly population: number;
  /** Members drawn, with replacement, for one tournament. */
  readonly tournament: number;
  /** Probability of a mutation; otherwise a crossover of two tournament winners, then a mutation. */
  readonly mutate: number;
  /** Children that are evaluated at once. */
  readonly batch: number;
}

export function evolutionStrategy(
  options: EvolutionOptions,
  context: StrategyContext,
  random: Random,
  memory?: Memory,
): Strategy {
  const state = memory?.state as { random: string; asked: string[]; started: number } | undefined;
  const generator = state === undefined ? random : restoreRandom(state.random);
  const asked = new Set<string>(state?.asked ?? []);
  const seen = new Set<string>([...(memory?.results.map((r) => r.hash) ?? []), ...asked]);
  // What was measured elsewhere is the first population, or a part of it.
  let started = state?.started ?? memory?.results.length ?? 0;
  // The living are the youngest `population` results: ageing needs no other bookkeeping.
  let living: readonly Result[] = memory?.results.slice(-options.population) ?? [];

  const child = (order: readonly number[]): Child =>
    offspring(
      context.space,
      () => living[tournament(order, options.tournament, generator)]?.architecture,
      options.mutate,
      generator,
    );

  const propose = (order: readonly number[]): Proposal | undefined => {
    const initial = started < options.population || living.length === 0;
    if (!initial) {
      let crossed = false;
      const found = drawUnseen(context, seen, () => {
        const made = child(order);
        crossed = made.crossed;
        return made.architecture;
      });
      if (found !== undefined) return { ...proposed(found), origin: crossed ? 'crossover' : 'mutation' };
    }
    // The start, or a population whose whole neighbourhood is known: new blood.
    const found = drawUnseen(context, seen, () => context.space.sample(generator));
    if (found === undefined) return undefined;
    if (initial) started++;
    return { ...proposed(found), origin: initial ? 'initial' : 'random' };
  };

  return {
    ask: (n) => {
      const order = crowdedOrder(living, context.objectives, context.constraints);
      return proposeUpTo(n, () => propose(order), seen, asked);
    },
    tell: (results) => {
      for (const result of results) asked.delete(result.hash);
      living = [...living, ...results].slice(-options.population);
    },
    state: () => ({ random: generator.state(), asked: [...asked], started }),
    // Those at the start depend on no result.
    batch: () => Math.max(options.batch, options.population - started),
  };
}

function proposed(candidate: Candidate): { architecture: Architecture; hash: string } {
  return { architecture: candidate.architecture, hash: candidate.hash };
}
