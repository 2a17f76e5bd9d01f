/** Random search: uniform draws from the space, each graph once. The yardstick of every other strategy. */
import { proposeUpTo } from './propose-up-to.ts';
import { restoreRandom, type Random } from '../../../dsl/random.ts';
import { drawUnseen } from '../unseen.ts';
import type { Memory, Proposal, Strategy, StrategyContext } from '../strategy.ts';

/** Proposals at a time: none depends on a result, so they may be evaluated together. */
const AT_ONCE = 16;

export function randomStrategy(context: StrategyContext, random: Random, memory?: Memory): Strategy {
  const state = memory?.state as { random: string; asked: string[] } | undefined;
  const generator = state === undefined ? random : restoreRandom(state.random);
  const seen = new Set<string>([...(memory?.results.map((r) => r.hash) ?? []), ...(state?.asked ?? [])]);
  const asked = new Set<string>(state?.asked ?? []);
  const draw = (): Proposal | undefined => {
    const found = drawUnseen(context, seen, () => context.space.sample(generator));
    return found && { architecture: found.architecture, hash: found.hash, origin: 'random' };
  };

  return {
    ask: (n) => proposeUpTo(n, draw, seen, asked),
    tell: (results) => {
      for (const result of results) asked.delete(result.hash);
    },
    state: () => ({ random: generator.state(), asked: [...asked] }),
    batch: () => AT_ONCE,
  };
}
