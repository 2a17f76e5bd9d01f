/** Formatting while typing: a new line gets its indentation, a closing brace formats what it closes. */
import type { TextEdit } from '../diagnostics/diagnostic.ts';
import type { Span } from '../syntax/ast.ts';
import { formatSpans } from './range-formatting.ts';
import { tokenAfter, tokensOf } from './tokens.ts';

const OPEN = '([{';
const CLOSE = ')]}';

/** The offset is after the typed character. */
export function formatOnType(text: string, file: string, offset: number, typed: string): TextEdit[] {
  if (typed === '\n') return indentLine(text, file, offset);
  const tokens = tokensOf(text);
  const close = tokenAfter(tokens, offset - 1);
  const brace = tokens[close];
  if (typed !== '}' || brace?.image !== '}' || brace.endOffset + 1 !== offset) return [];
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    const { image = '', startOffset = 0 } = tokens[i] ?? {};
    if (CLOSE.includes(image)) depth++;
    else if (OPEN.includes(image) && --depth === 0) {
      const edits = formatBlock(text, file, { start: startOffset, end: offset });
      return edits.length > 0 ? edits : indentLine(text, file, offset);
    }
  }
  return [];
}

/** As far as the block goes: the last line gets no line end while it is being typed. */
function formatBlock(text: string, file: string, block: Span): TextEdit[] {
  const { length } = text;
  return formatSpans(text.endsWith('\n') ? text : `${text}\n`, file, [block]).map((edit) =>
    edit.span.end <= length
      ? edit
      : { ...edit, span: { start: edit.span.start, end: length }, newText: edit.newText.replace(/\n$/, '') },
  );
}

/** Two spaces for each line that opened brackets which are still open. */
function indentLine(text: string, file: string, offset: number): TextEdit[] {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const own = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const first = text[start + own.length] ?? '';
  const open: number[] = [];
  for (const { image, startOffset } of tokensOf(text)) {
    if (startOffset >= start) break;
    if (OPEN.includes(image)) open.push(text.lastIndexOf('\n', startOffset));
    else if (CLOSE.includes(image)) open.pop();
  }
  if (first !== '' && CLOSE.includes(first)) open.pop();
  const indent = '  '.repeat(new Set(open).size);
  return own === indent ? [] : [{ file, span: { start, end: start + own.length }, newText: indent }];
}
