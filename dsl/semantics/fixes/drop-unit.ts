/** A number whose unit measures something else, without it. */
import type { NumberExpr } from '../../syntax/ast.ts';
import { nodeAt, type Fix } from './fix.ts';

export const dropUnit: Fix = ({ file: name, span }, file) => {
  const number = nodeAt<NumberExpr>(file, 'number', span);
  if (number?.unit === undefined) return undefined;
  const newText = file.text.slice(span.start, span.end - number.unit.length);
  return { title: `Change to ${newText}`, edits: [{ file: name, span, newText }] };
};
