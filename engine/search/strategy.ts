/**
 * Ask-and-tell: a strategy proposes architectures and is told their results; it evaluates nothing and knows no store. One loop
 * (experiment.ts) serves all strategies.
 *
 * What a strategy cannot derive from the results told so far is in `state()`, plain JSON. `restore(state(), results)` gives a strategy that
 * goes on exactly as the first one would have, random draws included.
 */
import type { Random } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { Foreknown } from './foreknown.ts';
import type { Metrics } from './metric.ts';
import type { Constraint, Objective } from './objective.ts';
import type { Surrogate } from './surrogate.ts';

/** Mean and standard deviation, in the metric's unit. */
export interface Prediction {
  readonly mean: number;
  readonly std: number;
}

/** `known`: measured by another run, and taken over (warm-start.ts). */
export type Origin = 'initial' | 'given' | 'known' | 'random' | 'mutation' | 'crossover' | 'promoted' | 'screened';

export interface Proposal {
  readonly architecture: Architecture;
  /** Canonical graph hash: no two proposals of a run share it, unless one is a larger part of the other's training. */
  readonly hash: string;
  readonly origin: Origin;
  /** The evaluation ends after one part in `part` of the training; the whole where absent. Strategies that use it give it always, 1 included. */
  readonly part?: number | undefined;
  /** What the strategy's predictor expects, by metric key. */
  readonly predicted?: Readonly<Record<string, Prediction>> | undefined;
}

/** `diverged` and `failed` count as worse than every `ok` result. */
export type ResultStatus = 'ok' | 'diverged' | 'failed';

export interface Result {
  readonly architecture: Architecture;
  readonly hash: string;
  readonly status: ResultStatus;
  /** Static and measured metrics by key. */
  readonly metrics: Metrics;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Strategy {
  /** Up to `n` architectures not proposed before; fewer, or none, when no unseen feasible one was found. */
  ask(n: number): Promise<readonly Proposal[]>;
  /** Results of proposals, each once, in the order in which they were asked for. */
  tell(results: readonly Result[]): void;
  state(): Json;
  /** How many proposals the strategy likes to have evaluated at once; smaller batches mean more learning between. */
  batch(): number;
}

/** What every strategy works with. */
export interface StrategyContext {
  readonly space: DecisionSpace;
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
  /** What is known of architectures before they are evaluated, besides the costs of their graphs. */
  readonly foreknown?: Foreknown | undefined;
  /** Makes a predictor for one measured metric; only the predictor-guided strategy asks for it. */
  readonly surrogate?: ((metricKey: string) => Surrogate) | undefined;
  /** Features of an architecture, equally long for all of the space; for a diverse first set. */
  readonly features?: ((architecture: Architecture) => ArrayLike<number>) | undefined;
  /**
   * Accuracies in percent with weights that a hypernetwork makes, undefined where there is none; only prescreening asks for them. Rejects with the
   * signal's reason when that is aborted.
   */
  readonly score?: ((architectures: readonly Architecture[]) => Promise<readonly (number | undefined)[]>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A checkpoint to go on from: the state and the results told before it was taken. */
export interface Memory {
  /** Undefined for a strategy that begins, but not with empty hands: the results were measured elsewhere. */
  readonly state: Json | undefined;
  readonly results: readonly Result[];
}

export type StrategyFactory = (context: StrategyContext, random: Random, memory?: Memory) => Strategy;
