/** A number whose unit measures something else: with the unit of the same size that is meant, or with none. */
import type { NumberExpr } from '../../syntax/ast.ts';
import { editing, nodeAt, type Fix } from './fix.ts';

const counterparts: Readonly<Record<string, string>> = { K: 'KB', M: 'MB', G: 'GB', KB: 'K', MB: 'M', GB: 'G' };

export const dropUnit: Fix = ({ span, message }, file) => {
  const number = nodeAt<NumberExpr>(file, 'number', span);
  if (number?.unit === undefined) return undefined;
  const bare = file.text.slice(span.start, span.end - number.unit.length);
  const other = counterparts[number.unit];
  const wanted = message.split(', but')[0] ?? '';
  const meant = other !== undefined && new RegExp(`\\b${other}\\b`).test(wanted) ? [bare + other] : [];
  return [...meant, bare].map((text) => editing(`Change to ${text}`, file, span, text));
};
