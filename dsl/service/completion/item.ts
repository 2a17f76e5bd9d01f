/** One proposal of completion. What documents it is looked up only when the editor asks (`documentProposal`). */
import type { Meaning } from '../declarations.ts';
import type { Span } from '../../syntax/ast.ts';

export type ProposalKind = Meaning['kind'] | 'keyword' | 'unit' | 'path' | 'alternative' | 'key' | 'snippet';

/** Added to the group of what does not fit at the place. */
export const MISFIT = 1_000;

export interface Proposal {
  readonly label: string;
  readonly kind: ProposalKind;
  readonly detail?: string;
  /** What is inserted, where that is not the label; `snippet` says that it has places to fill in. */
  readonly insert?: string;
  readonly snippet?: boolean;
  /** Groups in the order shown: the nearest first. What does not fit comes after everything that does (`MISFIT`). */
  readonly group: number;
  /** What it replaces. */
  readonly span: Span;
}
