/** Many fixes at once: the first fix of each diagnostic, as far as they do not touch each other. */
import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import type { Diagnostic, TextEdit } from '../diagnostics/diagnostic.ts';
import { SAFE_CODES } from '../semantics/fixes/fixes.ts';

export interface FixAll {
  /** How many diagnostics it mends. */
  readonly count: number;
  readonly edits: readonly TextEdit[];
}

/** Every diagnostic of one code. */
export const fixAllOf = (found: readonly Diagnostic[], code: DiagnosticCode): FixAll =>
  together(found.filter((each) => each.code === code));

/** What may be mended without asking, for instance whenever a file is saved. */
export const fixAllSafely = (found: readonly Diagnostic[]): FixAll =>
  together(found.filter(({ code }) => SAFE_CODES.includes(code)));

function together(found: readonly Diagnostic[]): FixAll {
  const edits: TextEdit[] = [];
  let count = 0;
  for (const { fixes } of found) {
    const own = fixes?.[0]?.edits ?? [];
    if (own.length === 0 || own.some((edit) => edits.some((other) => touches(edit, other)))) continue;
    edits.push(...own);
    count++;
  }
  return { count, edits };
}

const touches = (a: TextEdit, b: TextEdit): boolean =>
  a.file === b.file && a.span.start <= b.span.end && b.span.start <= a.span.end;
