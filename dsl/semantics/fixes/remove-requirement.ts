/** A requirement that always holds says nothing. */
import type { RequireMember } from '../../syntax/ast.ts';
import { wholeLines, type Fix } from './fix.ts';

export const removeRequirement: Fix = ({ file: name, span }, file) => {
  let found: RequireMember | undefined;
  const visit = (node: unknown): void => {
    if (found !== undefined || typeof node !== 'object' || node === null) return;
    const each = node as Partial<RequireMember>;
    if (each.kind === 'require' && each.condition?.span.start === span.start) found = node as RequireMember;
    else Object.values(node).forEach(visit);
  };
  visit(file.ast);
  if (found === undefined) return undefined;
  const edit = { file: name, span: wholeLines(file.text, found.span), newText: '' };
  return { title: 'Remove the requirement', edits: [edit] };
};
