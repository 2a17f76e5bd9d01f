/** Execution of bodies: a value flows through the statements; loops, conditions and blocks open scopes and guards. */
import type {
  Body,
  Expr,
  ForStatement,
  IfStatement,
  RepeatStatement,
  ResidualStatement,
  Statement,
} from '../syntax/ast.ts';
import type { BranchesStatement, ExitStatement } from '../syntax/ast.ts';
import { checkType } from './arguments.ts';
import { guarded, joinInto, type Chain } from './chain.ts';
import { resolveCopy } from './copies.ts';
import { bind, child, type Environment } from './environment.ts';
import { evaluate, evaluateDefault, notBoolean } from './evaluate.ts';
import { lift, not } from './lifted.ts';
import {
  DEPTH_LIMIT,
  followed,
  isOpen,
  ITERATION_LIMIT,
  NESTING_LIMIT,
  placeOf,
  settle,
  spend,
  type Flow,
  type Machine,
} from './machine.ts';
import { problem } from './problem.ts';
import { iterate } from './rounds.ts';
import { joinPath, nameScope, nameValue, segmentOf } from './segments.ts';
import {
  isError,
  isLifted,
  isList,
  isOp,
  REPORTED,
  sameValue,
  typeName,
  type Concrete,
  type OpValue,
  type Value,
} from './values.ts';

/** Runs the body of an operator or block, whose environment binds `in`, or with `moving` that of a network. */
export function runBody(machine: Machine, environment: Environment, body: Body, input: Flow, moving = false): Chain {
  const chain: Chain = { current: input, history: [], moving };
  nameScope(body);
  runStatements(machine, child(environment), body, chain);
  return chain;
}

/** A body inside a body, with an entry of its own. */
function runInner(machine: Machine, environment: Environment, body: Body, entry: Flow): Flow {
  const chain: Chain = { current: entry, history: [], moving: false };
  const scope = child(environment);
  bind(scope, 'in', entry.shape);
  runStatements(machine, scope, body, chain);
  return chain.current;
}

function runStatements(machine: Machine, environment: Environment, body: Body, chain: Chain): void {
  machine.used.add(body);
  machine.flowed?.(environment.file, body.span.start, chain.current.shape);
  for (const statement of body.statements) {
    runStatement(machine, environment, statement, chain);
    machine.flowed?.(environment.file, statement.span.end, chain.current.shape);
  }
}

function runStatement(machine: Machine, environment: Environment, statement: Statement, chain: Chain): void {
  const { work } = machine;
  if (work.stopped || !spend(machine, 1, placeOf(environment, statement))) return;
  if (work.nesting >= NESTING_LIMIT) {
    const what = 'the nesting of statements and values';
    settle(machine, problem('space-too-deep', placeOf(environment, statement), { what, limit: NESTING_LIMIT }));
    return;
  }
  work.nesting++;
  execute(machine, environment, statement, chain);
  work.nesting--;
}

function execute(machine: Machine, environment: Environment, statement: Statement, chain: Chain): void {
  if (chain.moving) bind(environment, 'in', chain.current.shape);
  switch (statement.kind) {
    case 'chain':
      for (const step of statement.steps) {
        runStep(machine, environment, step, chain);
        machine.flowed?.(environment.file, step.span.end, chain.current.shape);
      }
      break;
    case 'param':
    case 'let': {
      const value = evaluate(machine, environment, statement.value);
      const type = statement.kind === 'param' ? statement.type?.text : undefined;
      const { text } = statement.name;
      bind(environment, text, settle(machine, checkType(value, type, text, placeOf(environment, statement.value))));
      break;
    }
    case 'require':
      machine.require(
        settle(machine, evaluate(machine, environment, statement.condition)),
        placeOf(environment, statement.condition),
      );
      break;
    case 'if':
      runIf(machine, environment, statement, chain);
      break;
    case 'for':
      runFor(machine, environment, statement, chain);
      break;
    case 'repeat':
      runRepeat(machine, environment, statement, chain);
      break;
    case 'residual':
      runResidual(machine, environment, statement, chain);
      break;
    case 'branches':
      runBranches(machine, environment, statement, chain);
      break;
    case 'exit':
      runExit(machine, environment, statement, chain);
      break;
  }
}

function runStep(machine: Machine, environment: Environment, step: Expr, chain: Chain): void {
  if (chain.moving) bind(environment, 'in', chain.current.shape);
  const value = settle(machine, evaluate(machine, environment, step));
  if (isLifted(value)) applyAlternatives(machine, environment, step, value.table, value, chain);
  else applyValue(machine, environment, step, value, chain);
}

