/** A new `arch` item in a file: after the last one of its space, else after the space, else at the end. */
import type { Program } from '../../semantics/program.ts';
import type { Architecture, DecisionSpace } from '../../space/decision-space.ts';
import type { Item } from '../../syntax/ast.ts';
import { archText } from '../refactorings/architecture-literal.ts';
import { freshName } from '../refactorings/text.ts';

export interface Insertion {
  readonly offset: number;
  /** With the blank lines that set it apart. */
  readonly text: string;
  readonly name: string;
}

/** `wish`: what it should be called; a number is added where that is taken, and something else is taken where it is no name. */
export function insertionOf(
  program: Program,
  file: string,
  space: DecisionSpace,
  architecture: Architecture,
  wish: string | undefined,
): Insertion {
  const source = program.files.get(file);
  const base = wish !== undefined && /^[A-Za-z_]\w*$/.test(wish) ? wish : 'found';
  const name = freshName(
    base,
    [...program.files.values()].map((each) => each.text),
  );
  const written = archText(name, space, architecture);
  const below = source?.ast.items.findLast(
    (item) =>
      (item.kind === 'arch' && item.space.text === space.name) ||
      (item.kind === 'space' && item.name.text === space.name),
  );
  return { ...inserted(source?.text ?? '', below, written), name };
}

/** Below an item of the file and what stands in its line; at the end of the text where there is none. */
export function inserted(text: string, below: Item | undefined, written: string): { offset: number; text: string } {
  if (below === undefined) {
    const end = text.trimEnd().length;
    return { offset: end, text: `${end === 0 ? '' : '\n\n'}${written}${end === text.length ? '\n' : ''}` };
  }
  const line = /^[ \t]*(\/\/[^\n]*)?/.exec(text.slice(below.span.end))?.[0] ?? '';
  const offset = below.span.end + line.length;
  const after = /^\s*($|\n)/.test(text.slice(offset)) ? '' : '\n\n';
  return { offset, text: `\n\n${written}${after}` };
}
