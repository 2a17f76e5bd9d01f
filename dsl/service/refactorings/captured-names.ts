/** What a piece of text takes from around it, and whether that means the same elsewhere. */
import type { Span } from '../../syntax/ast.ts';
import { isDeclared, keyOf, type Declared, type Meaning } from '../declarations.ts';
import { walk, type TreeNode } from '../locate.ts';
import type { Occurrence, ResolvedFile } from '../names.ts';
import { meaningOf, type Scope } from '../scope.ts';
import { within } from './text.ts';

export interface NameUse {
  readonly span: Span;
  readonly name: string;
  readonly meaning: Meaning | undefined;
}

/** The names that stand for values in these nodes; names of arguments are not among them. */
export function nameUses(resolved: ResolvedFile, nodes: readonly TreeNode[]): NameUse[] {
  const meanings = new Map<number, Occurrence>();
  for (const each of resolved.occurrences) if (!each.declares) meanings.set(each.span.start, each);
  const uses: NameUse[] = [];
  for (const node of nodes) {
    walk(node, (each) => {
      if (each.kind === 'name' && 'name' in each)
        uses.push({
          span: each.span,
          name: String(each.name),
          meaning: meanings.get(each.span.start)?.meaning,
        });
      return undefined;
    });
  }
  return uses;
}

/** Names that these nodes use and something around them, but inside the file, declares. */
export function capturedNames(resolved: ResolvedFile, nodes: readonly TreeNode[], inside: Span): Map<string, Declared> {
  const captured = new Map<string, Declared>();
  for (const { name, meaning } of nameUses(resolved, nodes)) {
    if (meaning === undefined || !isDeclared(meaning)) continue;
    if (meaning.file === resolved.file && within(inside, meaning.name.span)) continue;
    captured.set(name, meaning);
  }
  return captured;
}

/** Whether a name means in a scope what it means where it stands. */
export function meansTheSame(scope: Scope | undefined, { name, meaning }: NameUse): boolean {
  const there = meaningOf(scope, name);
  if (meaning === undefined || there === undefined) return false;
  if (isDeclared(meaning)) return isDeclared(there) && keyOf(there) === keyOf(meaning);
  return !isDeclared(there) && there.kind === meaning.kind;
}
