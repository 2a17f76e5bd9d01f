/** Hover on an option of a data set, evaluator, predictor or search strategy. */
import type { Name, RecordExpr } from '../../syntax/ast.ts';
import { optionsOf, type OptionGroup } from '../facts/options.ts';
import type { TreeNode } from '../locate.ts';
import { code, paragraphs } from './markdown.ts';

/** `nodes` lie around the offset, outermost first. */
export function hoverOption(nodes: readonly TreeNode[], offset: number): string | undefined {
  for (const node of nodes) {
    const group = groupOf(node);
    const { type, options } = node as TreeNode & { type?: Name; options?: RecordExpr };
    const key = options?.entries.find((entry) => entry.key.span.start <= offset && offset < entry.key.span.end)?.key;
    if (group === undefined || type === undefined || key === undefined) continue;
    const found = optionsOf(group, type.text).find(({ name }) => name === key.text);
    if (found === undefined) return undefined;
    const values = found.values === undefined ? '' : `One of ${found.values.map((each) => `\`${each}\``).join(', ')}.`;
    return paragraphs(code(`${group} ${type.text} { ${key.text}: ... }`), found.doc, values);
  }
  return undefined;
}

function groupOf(node: TreeNode): OptionGroup | undefined {
  if (node.kind === 'section')
    return (node as TreeNode & { section: Name }).section.text === 'search' ? 'search' : undefined;
  const { kind } = node;
  return kind === 'dataset' || kind === 'evaluator' || kind === 'predictor' || kind === 'hypernetwork'
    ? kind
    : undefined;
}
