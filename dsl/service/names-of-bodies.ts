/** Names in statements and expressions. */
import type { Body, CallExpr, Expr, Statement } from '../syntax/ast.ts';
import { isCallable, type CallableDeclaration, type Declared, type Meaning } from './declarations.ts';
import { childrenOf } from './locate.ts';
import { resolveValue, type Resolving } from './names.ts';
import { childScope, declareIn, meaningOf, originalOf, valueDeclaration, type Scope } from './scope.ts';

/** Parameters that every cell has, declared or not. */
export const CELL_PARAMETERS = ['out', 'stride'];

/** A `param` or `let` of a body is visible from its line on: what follows it is a scope of its own. */
export function resolveBody(pass: Resolving, body: Body, scope: Scope): void {
  let inner = scope;
  pass.open(body.span, inner);
  for (const statement of body.statements) {
    resolveStatement(pass, statement, inner);
    const declared = valueDeclaration(statement as never, pass.file);
    if (declared === undefined) continue;
    inner = childScope(inner);
    declareIn(inner, declared);
    pass.open({ start: statement.span.end, end: body.span.end }, inner);
  }
}

function resolveStatement(pass: Resolving, statement: Statement, scope: Scope): void {
  switch (statement.kind) {
    case 'chain':
      for (const step of statement.steps) resolveExpr(pass, step, scope);
      break;
    case 'param':
    case 'let': {
      const declared = valueDeclaration(statement, pass.file);
      if (declared !== undefined) resolveValue(pass, declared, scope);
      break;
    }
    case 'require':
      resolveExpr(pass, statement.condition, scope);
      break;
    case 'if':
      resolveExpr(pass, statement.condition, scope);
      resolveBody(pass, statement.then, childScope(scope));
      if (statement.else === undefined) break;
      if ('kind' in statement.else) resolveStatement(pass, statement.else, scope);
      else resolveBody(pass, statement.else, childScope(scope));
      break;
    case 'for':
      resolveExpr(pass, statement.iterable, scope);
      resolveBody(pass, statement.body, withVariable(pass, scope, statement.variable, statement.iterable));
      break;
    case 'repeat':
      resolveExpr(pass, statement.count, scope);
      resolveBody(
        pass,
        statement.body,
        statement.variable === undefined
          ? childScope(scope)
          : withVariable(pass, scope, statement.variable, statement.count),
      );
      break;
    case 'residual':
      if (statement.condition !== undefined) resolveExpr(pass, statement.condition, childScope(scope, ['in']));
      resolveBody(pass, statement.body, childScope(scope, ['in']));
      break;
    case 'exit':
      resolveBody(pass, statement.body, childScope(scope, ['in']));
      break;
    case 'branches':
      pass.use(statement.merge.span, { kind: 'word', word: statement.merge.text });
      for (const branch of statement.branches) resolveBody(pass, branch, childScope(scope, ['in']));
      break;
  }
}

function withVariable(pass: Resolving, scope: Scope, name: Declared['name'], over: Expr): Scope {
  const inner = childScope(scope);
  const declared: Declared = { kind: 'variable', name, file: pass.file, node: over };
  pass.declare(declared);
  declareIn(inner, declared);
  return inner;
}

export function resolveExpr(pass: Resolving, expr: Expr, scope: Scope): void {
  switch (expr.kind) {
    case 'name':
      pass.use(expr.span, meaningOf(scope, expr.name));
      return;
    case 'member':
      resolveExpr(pass, expr.object, scope);
      return;
    case 'record':
      for (const entry of expr.entries) resolveExpr(pass, entry.value, scope);
      return;
    case 'call':
      resolveExpr(pass, expr.callee, scope);
      for (const arg of expr.args) {
        if (arg.name !== undefined) pass.use(arg.name.span, parameterMeaning(expr, arg.name.text, scope));
        resolveExpr(pass, arg.value, scope);
      }
      return;
    case 'notation':
      return;
    default:
      // All other kinds hold nothing but expressions.
      for (const part of childrenOf(expr)) resolveExpr(pass, part as Expr, scope);
  }
}

/** `lets` followed before a circle is suspected. */
const HOPS = 16;

/** The declaration that a call applies, seen through `let`s that hold a partly applied one. */
export function calleeOf(call: CallExpr, scope: Scope | undefined): CallableDeclaration | undefined {
  let at: Expr = call.callee;
  for (let hop = 0; hop < HOPS; hop++) {
    while (at.kind === 'call') at = at.callee;
    if (at.kind !== 'name') return undefined;
    const meaning = meaningOf(scope, at.name);
    if (isCallable(meaning)) return meaning;
    if (meaning?.kind !== 'let') return undefined;
    at = meaning.node.value;
  }
  return undefined;
}

/** The same from the name alone, where the call is not in the tree yet. */
export function calleeNamed(name: string, scope: Scope | undefined): CallableDeclaration | undefined {
  const span = { start: 0, end: 0 };
  return calleeOf({ kind: 'call', callee: { kind: 'name', name, span }, args: [], span }, scope);
}

function parameterMeaning(call: CallExpr, name: string, scope: Scope): Meaning | undefined {
  const callee = calleeOf(call, scope);
  if (callee === undefined) return undefined;
  const owner = originalOf(callee, scope);
  const parameter = owner.node.params.find((each) => each.name.text === name);
  if (parameter !== undefined)
    return { kind: 'parameter', name: parameter.name, file: owner.file, node: parameter, owner };
  return owner.kind === 'cell' && CELL_PARAMETERS.includes(name) ? { kind: 'cell-parameter', word: name } : undefined;
}
