/** Places in a cut (analysis/cut.ts) and in the program that it was cut from. */
import type { CodeFix, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../syntax/ast.ts';
import { moved } from './rebase.ts';

/** A piece's text in a file of its cut. */
export interface Segment extends Span {
  readonly file: string;
}

interface Placed {
  readonly file: string;
  readonly span: Span;
}

export interface Relocation {
  /** From the cut to the program; as it is in files that are in no cut, such as the operator library. */
  toProgram<T extends Placed>(place: T): T;
  /** From the program to the cut; undefined for what was not cut. */
  toCut(place: Placed): Placed | undefined;
}

/** `starts`: where the pieces stand in the program, in the order of the segments. */
export function relocation(segments: readonly Segment[], starts: readonly number[]): Relocation {
  return {
    toProgram(place) {
      const i = segments.findIndex(
        ({ file, start, end }) => file === place.file && start <= place.span.start && place.span.start <= end,
      );
      const segment = segments[i];
      if (segment === undefined) return place;
      return { ...place, span: moved(place.span, (starts[i] as number) - segment.start) };
    },
    toCut(place) {
      for (const [i, { file, start, end }] of segments.entries()) {
        const delta = start - (starts[i] as number);
        const at = place.span.start + delta;
        if (file === place.file && start <= at && at <= end) return { file, span: moved(place.span, delta) };
      }
      return undefined;
    },
  };
}

export function relocatedDiagnostic(found: Diagnostic, { toProgram }: Relocation): Diagnostic {
  return {
    ...toProgram(found),
    ...(found.related === undefined ? {} : { related: found.related.map(toProgram) }),
    ...(found.fixes === undefined
      ? {}
      : { fixes: found.fixes.map((fix): CodeFix => ({ ...fix, edits: fix.edits.map(toProgram) })) }),
  };
}
