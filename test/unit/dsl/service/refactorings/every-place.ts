/** One refactoring at every place of a text where it is offered: the space stays the same. */
import { programOf } from '../../../../../dsl/semantics/program.ts';
import { walk, type TreeNode } from '../../../../../dsl/service/locate.ts';
import { extractBlock } from '../../../../../dsl/service/refactorings/extract-block.ts';
import { inlineLet } from '../../../../../dsl/service/refactorings/inline-let.ts';
import type { Refactor } from '../../../../../dsl/service/refactorings/refactoring.ts';
import { sortAlternatives } from '../../../../../dsl/service/refactorings/sort-alternatives.ts';
import type { Body, LetItem, Span } from '../../../../../dsl/syntax/ast.ts';
import { applied, errorsOf, expectSameSpace, selectionIn, spaceIn } from './apply.ts';

/** All nodes of a text, outer ones first. */
export function nodesOf(text: string): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (const { ast } of programOf(text).files.values())
    walk(ast, (node) => {
      nodes.push(node);
      return undefined;
    });
  return nodes;
}

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
  if (before === undefined || errorsOf(text).length > 0) return 0;
  const program = programOf(text);
  const ranges = nodesOf(text).flatMap(places);
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

export const expectInlinings = (text: string, effort: Effort): Promise<number> =>
  expectSame(
    text,
    inlineLet,
    (node) => {
      if (node.kind === 'name') return [{ start: node.span.start, end: node.span.start }];
      return node.kind === 'let' ? [(node as LetItem).name.span] : [];
    },
    effort,
  );

export const expectSortings = (text: string, effort: Effort): Promise<number> =>
  expectSame(text, sortAlternatives, (node) => (node.kind === 'choice' ? [node.span] : []), effort);

export const expectExtractions = (text: string, effort: Effort): Promise<number> =>
  expectSame(text, extractBlock, runs, effort);
