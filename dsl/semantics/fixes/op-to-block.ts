/** Decisions stand in a `block`, not in an `op`. */
import type { OpItem } from '../../syntax/ast.ts';
import { around, editing, type Fix } from './fix.ts';

export const opToBlock: Fix = ({ span }, file) => {
  const op = around<OpItem>(file, span, 'op').at(-1);
  if (op === undefined || op.native) return undefined;
  const keyword = { start: op.span.start, end: op.span.start + 'op'.length };
  if (file.text.slice(keyword.start, keyword.end) !== 'op') return undefined;
  return editing(`Make "${op.name.text}" a block`, file, keyword, 'block');
};
