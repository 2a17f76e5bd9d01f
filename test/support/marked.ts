/** Small texts with marked ranges: `⟦code: text⟧` says that a diagnostic of that code covers exactly that text. */
import { checkProgram } from '../../dsl/semantics/check.ts';
import { programOf } from '../../dsl/semantics/program.ts';

export interface Marked {
  readonly text: string;
  readonly expected: readonly string[];
}

/** Removes the marks; expected are lines `code "text"`, in order. */
export function unmark(marked: string): Marked {
  const expected: { start: number; line: string }[] = [];
  let text = '';
  const open: { code: string; start: number }[] = [];
  for (let i = 0; i < marked.length; i++) {
    const start = /^⟦([\w-]+): /.exec(marked.slice(i));
    if (start !== null) {
      open.push({ code: start[1] as string, start: text.length });
      i += start[0].length - 1;
    } else if (marked[i] === '⟧') {
      const { code, start } = open.pop() as { code: string; start: number };
      expected.push({ start, line: `${code} "${text.slice(start)}"` });
    } else text += marked[i];
  }
  return { text, expected: expected.sort((a, b) => a.start - b.start).map((each) => each.line) };
}

/** `code "text"` for every diagnostic of a text, in order, and the messages. */
export function diagnose(text: string): { lines: string[]; messages: string[] } {
  const found = checkProgram(programOf(text)).filter((each) => each.severity !== 'information');
  return {
    lines: found.map((each) => `${each.code} "${text.slice(each.span.start, each.span.end)}"`),
    messages: found.map((each) => each.message),
  };
}
