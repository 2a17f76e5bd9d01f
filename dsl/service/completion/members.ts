/** Keys of the records that a name stands for: `s.` in `for s in stages`, where `stages` is a list of records. */
import type { Expr, Span } from '../../syntax/ast.ts';
import { meaningOf, type Scope } from '../scope.ts';
import type { Proposal } from './item.ts';

/** Names of names followed before a circle is suspected. */
const HOPS = 16;

export function proposeMembers(name: string, scope: Scope | undefined, span: Span): Proposal[] {
  const keys = recordsOf({ kind: 'name', name, span }, scope).flatMap((record) => keysOf(record));
  return [...new Set(keys)].map((label) => ({ label, kind: 'key', group: 0, span }));
}

const keysOf = (expr: Expr | undefined): string[] =>
  expr?.kind === 'record' ? expr.entries.map(({ key }) => key.text) : [];

function recordsOf(expr: Expr, scope: Scope | undefined): readonly Expr[] {
  let at: Expr = expr;
  let each = false;
  for (let hop = 0; hop < HOPS && at.kind === 'name'; hop++) {
    const meaning = meaningOf(scope, at.name);
    if (meaning?.kind !== 'variable' && meaning?.kind !== 'let') return [];
    each ||= meaning.kind === 'variable';
    at = meaning.kind === 'variable' ? meaning.node : meaning.node.value;
  }
  return each && at.kind === 'list' ? at.items : each ? [] : [at];
}
