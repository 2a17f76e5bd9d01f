/** One refactoring at every place of a text where it is offered: the space stays the same. */
import { programOf } from '../../../../../dsl/semantics/program.ts';
import { walk, type TreeNode } from '../../../../../dsl/service/locate.ts';
import { extractBlock } from '../../../../../dsl/service/refactorings/extract-block.ts';
import type { Refactor } from '../../../../../dsl/service/refactorings/refactoring.ts';
import type { Body, Span } from '../../../../../dsl/syntax/ast.ts';
import { applied, expectSameSpace, selectionIn, spaceIn } from './apply.ts';

export interface Effort {
  /** Architectures compared for each edit. */
  readonly samples: number;
  /** Most edits of one text. */
  readonly most: number;
  /** Size up to which spaces are counted with all requirements. */
  readonly counted?: bigint;
}

/** The number of edits made. */
export async function expectSame(
  text: string,
  refactor: Refactor,
  places: (node: TreeNode) => readonly Span[],
  { samples, most, counted }: Effort,
): Promise<number> {
  const before = spaceIn(text);
  if (before === undefined) return 0;
  const program = programOf(text);
  const ranges: Span[] = [];
  for (const { ast } of program.files.values())
    walk(ast, (node) => {
      ranges.push(...places(node));
      return undefined;
    });
  let done = 0;
  for (const range of ranges) {
    const selection = selectionIn(program, program.entry, range);
    for (const offer of refactor(selection)) {
      if (done >= most) return done;
      const after = await applied(offer, selection);
      if (after === text) throw new Error(`${offer.title} changes nothing in ${text}`);
      expectSameSpace(before, after, samples, counted);
      done++;
    }
  }
  return done;
}

/** Runs of up to three statements of each body. */
const runs = (node: TreeNode): Span[] => {
  if (!('statements' in node)) return [];
  const { statements } = node as Body;
  return statements.flatMap(({ span: { start } }, i) =>
    statements.slice(i, i + 3).map(({ span }) => ({ start, end: span.end })),
  );
};

export const expectExtractions = (text: string, effort: Effort): Promise<number> =>
  expectSame(text, extractBlock, runs, effort);
