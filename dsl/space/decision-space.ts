/**
 * The contract between the language and everything that searches: a space as a list of decisions.
 *
 * An architecture is one alternative for every *active* decision. Alternatives are numbered 0..n-1 in the order of the
 * text; inactive decisions hold `INACTIVE`. Architectures are plain immutable data, equal when their choices are equal.
 */
import type { Random } from '../random.ts';
import type { Span } from '../syntax/ast.ts';
import type { Place } from '../diagnostics/catalogue.ts';
import type { Given } from './architecture-text.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import type { CellTopology, Costs, Network } from '../graph/network.ts';

export const INACTIVE = -1;

export interface Architecture {
  /** Aligned with `DecisionSpace.decisions`: an alternative's number, or INACTIVE. */
  readonly choices: readonly number[];
}

export interface Decision {
  /** Stable name: `Cell.h[2].edge[0]`, `network.stages[3].depth`. */
  readonly path: string;
  readonly kind: 'choice' | 'subset';
  /** Numeric lists and ranges: neighbours in the list are neighbours in the space. */
  readonly ordinal: boolean;
  /** Texts of the alternatives, where they are the same in every context; a superset where they depend on decisions. */
  readonly alternatives: readonly string[];
  /** The numbers behind the alternatives of an ordinal decision, else undefined. */
  readonly numbers: readonly number[] | undefined;
  /** Undefined where always active; else the activity condition in words of the language, for people. */
  readonly condition: string | undefined;
  readonly file: string;
  readonly span: Span;
}

export interface SpaceSize {
  readonly value: bigint;
  /** `estimate`: unbiased by `samples` draws, with its standard error. */
  readonly method: 'exact' | 'estimate';
  readonly standardError?: number;
  readonly samples?: number;
  /** `upper`: the draws showed no two alike, so this is what there is at most; `lower`: there are at least about so many. */
  readonly bound?: 'upper' | 'lower';
}

export interface DecisionSpace {
  readonly name: string;
  /** Changes when the set of architectures or their graphs change; comments, formatting and docs do not count. */
  readonly hash: string;
  readonly decisions: readonly Decision[];

  /** The same decisions without the requirements on costs: for tables that hold architectures outside of these bounds. */
  withoutCosts(): DecisionSpace;

  /** Architectures before any `require` of the space. Always exact. */
  rawSize(): bigint;
  /** Architectures that satisfy every static `require`. */
  size(): SpaceSize;
  /** Number of distinct live graphs among the feasible architectures. */
  distinct(): SpaceSize;

  /**
   * Uniform over the feasible architectures (by `weights`, where the text gives them). Undefined when none was found: the space is
   * empty or so constrained that `attempts` rejections did not meet one.
   */
  sample(random: Random, attempts?: number): Architecture | undefined;
  /** Feasible neighbour that differs in one active decision (and in what that switches on or off). */
  mutate(architecture: Architecture, random: Random): Architecture | undefined;
  /** Every active decision from one of the parents; feasible. */
  crossover(a: Architecture, b: Architecture, random: Random): Architecture | undefined;
  /** All feasible architectures that differ in one decision, each once. Newly switched-on decisions take their first alternative. */
  neighbours(architecture: Architecture): Iterable<Architecture>;
  /** Every feasible architecture once, in lexicographic order of choices. */
  enumerate(): Iterable<Architecture>;

  /** Whether choices are in range, active where they must be, and satisfy the static requires; a sentence if not. */
  validate(architecture: Architecture): { readonly ok: true } | { readonly ok: false; readonly why: string };
  /** Canonical text, one line: `{ Cell.h[0].edge[0]: skip, ... }`. `parse(text(a))` gives `a` back. */
  text(architecture: Architecture): string;
  parse(text: string): Checked<Architecture | undefined>;
  /** From values with the places at which problems are to be reported: the entries of an `arch` literal. */
  fromGiven(given: readonly Given[], place: Place): Checked<Architecture | undefined>;
  /** From texts by decision path (empty or missing where inactive), as in a table with a column per decision. */
  fromDecisions(values: Readonly<Record<string, string>>): Checked<Architecture | undefined>;
  /** Text of the alternative that a decision took, undefined when inactive. */
  alternative(architecture: Architecture, decision: number): string | undefined;

  /** The live graph. Building never throws for a valid architecture of a space that checks without errors. */
  network(architecture: Architecture): Network;
  /** Costs of all operators that the architecture instantiates, those included that lead nowhere. */
  costs(architecture: Architecture): Costs;
  /**
   * The decided cells without the network around them, one a declaration: much quicker than `network`. There only where every decision
   * belongs to a cell, so that nothing else differs between architectures.
   */
  readonly topologies?: (architecture: Architecture) => readonly CellTopology[];
  /** Canonical hash of the live graph: isomorphic live graphs share it. 32 hex digits. */
  graphHash(architecture: Architecture): string;
}
