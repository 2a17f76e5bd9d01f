/** Texts with marks: `|` is the cursor, `⟦...⟧` are ranges. */
import { loadProgram, type Program } from '../../../../dsl/semantics/program.ts';
import type { Span } from '../../../../dsl/syntax/ast.ts';

export interface Marked {
  readonly text: string;
  readonly program: Program;
  readonly file: string;
  readonly cursor: number;
  readonly ranges: readonly Span[];
}

/** A program of the marked file and the others, which it may import by their names. */
export function marked(source: string, others: Readonly<Record<string, string>> = {}, file = 'main.hnas'): Marked {
  let text = '';
  let cursor = -1;
  const starts: number[] = [];
  const ranges: Span[] = [];
  for (const character of source) {
    if (character === '|') cursor = text.length;
    else if (character === '⟦') starts.push(text.length);
    else if (character === '⟧') ranges.push({ start: starts.pop() ?? 0, end: text.length });
    else text += character;
  }
  const { value: program } = loadProgram(file, {
    read: (name) => {
      const found = name === file ? text : others[name];
      return found === undefined ? { error: 'the file does not exist' } : { text: found };
    },
    resolve: (_from, path) => path,
  });
  if (program === undefined) throw new Error('the marked text is always there');
  return { text, program, file, cursor, ranges: ranges.sort((a, b) => a.start - b.start) };
}

/** A space of 4 x 3 architectures around the members and statements given. */
export const inSpace = (members: string, body = 'conv3x3(out: 8)'): string =>
  `space S {\n  input image[3, 32, 32]\n  output logits[10]\n${members}\n  network {\n${body}\n    global_avgpool >> linear(out: 10)\n  }\n}\n`;
