/** Random search: uniform draws from the space, each graph once. The yardstick of every other strategy. */
import { restoreRandom, type Random } from '../../../dsl/random.ts';
import { drawUnseen } from '../unseen.ts';
import type { Memory, Proposal, Strategy, StrategyContext } from '../strategy.ts';

export function randomStrategy(context: StrategyContext, random: Random, memory?: Memory): Strategy {
  const state = memory?.state as { random: string; asked: string[] } | undefined;
  const generator = state === undefined ? random : restoreRandom(state.random);
  const seen = new Set<string>([...(memory?.results.map((r) => r.hash) ?? []), ...(state?.asked ?? [])]);
  const asked = new Set<string>(state?.asked ?? []);
  return {
    ask: (n) => {
      const proposals: Proposal[] = [];
      while (proposals.length < n) {
        const found = drawUnseen(context, seen, () => context.space.sample(generator));
        if (found === undefined) break;
        seen.add(found.hash);
        asked.add(found.hash);
        proposals.push({ architecture: found.architecture, hash: found.hash, origin: 'random' });
      }
      return Promise.resolve(proposals);
    },
    tell: (results) => {
      for (const result of results) asked.delete(result.hash);
    },
    state: () => ({ random: generator.state(), asked: [...asked] }),
    batch: () => 1,
  };
}