/** Applies each distinct alternative under the guard that it is the chosen one. */
function applyAlternatives(
  machine: Machine,
  environment: Environment,
  step: Expr,
  table: readonly Concrete[],
  value: Value,
  chain: Chain,
): void {
  const distinct: Concrete[] = [];
  for (const entry of table) {
    if (!isError(entry) && !distinct.some((other) => sameValue(other, entry))) distinct.push(entry);
  }
  const entry = { ...chain };
  let first = true;
  for (const alternative of distinct) {
    const condition = lift([value], ([chosen]) => sameValue(chosen as Concrete, alternative));
    guarded(machine, condition, () => {
      const branch = { ...entry };
      applyValue(machine, environment, step, alternative, branch);
      if (first) Object.assign(chain, branch);
      else joinInto(machine, condition, branch, chain);
    });
    first = false;
  }
}

function applyValue(machine: Machine, environment: Environment, step: Expr, value: Value, chain: Chain): void {
  const place = placeOf(environment, step);
  if (isError(value) || !followed(machine, value, place)) {
    // What an operator that is not known makes of the value is not known either: nothing more is said of it.
    chain.current = { ...chain.current, shape: REPORTED };
    return;
  }
  if (!isOp(value)) {
    settle(
      machine,
      problem('type-mismatch', place, { expected: 'an operator, block or cell', actual: typeName(value) }),
    );
    return;
  }
  const segment = segmentOf(step);
  const path = joinPath(environment.path, segment);
  machine.used.add(value.item);
  if (value.item.kind === 'op') {
    chain.current = machine.applyOperator(value, chain.current, path, place);
    return;
  }
  const name = value.item.name.text;
  const usePath = segment === name || segment.startsWith(`${name}#`) ? path : joinPath(path, name);
  if (value.item.kind === 'block') chain.current = runBlock(machine, value, chain.current, usePath, environment, step);
  else runCell(machine, environment, value, chain, usePath, step);
}

function runCell(
  machine: Machine,
  environment: Environment,
  cell: OpValue,
  chain: Chain,
  path: string,
  step: Expr,
): void {
  const inputs = [...chain.history, chain.current];
  const entered = chain.current;
  chain.current = machine.applyCell({ cell, inputs, path, place: placeOf(environment, step) });
  chain.history = [...chain.history, entered].slice(-8);
}

function runBlock(machine: Machine, block: OpValue, input: Flow, path: string, caller: Environment, step: Expr): Flow {
  const place = placeOf(caller, step);
  const resolved = resolveCopy(machine, block, path);
  if (resolved === undefined || resolved.item.kind !== 'block' || resolved.item.body === undefined) {
    settle(
      machine,
      problem('type-mismatch', place, {
        expected: 'a block',
        actual: `"${block.item.name.text}", which copies something else`,
      }),
    );
    return input;
  }
  if (machine.depth >= DEPTH_LIMIT) {
    settle(
      machine,
      problem('space-too-deep', place, { what: `the nesting of "${block.item.name.text}"`, limit: DEPTH_LIMIT }),
    );
    return input;
  }
  machine.depth++;
  const environment = child(resolved.environment, path);
  bind(environment, 'in', input.shape);
  for (const parameter of resolved.item.params) {
    const name = parameter.name.text;
    const given = resolved.args.get(name);
    if (given === undefined && parameter.default === undefined) {
      settle(machine, problem('missing-argument', place, { name, of: `"${block.item.name.text}"` }));
    }
    if (parameter.default !== undefined) nameValue(parameter.default, name);
    bind(environment, name, given ?? settle(machine, evaluateDefault(machine, environment, parameter)));
  }
  const output = runBody(machine, environment, resolved.item.body, input).current;
  machine.depth--;
  return output;
}

function runIf(machine: Machine, environment: Environment, statement: IfStatement, chain: Chain): void {
  const condition = settle(machine, evaluate(machine, environment, statement.condition));
  if (isError(condition)) return;
  if (condition === true) {
    runStatements(machine, child(environment), statement.then, chain);
    return;
  }
  if (condition === false) {
    runElse(machine, environment, statement, chain);
    return;
  }
  if (!isOpen(condition)) {
    settle(machine, notBoolean(condition, placeOf(environment, statement.condition)));
    return;
  }
  const taken = { ...chain };
  guarded(machine, condition, () => runStatements(machine, child(environment), statement.then, taken));
  guarded(machine, not(condition), () => runElse(machine, environment, statement, chain));
  joinInto(machine, condition, taken, chain);
}

function runElse(machine: Machine, environment: Environment, statement: IfStatement, chain: Chain): void {
  const otherwise = statement.else;
  if (otherwise === undefined) return;
  if ('kind' in otherwise) runStatement(machine, child(environment), otherwise, chain);
  else runStatements(machine, child(environment), otherwise, chain);
}

