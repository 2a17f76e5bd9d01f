/** Collects the syntax errors of one text: at most `MAX_ERRORS`, and one per place, so that a slip is not reported twice. */
import { diagnostic, type Attached } from '../diagnostics/catalogue.ts';
import type { CodeFix, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from './ast.ts';
import { MAX_ERRORS } from './limits.ts';

export class Reporter {
  readonly file: string;
  readonly diagnostics: Diagnostic[] = [];
  private readonly places = new Set<number>();

  constructor(file: string) {
    this.file = file;
  }

  /** Reports `message` unless something was reported at the same offset or enough has been reported already. */
  error(span: Span, message: string, attached: Attached = {}): void {
    if (this.places.size >= MAX_ERRORS || this.places.has(span.start)) return;
    this.places.add(span.start);
    this.diagnostics.push(diagnostic('syntax-error', { file: this.file, span }, { message }, attached));
  }

  /** Adds a diagnostic that is not a plain syntax error. */
  add(found: Diagnostic): void {
    this.diagnostics.push(found);
  }

  insertion(title: string, at: number, newText: string): CodeFix {
    return this.replacement(title, { start: at, end: at }, newText);
  }

  replacement(title: string, span: Span, newText: string): CodeFix {
    return { title, edits: [{ file: this.file, span, newText }] };
  }

  /** All that was found, in the order of the text. */
  sorted(): readonly Diagnostic[] {
    return this.diagnostics.toSorted((a, b) => a.span.start - b.span.start);
  }
}
