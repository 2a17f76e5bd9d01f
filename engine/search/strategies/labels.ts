/**
 * Measures a set of architectures that covers the space and nothing else: labels for a predictor. What other runs have measured already is left out, so
 * that asking again gives more labels, not the same ones.
 */
import { restoreRandom } from '../../../dsl/random.ts';
import { firstSet } from '../first-set.ts';
import type { Proposal, StrategyFactory } from '../strategy.ts';
import { unseenCandidate } from '../unseen.ts';

/** Architectures chosen together at most. */
const MOST = 512;

/** `known`: hashes of graphs that have been measured elsewhere. */
export function labelsStrategy(known: ReadonlySet<string>): StrategyFactory {
  return (context, random, memory) => {
    const state = memory?.state as { random: string; asked: string[] } | undefined;
    const generator = state === undefined ? random : restoreRandom(state.random);
    const asked = new Set<string>(state?.asked ?? []);
    const seen = new Set<string>([...known, ...(memory?.results.map(({ hash }) => hash) ?? []), ...asked]);
    return {
      ask: (n) => {
        const proposals: Proposal[] = [];
        for (const choices of firstSet(n, 'diverse', context, generator, seen)) {
          const candidate = unseenCandidate(context, seen, { choices });
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
      state: () => ({ random: generator.state(), asked: [...asked] }),
      batch: () => MOST,
    };
  };
}
