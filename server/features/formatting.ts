/** Formatting as one edit of the lines that change, so that the cursor and folded regions elsewhere stay. */
import type { Range, TextEdit } from 'vscode-languageserver';
import { formatSpans } from '../../dsl/service/range-formatting.ts';
import { format } from '../../dsl/syntax/format/formatter.ts';
import { LineMap } from '../../dsl/syntax/line-map.ts';
import { editOf, rangeOf, spanOf } from '../positions.ts';

/** No edit where the text is formatted already or has syntax errors. */
export function formattingEdits(uri: string, text: string): TextEdit[] {
  const { value } = format(text, uri);
  if (value === text) return [];
  const start = commonLines(text, value);
  const end = commonEnd(text, value, start);
  const range = rangeOf(new LineMap(text), { start, end: text.length - end });
  return [{ range, newText: value.slice(start, value.length - end) }];
}

/** As far as the changes touch the ranges. */
export function rangeEdits(uri: string, text: string, ranges: readonly Range[]): TextEdit[] {
  const lines = new LineMap(text);
  const spans = ranges.map((range) => spanOf(lines, range));
  return formatSpans(text, uri, spans).map((edit) => editOf(lines, edit));
}

/** Length of the whole lines that both texts begin with. */
function commonLines(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at === 0 ? 0 : a.lastIndexOf('\n', at - 1) + 1;
}

/** Length of the whole lines that both texts end with, not counting the first `start` characters. */
function commonEnd(a: string, b: string, start: number): number {
  const limit = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < limit && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  const beginsLine = (text: string): boolean => length === text.length || text[text.length - length - 1] === '\n';
  if (beginsLine(a) && beginsLine(b)) return length;
  const lineStart = a.indexOf('\n', a.length - length);
  return lineStart < 0 ? 0 : a.length - lineStart - 1;
}
