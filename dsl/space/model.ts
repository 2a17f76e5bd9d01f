/**
 * What a trace finds out about a space: its decisions with their domains and guards, the requirements that tie them together, and
 * what the parts cost as far as that is known without building. Counting, sampling and checking work on this.
 */
import type { Place } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Environment } from '../semantics/environment.ts';
import type { CellStructure } from '../semantics/cells.ts';
import type { Concrete, Value } from '../semantics/values.ts';
import type { Sites } from './sites.ts';
import type { TracedExit } from './traced-exits.ts';
import type { Expr, SpaceItem } from '../syntax/ast.ts';

export interface TracedDecision {
  readonly id: number;
  readonly path: string;
  readonly kind: 'choice' | 'subset';
  /** The longest list of alternatives; in every context the legal ones are the first `size` of them or a list of their own. */
  readonly alternatives: readonly Concrete[];
  /** The list of alternatives by context: concrete, or lifted. */
  readonly domain: Value;
  /** Number of alternatives: concrete, or lifted. */
  readonly size: Value;
  readonly ordinal: boolean;
  readonly weights: readonly number[] | undefined;
  /** `true`, or lifted: whether the decision is there. Final once the trace has ended. */
  guard: Value;
  /** The cell whose declaration it belongs to. */
  readonly cell: string | undefined;
  readonly place: Place;
}

/** A requirement over few enough decisions to be a table; holds where entry is true. */
export interface TableFactor {
  readonly condition: Value;
  readonly place: Place;
}

/** A requirement on a cell's structure, `edges(self) <= 9` or `reachable(self)`. */
export interface CellFactor {
  readonly structure: CellStructure;
  readonly condition: Expr;
  readonly environment: Environment;
  /** Where the cell is used at all. Final once the trace has ended. */
  readonly guard: Value;
}

/** A requirement on costs, evaluated on the built network. */
export interface CostFactor {
  readonly condition: Expr;
  readonly place: Place;
}

/** Cost of one operator application: present where the guard holds. Numbers, or lifted. */
export interface CostTerm {
  readonly guard: Value;
  readonly params: Value;
  readonly macs: Value;
  readonly flops: Value;
}

export interface SpaceModel {
  readonly name: string;
  readonly file: string;
  readonly item: SpaceItem;
  readonly decisions: readonly TracedDecision[];
  readonly tables: readonly TableFactor[];
  readonly cells: readonly CellFactor[];
  /** The structure of each cell that the network uses, decisions open. */
  readonly structures: ReadonlyMap<string, CellStructure>;
  readonly costs: readonly CostFactor[];
  /** Names of predicted metrics that requirements speak of; they take no part in counting. */
  readonly predicted: readonly CostFactor[];
  readonly terms: readonly CostTerm[];
  /** In the order in which they are met; some may be there only under conditions. */
  readonly exits: readonly TracedExit[];
  /** Whether `terms` is all there is: no cells, nothing beyond following. */
  readonly termsComplete: boolean;
  /** Whether all shapes were followed: where not, building is the only test of them. */
  readonly followed: boolean;
  /** What was seen of places in the text. */
  readonly sites: Sites;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether architectures can be built: no errors. */
  readonly sound: boolean;
}
