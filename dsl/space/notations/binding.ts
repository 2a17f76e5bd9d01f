/** What a notation becomes once it is bound to a space: a reader of table rows, and a writer of architectures. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture, DecisionSpace } from '../decision-space.ts';
import type { NotationName } from './notation-name.ts';
import type { Failure, Parsed } from './parsed.ts';

/** One cell of a table row by column name; JSONL values may be objects. Undefined where the row has none. */
export type RowValue = (column: string) => unknown;

export interface NotationBinding {
  readonly notation: NotationName;
  /** The columns that it reads. */
  readonly columns: readonly string[];
  read(row: RowValue): Parsed<Architecture>;
  /** The row's entries for an architecture, by column; an error where the notation cannot say it. */
  write(architecture: Architecture): Parsed<Readonly<Record<string, string>>>;
}

/** From texts by decision path to an architecture, the first diagnostic as the reason where it fails. */
export function fromTexts(space: DecisionSpace, values: Readonly<Record<string, string>>): Parsed<Architecture> {
  const { value, diagnostics } = space.fromDecisions(values);
  return value === undefined ? failureOf(diagnostics, 'it is not in the space') : { value };
}

/** The first diagnostic as a sentence. */
export function failureOf(diagnostics: readonly Diagnostic[], otherwise: string): Failure {
  const [first] = diagnostics;
  const error = first?.message ?? otherwise;
  return first?.code === 'arch-infeasible' ? { error, infeasible: true } : { error };
}

/** Texts of the chosen alternatives by decision path; inactive decisions are missing. */
export function toTexts(space: DecisionSpace, architecture: Architecture): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  space.decisions.forEach((decision, i) => {
    const text = space.alternative(architecture, i);
    if (text !== undefined) texts.set(decision.path, text);
  });
  return texts;
}

/** What a table's cell holds as text: empty for a missing one, JSON for an object. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
