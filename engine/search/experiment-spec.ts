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
  readonly evaluator?: Configured | undefined;
  readonly predictor?: Configured | undefined;
  /** Seconds between checkpoints inside one evaluation. */
  readonly checkpoint?: number | undefined;
}
