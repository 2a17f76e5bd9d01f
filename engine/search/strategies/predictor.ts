/**
 * Predictor-guided search: a first set that covers the space is evaluated; then, batch by batch, a predictor is fitted to everything
 * measured, thousands of mutants and crossings of the best are ranked by it, and the most promising few are evaluated
 * (cf. White et al. 2021, BANANAS; Wu et al. 2021, WeakNAS). Costs are exact: only measured metrics are predicted.
 */
import { restoreRandom, type Random } from '../../../dsl/random.ts';
import type { Architecture } from '../../../dsl/space/decision-space.ts';
import { chooseBatch, type Rule } from '../acquisition.ts';
import { crowdedOrder } from '../crowded-order.ts';
import { firstSet } from '../first-set.ts';
import { isForeknown } from '../foreknown.ts';
import { metricKey } from '../metric.ts';
import { objectiveVector, violation } from '../objective.ts';
import { drawUnseen, unseenCandidate, type Candidate } from '../unseen.ts';
import type { Memory, Prediction, Proposal, Result, Strategy, StrategyContext } from '../strategy.ts';

export interface PredictorOptions {
  /** Architectures evaluated before the first fit. */
  readonly initial: number;
  /** How the first set is chosen: spread over the features of the space, or uniformly. */
  readonly start: 'diverse' | 'random';
  /** Evaluations between two fits. */
  readonly batch: number;
  /** Candidates ranked for every batch. */
  readonly candidates: number;
  /** How a batch is chosen: draws from the predictions, or their optimistic ends. */
  readonly acquisition: Rule['kind'];
  /** Deviations that `ucb` adds. */
  readonly optimism: number;
}

/** Parents of the candidates: the best results by crowded order, at most so many. */
const parentsAtMost = 24;
/** Share of the candidates that is drawn from the whole space, and that comes from two parents. */
const shareRandom = 0.15;
const shareCrossed = 0.3;
/** Children in a row that are nothing new, after which there are no more. */
const missesAtMost = 500;

export function predictorStrategy(
  options: PredictorOptions,
  context: StrategyContext,
  random: Random,
  memory?: Memory,
): Strategy {
  const state = memory?.state as { random: string; asked: string[]; initial: number[][] | null } | undefined;
  const generator = state === undefined ? random : restoreRandom(state.random);
  const results: Result[] = [...(memory?.results ?? [])];
  const asked = new Set<string>(state?.asked ?? []);
  const seen = new Set<string>([...results.map((r) => r.hash), ...asked]);
  /** Of the first set what is not measured elsewhere already. */
  const wanted = Math.max(0, options.initial - (state === undefined ? results.length : 0));
  let initial: number[][] | null = state === undefined && wanted === 0 ? [] : (state?.initial ?? null);
  const { acquisition, optimism } = options;
  const rule: Rule = acquisition === 'ucb' ? { kind: acquisition, optimism } : { kind: acquisition };

  const remember = (candidate: Candidate, origin: Proposal['origin'], predicted?: Proposal['predicted']): Proposal => {
    seen.add(candidate.hash);
    asked.add(candidate.hash);
    return { architecture: candidate.architecture, hash: candidate.hash, origin, predicted };
  };

  const fromInitial = (n: number): Proposal[] => {
    initial ??= firstSet(wanted, options.start, context, generator, seen);
    const proposals: Proposal[] = [];
    while (proposals.length < n && initial.length > 0) {
      const candidate = unseenCandidate(context, seen, { choices: initial.shift() ?? [] });
      if (candidate !== undefined) proposals.push(remember(candidate, 'initial'));
    }
    return proposals;
  };

  const guided = async (n: number): Promise<Proposal[]> => {
    const predict = await fitAll(context, results, generator);
    if (predict === undefined) return [];
    const pool = breed(options.candidates, context, results, seen, generator);
    const predictions = await predict(pool.map((member) => member.candidate));
    const uncertain = pool.map(({ candidate }, i) => ({ known: candidate.metrics, predicted: predictions[i] ?? {} }));
    const chosen = chooseBatch(uncertain, measuredVectors(context, results), n, context, generator, rule);
    return chosen.flatMap((i) => {
      const member = pool[i];
      return member === undefined ? [] : [remember(member.candidate, member.origin, predictions[i])];
    });
  };

  return {
    ask: async (n) => {
      const proposals = fromInitial(n);
      // The predictor is not asked before the whole first set is measured: it would rest on part of it.
      if (proposals.length === 0) proposals.push(...(await guided(n)));
      while (proposals.length === 0 || (proposals.length < n && results.length >= options.initial)) {
        const found = drawUnseen(context, seen, () => context.space.sample(generator));
        if (found === undefined) break;
        proposals.push(remember(found, 'random'));
      }
      return proposals;
    },
    tell: (told) => {
      for (const result of told) asked.delete(result.hash);
      results.push(...told);
    },
    state: () => ({ random: generator.state(), asked: [...asked], initial }),
    batch: () => (initial === null || initial.length > 0 ? Math.max(1, initial?.length ?? wanted) : options.batch),
  };
}

