/**
 * Segments of decision paths. A decision's path is made of names in the text only, never of the order of execution, so that
 * it is the same in every architecture: each use of a block, loop and choice gets a segment when its scope is first entered;
 * a second one of the same name in the same scope becomes `name#2`.
 */
import type { Body, CallExpr, Expr, ForStatement, RepeatStatement, Statement } from '../syntax/ast.ts';

const segments = new WeakMap<object, string>();
const named = new WeakSet<object>();

/** The segment of a use, loop or choice whose scope has been named. */
export function segmentOf(node: object): string {
  return segments.get(node) ?? 'choice';
}

export function joinPath(prefix: string, segment: string): string {
  if (segment === '' || segment.startsWith('#')) return prefix + segment;
  return prefix === '' ? segment : `${prefix}.${segment}`;
}

/** Names everything that a scope's body holds, nested `if`, `residual`, ... included, loops' bodies excluded. */
export function nameScope(body: Body): void {
  if (named.has(body)) return;
  named.add(body);
  nameStatements(body.statements, new Map());
}

/** Names the choices of a single declared value (`param`, a parameter's default, a cell's member). */
export function nameValue(expr: Expr, name: string): void {
  if (named.has(expr)) return;
  named.add(expr);
  nameChoices(expr, name, new Map());
}

/** Names the choices in the arguments of a copy, `block Wide = MBConv(e: choice [3, 6])`: `e`. */
export function nameArguments(call: CallExpr): void {
  if (named.has(call)) return;
  named.add(call);
  const taken: Taken = new Map();
  call.args.forEach((arg, i) => nameChoices(arg.value, arg.name?.text ?? `arg${i}`, taken));
}

type Taken = Map<string, number>;

function fresh(name: string, taken: Taken): string {
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : `${name}#${count}`;
}

function nameStatements(statements: readonly Statement[], taken: Taken): void {
  for (const statement of statements) nameStatement(statement, taken);
}

function nameStatement(statement: Statement, taken: Taken): void {
  switch (statement.kind) {
    case 'param':
    case 'let':
      nameChoices(statement.value, statement.name.text, taken);
      break;
    case 'require':
      nameChoices(statement.condition, 'require', taken);
      break;
    case 'chain':
      for (const step of statement.steps) nameStep(step, taken);
      break;
    case 'if': {
      nameChoices(statement.condition, 'if', taken);
      nameStatements(statement.then.statements, taken);
      const otherwise = statement.else;
      if (otherwise !== undefined) {
        if ('kind' in otherwise) nameStatement(otherwise, taken);
        else nameStatements(otherwise.statements, taken);
      }
      break;
    }
    case 'for':
      segments.set(statement, fresh(loopName(statement), taken));
      nameChoices(statement.iterable, 'for', taken);
      nameScope(statement.body);
      break;
    case 'repeat': {
      const segment = fresh(loopName(statement), taken);
      segments.set(statement, segment);
      nameChoices(statement.count, `${segment}.count`, taken);
      nameScope(statement.body);
      break;
    }
    case 'residual':
      if (statement.condition !== undefined)
        nameChoices(statement.condition, statement.combine === 'add' ? 'residual' : 'gate', taken);
      nameStatements(statement.body.statements, taken);
      break;
    case 'exit':
      nameStatements(statement.body.statements, taken);
      break;
    case 'branches':
      for (const branch of statement.branches) nameStatements(branch.statements, taken);
      break;
  }
}

/** `for s in stages` iterates under the list's name, `for c in [..]` under the variable's, `repeat` under its own. */
function loopName(loop: ForStatement | RepeatStatement): string {
  if (loop.kind === 'repeat') return 'repeat';
  return loop.iterable.kind === 'name' ? loop.iterable.name : loop.variable.text;
}

function nameStep(step: Expr, taken: Taken): void {
  const callee = step.kind === 'call' ? step.callee : step;
  const base = callee.kind === 'name' ? callee.name : 'op';
  const segment = fresh(base, taken);
  segments.set(step, segment);
  if (step.kind === 'call') {
    if (callee.kind !== 'name') nameChoices(callee, segment, taken);
    step.args.forEach((arg, i) => nameChoices(arg.value, `${segment}.${arg.name?.text ?? `arg${i}`}`, taken));
  } else {
    nameChoices(step, base, taken, segment);
  }
}

/** The first choice takes the `reserved` name, if there is one. */
function nameChoices(expr: Expr, name: string, taken: Taken, reserved?: string): void {
  let first = reserved;
  const visit = (node: Expr): void => {
    if (node.kind === 'choice' || node.kind === 'choose') {
      segments.set(node, first ?? fresh(name, taken));
      first = undefined;
    }
    for (const part of subexpressions(node)) visit(part);
  };
  visit(expr);
}

/** The direct parts of an expression, in the order of the text. */
export function subexpressions(node: Expr): readonly Expr[] {
  switch (node.kind) {
    case 'list':
      return node.items;
    case 'record':
      return node.entries.map((entry) => entry.value);
    case 'member':
      return [node.object];
    case 'index':
      return [node.object, node.index];
    case 'call':
      return [node.callee, ...node.args.map((arg) => arg.value)];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'range':
      return [node.from, node.to];
    case 'if-expr':
      return [node.condition, node.then, node.else];
    case 'choice':
      return [node.domain, node.weights, node.steps].filter((part) => part !== undefined);
    case 'choose':
      return [node.count, node.from].filter((part) => part !== undefined);
    case 'all':
      return [node.of];
    case 'notation':
      return [node.text];
    case 'number':
    case 'string':
    case 'boolean':
    case 'name':
    case 'error':
      return [];
  }
}
