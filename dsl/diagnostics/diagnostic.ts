/** What parsing, checking and lowering report instead of throwing. Plain data; the catalogue holds the texts. */
import type { Span } from '../syntax/ast.ts';
import type { DiagnosticCode } from './catalogue.ts';

export type Severity = 'error' | 'warning' | 'information';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence: what is wrong, what was expected, what to do. */
  readonly message: string;
  /** The file as it was named to the checker (a path or a URI). */
  readonly file: string;
  readonly span: Span;
  readonly related?: readonly RelatedPlace[];
  /** Edits that mend it, best first; shared by the editor and the command line. */
  readonly fixes?: readonly CodeFix[];
  /** What the message is made of; read it with `parametersOf` of the catalogue. */
  readonly parameters?: unknown;
}

export interface RelatedPlace {
  readonly file: string;
  readonly span: Span;
  readonly message: string;
}

export interface CodeFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface TextEdit {
  readonly file: string;
  readonly span: Span;
  readonly newText: string;
}

/** The result of every fallible function of `dsl/`: a value as far as it could be made, and what is wrong with it. */
export interface Checked<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