function runFor(machine: Machine, environment: Environment, statement: ForStatement, chain: Chain): void {
  const place = placeOf(environment, statement.iterable);
  const items = settle(
    machine,
    lift([evaluate(machine, environment, statement.iterable)], ([value]) => iterate(value as Concrete, place)),
  );
  if (isError(items) || !followed(machine, items, place)) return;
  const lists = isLifted(items) ? items.table.filter(isList) : isList(items) ? [items] : [];
  const longest = Math.max(0, ...lists.map((list) => list.length));
  nameScope(statement.body);
  for (let i = 0; i < longest && !machine.work.stopped; i++) {
    const known = isList(items) ? items[i] : undefined;
    const active =
      known !== undefined || lift([items], ([list]) => isList(list as Value) && (list as readonly Value[]).length > i);
    const item = known ?? lift([items], ([list]) => ((list as readonly Concrete[])[i] ?? REPORTED) as Concrete);
    runIteration(machine, environment, statement, i, active, chain, (scope) =>
      bind(scope, statement.variable.text, item),
    );
  }
}

function runRepeat(machine: Machine, environment: Environment, statement: RepeatStatement, chain: Chain): void {
  const place = placeOf(environment, statement.count);
  const raw = evaluate(machine, environment, statement.count);
  const count = settle(
    machine,
    lift([raw], ([value]) => {
      if (isError(value as Value)) return value as Concrete;
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= ITERATION_LIMIT) return value;
      if (typeof value === 'number') {
        return problem('invalid-value', place, {
          what: 'the count',
          why: `must be a whole number from 0 to ${ITERATION_LIMIT}, not ${value}`,
        });
      }
      return problem('type-mismatch', place, { expected: 'a whole number', actual: typeName(value as Value) });
    }),
  );
  if (isError(count) || !followed(machine, count, place)) return;
  const counts = isLifted(count) ? count.table : [count as Concrete];
  const longest = Math.max(0, ...counts.filter((value) => typeof value === 'number'));
  nameScope(statement.body);
  for (let i = 0; i < longest && !machine.work.stopped; i++) {
    const active = lift([count], ([value]) => typeof value === 'number' && value > i);
    const { variable } = statement;
    runIteration(machine, environment, statement, i, active, chain, (scope) => {
      if (variable !== undefined) bind(scope, variable.text, i);
    });
  }
}

function runIteration(
  machine: Machine,
  environment: Environment,
  loop: ForStatement | RepeatStatement,
  index: number,
  active: Value,
  chain: Chain,
  prepare: (scope: Environment) => void,
): void {
  if (active === false) return;
  if (++machine.iterations > ITERATION_LIMIT) {
    if (machine.iterations === ITERATION_LIMIT + 1) {
      settle(
        machine,
        problem('space-too-deep', placeOf(environment, loop), {
          what: 'the number of loop rounds',
          limit: ITERATION_LIMIT,
        }),
      );
    }
    return;
  }
  if (isLifted(active) && !spend(machine, active.table.length, placeOf(environment, loop))) return;
  const scope = child(environment, joinPath(environment.path, `${segmentOf(loop)}[${index}]`));
  prepare(scope);
  if (active === true) {
    runStatements(machine, scope, loop.body, chain);
    return;
  }
  const inside = { ...chain };
  guarded(machine, active, () => runStatements(machine, scope, loop.body, inside));
  joinInto(machine, active, inside, chain);
}

function runResidual(machine: Machine, environment: Environment, statement: ResidualStatement, chain: Chain): void {
  const place = placeOf(environment, statement);
  const entry = chain.current;
  const scope = child(environment);
  bind(scope, 'in', entry.shape);
  const condition =
    statement.condition === undefined ? true : settle(machine, evaluate(machine, scope, statement.condition));
  const inside = runInner(machine, environment, statement.body, entry);
  chain.current = inside;
  if (isError(condition) || condition === false) return;
  if (condition !== true && !isOpen(condition)) {
    settle(machine, notBoolean(condition, place));
    return;
  }
  const path = joinPath(environment.path, statement.combine === 'add' ? 'residual' : 'gate');
  guarded(machine, condition, () => {
    const merged =
      statement.combine === 'add'
        ? machine.merge('sum', [inside, entry], path, place)
        : machine.merge('multiply', [entry, inside], path, place);
    chain.current = condition === true ? merged : machine.join(condition, merged, inside);
  });
}

function runBranches(machine: Machine, environment: Environment, statement: BranchesStatement, chain: Chain): void {
  const entry = chain.current;
  const outputs = statement.branches.map((branch) => runInner(machine, environment, branch, entry));
  if (outputs.length === 0) return;
  const merge = statement.merge.text;
  chain.current = machine.merge(
    merge,
    outputs,
    joinPath(environment.path, 'branches'),
    placeOf(environment, statement),
  );
}

/** The body taps the value: what comes out leaves the network, what entered flows on. */
function runExit(machine: Machine, environment: Environment, statement: ExitStatement, chain: Chain): void {
  const place = placeOf(environment, statement);
  if (machine.exiting) {
    settle(machine, problem('exit-not-allowed', place, { where: 'another exit' }));
    return;
  }
  machine.exiting = true;
  const run = (): Flow => runInner(machine, environment, statement.body, chain.current);
  machine.exit(run, joinPath(environment.path, 'exit'), place);
  machine.exiting = false;
}
