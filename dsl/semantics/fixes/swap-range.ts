/** A range with its ends the wrong way round. */
import type { RangeExpr } from '../../syntax/ast.ts';
import { nodeAt, textOf, type Fix } from './fix.ts';

export const swapRange: Fix = ({ file: name, span }, file) => {
  const range = nodeAt<RangeExpr>(file, 'range', span);
  if (range === undefined) return undefined;
  const newText = `${textOf(file, range.to)}..${textOf(file, range.from)}`;
  return { title: `Change to ${newText}`, edits: [{ file: name, span, newText }] };
};