type Predict = (candidates: readonly Candidate[]) => Promise<Readonly<Record<string, Prediction>>[]>;

/** Fits one surrogate to every measured metric among objectives and constraints; undefined when there is too little to learn from. */
async function fitAll(
  context: StrategyContext,
  results: readonly Result[],
  random: Random,
): Promise<Predict | undefined> {
  const wanted = [...context.objectives, ...context.constraints]
    .filter((ref) => !isForeknown(context, ref))
    .map(metricKey);
  const fitted: { key: string; predict: (architectures: readonly Architecture[]) => Promise<readonly Prediction[]> }[] =
    [];
  for (const key of new Set(wanted)) {
    const minimised = context.objectives.some((o) => metricKey(o) === key && o.direction === 'minimize');
    const sign = minimised ? -1 : 1;
    const measured = results.flatMap((r) =>
      r.status === 'ok' && r.metrics[key] !== undefined ? [sign * r.metrics[key]] : [],
    );
    if (context.surrogate === undefined || measured.length < 2) return undefined;
    const worst = Math.min(...measured);
    // What diverged or failed teaches too: it stands at the worst value seen.
    const values = results.map((r) => (r.status === 'ok' ? sign * (r.metrics[key] ?? sign * worst) : worst));
    const surrogate = context.surrogate(key);
    const learnt = await surrogate.fit(
      results.map((r) => r.architecture),
      values,
      random.fork(`fit ${key} ${results.length}`),
      context.signal,
    );
    if (!learnt) return undefined;
    fitted.push({
      key,
      predict: async (architectures) =>
        (await surrogate.predict(architectures)).map(({ mean, std }) => ({ mean: sign * mean, std })),
    });
  }
  return async (candidates) => {
    const out = candidates.map((): Record<string, Prediction> => ({}));
    for (const { key, predict } of fitted) {
      const predictions = await predict(candidates.map((c) => c.architecture));
      predictions.forEach((prediction, i) => ((out[i] ??= {})[key] = prediction));
    }
    return out;
  };
}

interface Bred {
  readonly candidate: Candidate;
  readonly origin: Proposal['origin'];
}

/** Up to `wanted` unseen candidates: mutants of one to three steps, crossings, and draws from the whole space. */
function breed(
  wanted: number,
  context: StrategyContext,
  results: readonly Result[],
  seen: ReadonlySet<string>,
  random: Random,
): Bred[] {
  const order = crowdedOrder(results, context.objectives, context.constraints);
  const parents = [...results.keys()]
    .sort((a, b) => (order[a] as number) - (order[b] as number))
    .slice(0, parentsAtMost)
    .flatMap((i) => results[i]?.architecture ?? []);
  const pick = (): Architecture => parents[random.int(parents.length)] as Architecture;
  const known = new Set(seen);
  const pool: Bred[] = [];
  // Where requirements leave next to nothing a draw takes thousands of tries: after one in vain, candidates come from the parents alone.
  let drawable = true;
  let misses = 0;
  for (let attempt = 0; attempt < 3 * wanted && pool.length < wanted && misses < missesAtMost; attempt++) {
    if (context.signal?.aborted === true) break;
    misses++;
    const lot = random.next();
    let architecture: Architecture | undefined;
    let origin: Proposal['origin'] = 'mutation';
    if (lot < shareRandom) {
      if (drawable) architecture = context.space.sample(random);
      drawable = architecture !== undefined;
      origin = 'random';
    } else if (lot < shareRandom + shareCrossed && parents.length > 1) {
      architecture = context.space.crossover(pick(), pick(), random);
      origin = 'crossover';
    } else {
      architecture = pick();
      for (let step = random.int(3); step >= 0 && architecture !== undefined; step--) {
        architecture = context.space.mutate(architecture, random);
      }
    }
    const candidate = unseenCandidate(context, known, architecture);
    if (candidate === undefined) continue;
    misses = 0;
    known.add(candidate.hash);
    pool.push({ candidate, origin });
  }
  return pool;
}

function measuredVectors(context: StrategyContext, results: readonly Result[]): number[][] {
  return results.flatMap((result) => {
    if (result.status !== 'ok' || violation(context.constraints, result.metrics) > 0) return [];
    return [objectiveVector(context.objectives, result.metrics)].filter((vector) => vector !== undefined);
  });
}
