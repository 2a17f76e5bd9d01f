/** Removes a block, cell or parameter that nothing uses, with its doc comment. */
import type { SpaceMember } from '../../syntax/ast.ts';
import { wholeLines, type Fix } from './fix.ts';

export const removeUnused: Fix = ({ file: name, span }, file) => {
  const members = file.ast.items.flatMap((item): readonly SpaceMember[] => (item.kind === 'space' ? item.members : []));
  const member = members.find((each) => 'name' in each && each.name.span.start === span.start);
  if (member === undefined || !('name' in member)) return undefined;
  const edit = { file: name, span: wholeLines(file.text, member.span), newText: '' };
  return { title: `Remove the unused ${member.kind} "${member.name.text}"`, edits: [edit] };
};
