/** Formatting of parts of a file: what the formatter changes in the lines asked for, where that alone makes sense. */
import type { TextEdit } from '../diagnostics/diagnostic.ts';
import type { Span } from '../syntax/ast.ts';
import { format } from '../syntax/format/formatter.ts';
import { LineMap } from '../syntax/line-map.ts';
import { hunksBetween, type Hunk } from './line-diff.ts';

/** Edits of whole lines that touch the spans; none where the text has syntax errors. */
export function formatSpans(text: string, file: string, spans: readonly Span[]): TextEdit[] {
  const { value: formatted } = format(text, file);
  if (formatted === text) return [];
  const [before, after] = [linesOf(text), linesOf(formatted)];
  const map = new LineMap(text);
  const offsetOf = (line: number): number => map.offsetAt({ line, column: 0 });
  const lineOf = (offset: number): number => map.positionAt(offset).line;
  const touches = ({ start, end }: Hunk): boolean =>
    spans.some((span) => start <= lineOf(span.end) && Math.max(end, start + 1) > lineOf(span.start));
  const edits = hunksBetween(before, after)
    .flatMap((hunk) => split(hunk, before, after))
    .filter(touches)
    .map(({ start, end, newStart, newEnd }) => ({
      file,
      span: { start: offsetOf(start), end: end < before.length ? offsetOf(end) : text.length },
      newText: after.slice(newStart, newEnd).join(''),
    }));
  // Equal lines of different places may have been matched: then a part of the changes is no text of the same meaning.
  return format(applied(text, edits), file).value === formatted ? edits : [];
}

/** The hunk in the smallest parts in which only white space changes; the rest, if any, as one. */
function split(hunk: Hunk, before: readonly string[], after: readonly string[]): Hunk[] {
  const parts: Hunk[] = [];
  let [start, newStart] = [hunk.start, hunk.newStart];
  let [end, newEnd] = [start, newStart];
  let [old, made] = ['', ''];
  while (end < hunk.end || newEnd < hunk.newEnd) {
    if (newEnd >= hunk.newEnd || (end < hunk.end && old.length <= made.length)) old += inkOf(before[end++]);
    else made += inkOf(after[newEnd++]);
    if (old !== made || end === start || newEnd === newStart) continue;
    parts.push({ start, end, newStart, newEnd });
    [start, newStart, old, made] = [end, newEnd, '', ''];
  }
  return start === end && newStart === newEnd ? parts : [...parts, { start, end, newStart, newEnd }];
}

const inkOf = (line = ''): string => line.replace(/\s/g, '');

/** With their ends. */
const linesOf = (text: string): string[] => text.match(/[^\r\n]*(\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

const applied = (text: string, edits: readonly TextEdit[]): string =>
  edits.reduceRight(
    (result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end),
    text,
  );
