/**
 * Successive halving on epochs (Jamieson, Talwalkar 2016), in its asynchronous form, ASHA (Li et al. 2020, A system for massively parallel hyperparameter tuning,
 * algorithm 2): draws are trained for the smallest part of the training; whatever is among the best 1/factor of its rung goes on to `factor` times as much, up to
 * the whole. So whole results come from the beginning, not at the end of a bracket. A training goes on where its part ended; it is not begun anew.
 * Within a rung results are compared by non-domination rank under the constraints, then by crowding distance.
 */
import { restoreRandom, type Random } from '../../../dsl/random.ts';
import type { Architecture } from '../../../dsl/space/decision-space.ts';
import { crowdedOrder } from '../crowded-order.ts';
import { asIfWhole, partOf } from '../part.ts';
import type { Memory, Proposal, Result, Strategy, StrategyContext } from '../strategy.ts';
import { drawUnseen } from '../unseen.ts';

export interface HalvingOptions {
  /** One in so many of a rung goes on, and is trained so many times as long. */
  readonly factor: number;
  /** Rungs; the first one trains for one part in factor^(rungs - 1). */
  readonly rungs: number;
  /** Evaluations that are asked for at once. */
  readonly batch: number;
}

/** Parts of a training that a rung may be. */
const smallestPart = 10_000;

/** A sentence where rungs and factor do not go together. */
export function halvingProblem({ factor, rungs }: HalvingOptions): string | undefined {
  const part = factor ** (rungs - 1);
  if (part <= smallestPart) return undefined;
  return `factor ${factor} and rungs ${rungs} train for one part in ${part}; at most one in ${smallestPart} is possible: take fewer rungs`;
}

export function halvingStrategy(
  options: HalvingOptions,
  context: StrategyContext,
  random: Random,
  memory?: Memory,
): Strategy {
  const { factor } = options;
  const state = memory?.state as { random: string; asked: [string, number][] } | undefined;
  const generator = state === undefined ? random : restoreRandom(state.random);
  const parts = Array.from({ length: options.rungs }, (_, rung) => factor ** (options.rungs - 1 - rung));
  /** Results by rung, as if they were whole. */
  const rungs: Result[][] = parts.map(() => []);
  /** Hashes that were proposed for a rung. */
  const proposed = parts.map(() => new Set<string>());
  const asked = new Map<string, number>(state?.asked ?? []);

  const keep = (results: readonly Result[]): void => {
    for (const result of results) {
      const part = partOf(result.metrics);
      const rung = parts.indexOf(part);
      rungs[rung]?.push({ ...result, metrics: asIfWhole(result.metrics, part) });
      proposed[rung]?.add(result.hash);
    }
  };
  keep(memory?.results ?? []);
  for (const [hash, part] of asked) proposed[parts.indexOf(part)]?.add(hash);

  const propose = (rung: number, architecture: Architecture, hash: string, origin: Proposal['origin']): Proposal => {
    const part = parts[rung] as number;
    proposed[rung]?.add(hash);
    asked.set(hash, part);
    return { architecture, hash, origin, part };
  };

  /** From the highest rung down, the best that may go on and did not yet; `share` of a rung may. */
  const promotion = (share: number): Proposal | undefined => {
    for (let rung = parts.length - 2; rung >= 0; rung--) {
      const results = rungs[rung] ?? [];
      const places = crowdedOrder(results, context.objectives, context.constraints);
      const allowed = Math.floor(results.length * share);
      const next = [...results.keys()]
        .filter((i) => results[i]?.status === 'ok' && (places[i] as number) < allowed)
        .filter((i) => proposed[rung + 1]?.has(results[i]?.hash ?? '') === false)
        .sort((a, b) => (places[a] as number) - (places[b] as number))[0];
      const best = next === undefined ? undefined : results[next];
      if (best !== undefined) return propose(rung + 1, best.architecture, best.hash, 'promoted');
    }
    return undefined;
  };

  const draw = (): Proposal | undefined => {
    // What another run measured to the end is known here at the last rung only.
    const seen = new Set(proposed.flatMap((hashes) => [...hashes]));
    const found = drawUnseen(context, seen, () => context.space.sample(generator));
    return found === undefined ? undefined : propose(0, found.architecture, found.hash, 'random');
  };

  return {
    ask: (n) => {
      const proposals: Proposal[] = [];
      while (proposals.length < n) {
        // A space that is used up is trained to the end, the best first.
        const proposal = promotion(1 / factor) ?? draw() ?? promotion(1);
        if (proposal === undefined) break;
        proposals.push(proposal);
      }
      return Promise.resolve(proposals);
    },
    tell: (results) => {
      for (const { hash } of results) asked.delete(hash);
      keep(results);
    },
    state: () => ({ random: generator.state(), asked: [...asked] }),
    batch: () => options.batch,
  };
}
