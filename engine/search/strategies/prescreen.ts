/**
 * Prescreening by a hypernetwork (Zhang, Ren, Urtasun, arXiv 1810.05749, section 4.3): candidates are drawn, each is scored with weights that the
 * hypernetwork makes, and only the best are evaluated. Scores are no evaluations: they cost none of the budget. After the best of the candidates
 * either further ones are drawn, or another strategy goes on from what was measured.
 */
import { restoreRandom, type Random } from '../../../dsl/random.ts';
import { crowdedOrder } from '../crowded-order.ts';
import { isForeknown } from '../foreknown.ts';
import { metricKey } from '../metric.ts';
import type { Objective } from '../objective.ts';
import type { Json, Memory, Proposal, Result, Strategy, StrategyContext, StrategyFactory } from '../strategy.ts';
import { drawUnseen, type Candidate } from '../unseen.ts';

export interface PrescreenOptions {
  /** Architectures that are scored at a time. */
  readonly candidates: number;
  /** The best of them that are evaluated. */
  readonly best: number;
  /** Evaluations that are asked for at once. */
  readonly batch: number;
}

/** Candidates in the order of their scores. What was drawn follows from the generator's state and the results told by then. */
interface Pool {
  readonly random: string;
  readonly told: number;
  readonly order: readonly number[];
  /** Those from here on were not proposed. */
  readonly next: number;
}

interface State {
  readonly random: string;
  readonly pool: Pool | null;
  readonly asked: readonly string[];
  /** State of the strategy that goes on. */
  readonly then: Json;
}

/** `then`: what goes on after the best of the first candidates; further candidates where it is undefined. */
export function prescreenStrategy(
  options: PrescreenOptions,
  then: StrategyFactory | undefined,
  context: StrategyContext,
  random: Random,
  memory?: Memory,
): Strategy {
  const state = memory?.state as State | undefined;
  const results: Result[] = [...(memory?.results ?? [])];
  const asked = new Set<string>(state?.asked ?? []);
  const generator = state === undefined ? random : restoreRandom(state.random);
  let pool = state?.pool ?? undefined;
  let drawn: readonly Candidate[] | undefined;
  let inner: Strategy | undefined;
  if (state !== undefined && state.then !== null)
    inner = then?.(context, generator.fork('then'), { state: state.then, results });

  /** The pool's candidates, in the order drawn. Without what was known when the pool was begun. */
  const draw = (from: Random, told: number): Candidate[] => {
    const seen = new Set(results.slice(0, told).map(({ hash }) => hash));
    const found: Candidate[] = [];
    while (found.length < options.candidates) {
      const candidate = drawUnseen(context, seen, () => context.space.sample(from));
      if (candidate === undefined) break;
      seen.add(candidate.hash);
      found.push(candidate);
    }
    return found;
  };

  const begin = async (): Promise<void> => {
    const begun = { random: generator.state(), told: results.length };
    drawn = draw(generator, begun.told);
    pool = { ...begun, order: await rank(drawn, options.best, context), next: 0 };
  };

  const fromPool = (n: number): Proposal[] => {
    if (pool === undefined) return [];
    drawn ??= draw(restoreRandom(pool.random), pool.told);
    const next = pool.order.slice(pool.next, pool.next + n).flatMap((i) => drawn?.[i] ?? []);
    pool = { ...pool, next: pool.next + next.length };
    for (const { hash } of next) asked.add(hash);
    return next.map(({ architecture, hash }) => ({ architecture, hash, origin: 'screened' }));
  };

  return {
    ask: async (n) => {
      if (inner !== undefined) return inner.ask(n);
      const proposals = fromPool(n);
      if (proposals.length > 0) return proposals;
      if (then !== undefined && pool !== undefined) {
        inner = then(context, generator.fork('then'), { state: undefined, results });
        return inner.ask(n);
      }
      await begin();
      return fromPool(n);
    },
    tell: (told) => {
      for (const { hash } of told) asked.delete(hash);
      results.push(...told);
      inner?.tell(told);
    },
    state: () => ({
      random: generator.state(),
      pool: (pool ?? null) as Json,
      asked: [...asked],
      then: inner?.state() ?? null,
    }),
    batch: () => inner?.batch() ?? options.batch,
  };
}

/**
 * Indices of the best candidates, best first: by the experiment's objectives, in which the score stands for what is only measured. Candidates without a
 * score (the generated network runs into NaN) come last, and none where the asking was aborted.
 */
async function rank(candidates: readonly Candidate[], best: number, context: StrategyContext): Promise<number[]> {
  if (context.score === undefined) throw new Error('prescreening needs the scores of a hypernetwork');
  let scores: readonly (number | undefined)[];
  try {
    scores = await context.score(candidates.map(({ architecture }) => architecture));
  } catch (problem) {
    if (context.signal?.aborted !== true) throw problem;
    return [];
  }
  const known = context.objectives.filter((each) => isForeknown(context, each));
  const objectives: Objective[] = [...known, { metric: SCORE, direction: 'maximize' }];
  const scored = candidates.map(({ architecture, hash, metrics }, i): Result => ({
    ...{ architecture, hash, status: 'ok' },
    metrics: { ...metrics, ...(scores[i] === undefined ? {} : { [metricKey({ metric: SCORE })]: scores[i] }) },
  }));
  const places = crowdedOrder(scored, objectives, []);
  const order = new Array<number>(places.length);
  places.forEach((place, i) => (order[place] = i));
  return order.slice(0, best);
}

/** No metric of the language is called so. */
const SCORE = 'generated weights';
