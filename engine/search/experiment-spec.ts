/**
 * An experiment, resolved: what `experiment Edge { ... }` says with every name looked up and every value computed. The language
 * makes it (dsl/semantics/experiment.ts), the loop in experiment.ts runs it. Plain data but for the space.
 */
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { Constraint, Objective } from './objective.ts';

/** A value of an options record `{ epochs: 3, augment: [flip] }`; units are applied, times are seconds. */
export type OptionValue = number | string | boolean | readonly OptionValue[] | OptionRecord;
export interface OptionRecord {
  readonly [key: string]: OptionValue;
}

/** `kind { options }`, as in `evaluator Train = train { epochs: 3 }` or `search evolution { population: 64 }`. */
export interface Configured {
  readonly kind: string;
  readonly options: OptionRecord;
  /** The file that declares it: relative paths in its options are relative to this file's folder. */
  readonly file?: string | undefined;
}

/** `evaluator Farm = queue { redis: "...", evaluator: Train }`: the evaluations go to a queue. */
export interface Queued extends Configured {
  /** The spec as it was read, for the machines that evaluate: its entry, and the texts by file. */
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A hypernetwork that a part of the experiment names, with all that its training needs. */
export interface HypernetworkSpec extends Configured {
  readonly name: string;
  /** Whose networks it learns on. */
  readonly space: DecisionSpace;
  /** What it learns on. */
  readonly dataset: Configured;
}

export interface Budget {
  /** Evaluations at most; the default is decided by the strategy where neither is given. */
  readonly evaluations?: number | undefined;
  /** Seconds of evaluation at most. */
  readonly time?: number | undefined;
}

export interface ExperimentSpec {
  readonly name: string;
  readonly space: DecisionSpace;
  readonly objectives: readonly Objective[];
  /** The experiment's own `require`s; those of the space are inside the space. */
  readonly constraints: readonly Constraint[];
  readonly strategy: Configured;
  readonly budget: Budget;
  readonly seed: number;
  readonly dataset?: Configured | undefined;
  /** What measures. */
  readonly evaluator?: Configured | undefined;
  /** The queue that its evaluations go through, so that other machines make them. It decides nothing of the result. */
  readonly queue?: Queued | undefined;
  readonly predictor?: Configured | undefined;
  /** Those that evaluator, strategy or predictor name. */
  readonly hypernetworks?: readonly HypernetworkSpec[] | undefined;
  /** Seconds between checkpoints inside one evaluation. */
  readonly checkpoint?: number | undefined;
}
