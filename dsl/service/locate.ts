/**
 * From an offset to the nodes of the tree around it. Knows nothing of what nodes mean: children are whatever has a span, so a new kind
 * of node needs nothing here.
 */
import type { Node } from '../syntax/ast.ts';

/** A node as this folder sees it: most have a kind, names have a text. */
export interface TreeNode extends Node {
  readonly kind?: string;
}

const isNode = (part: unknown): part is TreeNode => typeof part === 'object' && part !== null && 'span' in part;

/** The nodes directly below, in the order of the text. */
export function childrenOf(node: TreeNode): readonly TreeNode[] {
  const found: TreeNode[] = [];
  for (const part of Object.values(node)) {
    if (isNode(part)) found.push(part);
    else if (Array.isArray(part)) found.push(...part.filter(isNode));
  }
  return found.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** The nodes that hold the offset, outermost first. Where two touch it, the one that begins there is meant. */
export function nodesAt(root: TreeNode, offset: number): readonly TreeNode[] {
  const path: TreeNode[] = [];
  for (let node: TreeNode | undefined = root; node !== undefined;) {
    path.push(node);
    const touching: readonly TreeNode[] = childrenOf(node).filter(
      ({ span }) => span.start <= offset && offset <= span.end,
    );
    node = touching.at(-1);
  }
  return path;
}

/** Calls `visit` for every node below, parents first; a node for which it returns false is not entered. */
export function walk(node: TreeNode, visit: (node: TreeNode) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) walk(child, visit);
}
