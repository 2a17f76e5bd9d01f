/**
 * Elements in brackets, or of a whole file: statements, members, list entries, arguments. This is where comments are printed and
 * blank lines are kept: before an element, at the end of its line, or before the closing bracket.
 */
import type { Span } from '../ast.ts';
import type { Comment } from '../lexer/scanner.ts';
import { group, hardline, ifBroken, indent, line, softline, type Doc } from './doc.ts';
import type { Source } from './source.ts';

export interface Element {
  readonly span: Span;
  readonly print: () => Doc;
}

export interface Brackets {
  readonly open: string;
  readonly close: string;
  /** Where the opening bracket is in the source, and whether the author broke the line after it. */
  readonly at: { readonly start: number; readonly end: number; readonly broken: boolean };
  /** End of the closing bracket in the source. */
  readonly end: number;
  /** Entries are separated by commas, members by line ends (or semicolons on one line). */
  readonly separator: ',' | ';';
  /** Whether a space stands inside the brackets on one line. */
  readonly padded: boolean;
}

interface Row {
  readonly before: readonly Comment[];
  /** Start of what is printed first, for blank lines. */
  readonly start: number;
  readonly doc: Doc;
  readonly after: Comment | undefined;
  readonly end: number;
  /** First word, which may need a semicolon before it. */
  readonly word: string;
}

/** `open elements close`, on one line where the author had it so and it fits. */
export function bracketed(source: Source, elements: readonly Element[], brackets: Brackets): Doc {
  const { at, open, close, separator, padded } = brackets;
  const limit = elements[0]?.span.start ?? brackets.end;
  const opening = source.takeTrailing(at.end, limit);
  const rows = rowsOf(source, elements, opening?.span.end ?? at.end, brackets.end);
  const last = rows.at(-1)?.end ?? opening?.span.end ?? at.end;
  const dangling = source.take(last, brackets.end);
  if (rows.length === 0 && dangling.length === 0 && opening === undefined) return `${open}${close}`;

  const commented =
    opening !== undefined ||
    dangling.length > 0 ||
    rows.some((row) => row.before.length > 0 || row.after !== undefined);
  const edge = padded ? line : softline;
  const content: Doc[] = opening === undefined ? [edge] : [` ${opening.text}`, hardline];
  rows.forEach((row, index) => {
    if (index > 0) content.push(separatorBefore(source, rows[index - 1], row));
    content.push(...leading(source, row), row.doc);
    if (index === rows.length - 1 && separator === ',') content.push(ifBroken(',', ''));
    else if (index < rows.length - 1) content.push(separatorAfter(rows[index + 1], separator));
    if (row.after !== undefined) content.push(` ${row.after.text}`);
  });
  content.push(...closing(source, dangling, last, rows.length > 0));
  return group([open, indent(content), edge, close], at.broken || commented);
}

/** The elements of a file, each on lines of its own. */
export function lines(source: Source, elements: readonly Element[], end: number): Doc {
  const rows = rowsOf(source, elements, 0, end);
  const content: Doc[] = [];
  rows.forEach((row, index) => {
    if (index > 0) content.push(separatorBefore(source, rows[index - 1], row, true));
    content.push(...leading(source, row), row.doc);
    if (index < rows.length - 1) content.push(needsSemicolon(rows[index + 1]) ? ';' : '');
    if (row.after !== undefined) content.push(` ${row.after.text}`);
  });
  const last = rows.at(-1)?.end ?? 0;
  return [...content, ...closing(source, source.take(last, end), last, rows.length > 0)];
}

function rowsOf(source: Source, elements: readonly Element[], start: number, end: number): Row[] {
  const rows: Row[] = [];
  let previous = start;
  elements.forEach((element, index) => {
    const { span } = element;
    const before = source.take(previous, span.start);
    const doc = element.print();
    // What stands in the middle of the element, where no line ends in the printed form, moves above it.
    const inside = source.take(span.start, span.end).map(asPlainComment);
    const after = source.takeTrailing(span.end, elements[index + 1]?.span.start ?? end);
    const all = [...before, ...inside];
    const word = source.wordAt(span.start);
    rows.push({
      before: all,
      start: before[0]?.span.start ?? span.start,
      doc,
      after,
      end: after?.span.end ?? span.end,
      word,
    });
    previous = after?.span.end ?? span.end;
  });
  return rows;
}

/** Moved above a declaration, a `///` comment would become its documentation. */
const asPlainComment = (comment: Comment): Comment => ({
  ...comment,
  text: comment.text.replace(/^\/\/\/(?!\/)/, '//'),
});

function leading(source: Source, row: Row): Doc[] {
  const docs: Doc[] = [];
  row.before.forEach((comment, index) => {
    const next = row.before[index + 1];
    docs.push(comment.text, hardline);
    if (next !== undefined && source.blankBetween(comment.span.end, next.span.start)) docs.push(hardline);
  });
  return docs;
}

function closing(source: Source, comments: readonly Comment[], start: number, follows: boolean): Doc[] {
  const docs: Doc[] = [];
  let previous = start;
  comments.forEach((comment, index) => {
    if (follows || index > 0) {
      docs.push(hardline);
      if (source.blankBetween(previous, comment.span.start)) docs.push(hardline);
    }
    docs.push(comment.text);
    previous = comment.span.end;
  });
  return docs;
}

function separatorAfter(next: Row | undefined, separator: ',' | ';'): Doc {
  if (separator === ',') return ',';
  return needsSemicolon(next) ? ';' : ifBroken('', ';');
}

function separatorBefore(source: Source, previous: Row | undefined, row: Row, always = false): Doc {
  const blank = previous !== undefined && source.blankBetween(previous.end, row.start);
  return always || blank ? [hardline, blank ? hardline : ''] : line;
}

/** Words that would continue the decision or expression of the line before. */
const continuing: ReadonlySet<string> = new Set(['weights', 'log', 'steps', 'with', 'in']);
const needsSemicolon = (row: Row | undefined): boolean => row !== undefined && continuing.has(row.word);
