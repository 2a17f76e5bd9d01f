/**
 * The names that an operator's body and defaults may take from outside. Names that the body declares on its way count too: what
 * stands before the declaration means the outer one.
 */
import type { Body, Expr, OpItem, Statement } from '../syntax/ast.ts';
import { subexpressions } from './segments.ts';

const known = new WeakMap<OpItem, readonly string[]>();

export function freeNames(item: OpItem): readonly string[] {
  const cached = known.get(item);
  if (cached !== undefined) return cached;
  const used = new Set<string>();
  const bound = new Set<string>(['in', ...item.params.map((parameter) => parameter.name.text)]);
  for (const parameter of item.params) if (parameter.default !== undefined) collect(parameter.default, used);
  if (item.body !== undefined) visitBody(item.body, used);
  const free = [...used].filter((name) => !bound.has(name));
  known.set(item, free);
  return free;
}

function visitBody(body: Body, used: Set<string>): void {
  for (const statement of body.statements) visitStatement(statement, used);
}

function visitStatement(statement: Statement, used: Set<string>): void {
  switch (statement.kind) {
    case 'chain':
      for (const step of statement.steps) collect(step, used);
      break;
    case 'param':
    case 'let':
      collect(statement.value, used);
      break;
    case 'require':
      collect(statement.condition, used);
      break;
    case 'if':
      collect(statement.condition, used);
      visitBody(statement.then, used);
      if (statement.else !== undefined) {
        if ('kind' in statement.else) visitStatement(statement.else, used);
        else visitBody(statement.else, used);
      }
      break;
    case 'for':
      collect(statement.iterable, used);
      visitBody(statement.body, used);
      break;
    case 'repeat':
      collect(statement.count, used);
      visitBody(statement.body, used);
      break;
    case 'residual':
      if (statement.condition !== undefined) collect(statement.condition, used);
      visitBody(statement.body, used);
      break;
    case 'exit':
      visitBody(statement.body, used);
      break;
    case 'branches':
      for (const branch of statement.branches) visitBody(branch, used);
      break;
  }
}

/** Adds the names that an expression mentions. */
export function collect(expr: Expr, used: Set<string>): void {
  if (expr.kind === 'name') used.add(expr.name);
  for (const part of subexpressions(expr)) collect(part, used);
}
