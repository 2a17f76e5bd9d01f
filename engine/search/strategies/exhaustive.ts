/**
 * Exhaustive search: every architecture in the order of enumeration, each graph once. For spaces that are small enough to be measured whole; in a larger one a
 * budget ends it in a corner of the space, since neighbours in the order are alike.
 */
import type { Architecture } from '../../../dsl/space/decision-space.ts';
import type { Random } from '../../../dsl/random.ts';
import type { Memory, Proposal, Strategy, StrategyContext } from '../strategy.ts';
import { unseenCandidate } from '../unseen.ts';

/** Proposals at a time: none depends on a result, so they may be evaluated together. */
const atOnce = 16;

export function exhaustiveStrategy(context: StrategyContext, _random: Random, memory?: Memory): Strategy {
  const state = memory?.state as { passed: number; asked: string[] } | undefined;
  const asked = new Set<string>(state?.asked ?? []);
  const seen = new Set<string>([...(memory?.results.map(({ hash }) => hash) ?? []), ...asked]);
  // The place in the enumeration is its only state.
  let passed = state?.passed ?? 0;
  const rest = after(context.space.enumerate(), passed);
  return {
    ask: (n) => {
      const proposals: Proposal[] = [];
      while (proposals.length < n && context.signal?.aborted !== true) {
        const next = rest.next();
        if (next.done === true) break;
        passed++;
        const candidate = unseenCandidate(context, seen, next.value);
        if (candidate === undefined) continue;
        seen.add(candidate.hash);
        asked.add(candidate.hash);
        proposals.push({ architecture: candidate.architecture, hash: candidate.hash, origin: 'initial' });
      }
      return Promise.resolve(proposals);
    },
    tell: (results) => {
      for (const { hash } of results) asked.delete(hash);
    },
    state: () => ({ passed, asked: [...asked] }),
    batch: () => atOnce,
  };
}

function after(architectures: Iterable<Architecture>, count: number): Iterator<Architecture> {
  const iterator = architectures[Symbol.iterator]();
  for (let i = 0; i < count; i++) if (iterator.next().done === true) break;
  return iterator;
}
