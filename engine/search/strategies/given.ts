/** Measures the architectures that it was given, in their order, each graph once. */
import type { Architecture } from '../../../dsl/space/decision-space.ts';
import type { Proposal, StrategyFactory } from '../strategy.ts';

/** Proposals at a time: none depends on a result, so they may be evaluated together. */
const AT_ONCE = 16;

export function givenStrategy(architectures: readonly Architecture[]): StrategyFactory {
  return (context, _random, memory) => {
    let next = (memory?.state as { next: number } | undefined)?.next ?? 0;
    const hashes = architectures.map((architecture) => context.space.graphHash(architecture));
    return {
      ask: (n) => {
        const proposals: Proposal[] = [];
        for (; next < architectures.length && proposals.length < n; next++) {
          const [architecture, hash] = [architectures[next], hashes[next]];
          if (architecture === undefined || hash === undefined || hashes.indexOf(hash) < next) continue;
          proposals.push({ architecture, hash, origin: 'given' });
        }
        return Promise.resolve(proposals);
      },
      tell: () => undefined,
      state: () => ({ next }),
      batch: () => AT_ONCE,
    };
  };
}
