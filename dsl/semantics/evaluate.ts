/**
 * Evaluation of expressions. Total: every expression has a value, problems are `ErrorValue`s. Arithmetic and comparisons are
 * lifted, so they work alike on numbers and on values that depend on decisions.
 */
import type { Place } from '../diagnostics/catalogue.ts';
import { channelsOf } from '../graph/shape.ts';
import type { Argument, BinaryExpr, CallExpr, Expr, IfExpr, MemberExpr, NameExpr, Parameter } from '../syntax/ast.ts';
import { bindArguments, checkType } from './arguments.ts';
import { evaluateChoice, evaluateChoose } from './choices.ts';
import { lookUp, visibleNames, type Binding, type Environment } from './environment.ts';
import { functions } from './functions.ts';
import { and, deepen, lift, not, select } from './lifted.ts';
import { isOpen, NESTING_LIMIT, placeOf, spend, type Machine } from './machine.ts';
import { metrics } from './metrics.ts';
import { problem } from './problem.ts';
import { nameValue } from './segments.ts';
import { nearest } from './suggest.ts';
import { withUnit } from './units.ts';
import { bounded } from './value-size.ts';
import {
  isError,
  isLifted,
  isList,
  isOp,
  kindOf,
  REPORTED,
  sameValue,
  show,
  typeName,
  type Concrete,
  type OpValue,
  type Value,
} from './values.ts';

/** Names with a meaning of their own in a cell's output: what is merged, and how. */
const MERGES = new Set(['concat', 'sum', 'mean', 'max', 'multiply']);

export function evaluate(machine: Machine, environment: Environment, expr: Expr): Value {
  const { work } = machine;
  const place = placeOf(environment, expr);
  if (work.stopped || !spend(machine, 1, place)) return REPORTED;
  if (work.nesting >= NESTING_LIMIT) {
    return problem('space-too-deep', place, { what: 'the nesting of statements and values', limit: NESTING_LIMIT });
  }
  work.nesting++;
  const value = evaluateKind(machine, environment, expr, place);
  work.nesting--;
  if (isLifted(value)) spend(machine, value.table.length, place);
  return value;
}

function evaluateKind(machine: Machine, environment: Environment, expr: Expr, place: Place): Value {
  switch (expr.kind) {
    case 'number':
      // The lexer has reported numbers beyond all bounds.
      return Number.isFinite(expr.value) ? finite(withUnit(expr.value, expr.unit), 'this number', place) : REPORTED;
    case 'string':
    case 'boolean':
      return expr.value;
    case 'name':
      return evaluateName(machine, environment, expr);
    case 'list':
      return bounded(
        expr.items.map((item) => evaluate(machine, environment, item)),
        place,
      );
    case 'record':
      return bounded(
        {
          kind: 'record',
          fields: new Map(expr.entries.map((entry) => [entry.key.text, evaluate(machine, environment, entry.value)])),
        },
        place,
      );
    case 'member':
      return evaluateMember(machine, environment, expr);
    case 'index':
      return lift(
        [evaluate(machine, environment, expr.object), evaluate(machine, environment, expr.index)],
        ([list, index]) => itemAt(list as Concrete, index as Concrete, place),
      );
    case 'call':
      return evaluateCall(machine, environment, expr);
    case 'unary':
      return lift([evaluate(machine, environment, expr.operand)], ([operand]) =>
        expr.operator === 'not' ? negate(operand as Concrete, place) : minus(operand as Concrete, place),
      );
    case 'binary':
      return evaluateBinary(machine, environment, expr, place);
    case 'range':
      return lift(
        [evaluate(machine, environment, expr.from), evaluate(machine, environment, expr.to)],
        ([from, to]) => {
          if (typeof from !== 'number' || typeof to !== 'number') return notNumbers([from, to], place);
          return { kind: 'range', from, to };
        },
      );
    case 'if-expr':
      return evaluateIf(machine, environment, expr);
    case 'choice':
      return evaluateChoice(machine, environment, expr);
    case 'choose':
      return evaluateChoose(machine, environment, expr);
    case 'all':
      return evaluate(machine, environment, expr.of);
    case 'notation':
      return problem('type-mismatch', place, {
        expected: 'a value',
        actual: `an architecture in ${expr.notation.text} notation`,
      });
    case 'error':
      return REPORTED;
  }
}

function evaluateName(machine: Machine, environment: Environment, expr: NameExpr): Value {
  const binding = lookUp(environment, expr.name);
  if (binding !== undefined) return resolveBinding(machine, expr.name, binding);
  if (functions.has(expr.name) || MERGES.has(expr.name) || expr.name === 'edges' || expr.name === 'reachable') {
    return { kind: 'function', name: expr.name };
  }
  if (metrics.has(expr.name)) return { kind: 'metric', metric: expr.name };
  if (expr.name === '') return REPORTED;
  const suggestion = nearest(expr.name, [...visibleNames(environment), ...functions.keys(), ...metrics.keys()]);
  return problem('unknown-name', placeOf(environment, expr), {
    name: expr.name,
    what: 'name',
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

/** The value of a binding; a declared `param`, `let` or `opset` is evaluated once, in its own scope and unguarded. */
export function resolveBinding(machine: Machine, name: string, binding: Binding): Value {
  if (binding.kind === 'value') return binding.value;
  const { item, environment } = binding;
  if (item.kind === 'op' || item.kind === 'block' || item.kind === 'cell') {
    return { kind: 'op', item, environment, args: new Map() };
  }
  environment.bindings.set(name, {
    kind: 'value',
    value: problem('invalid-value', placeOf(environment, item.name), { what: `"${name}"`, why: 'depends on itself' }),
  });
  nameValue(item.value, name);
  const guard = machine.guard;
  machine.guard = true;
  const found = deepen(evaluate(machine, environment, item.value));
  const type = item.kind === 'param' ? item.type?.text : undefined;
  const value = checkType(found, type, name, placeOf(environment, item.value));
  machine.guard = guard;
  environment.bindings.set(name, { kind: 'value', value });
  return value;
}

/** What a parameter is where no argument gives it; the declaration has a default. */
export function evaluateDefault(machine: Machine, environment: Environment, parameter: Parameter): Value {
  const { name, type, default: expr } = parameter;
  if (expr === undefined) return REPORTED;
  return checkType(evaluate(machine, environment, expr), type?.text, name.text, placeOf(environment, expr));
}

function evaluateMember(machine: Machine, environment: Environment, expr: MemberExpr): Value {
  const object = evaluate(machine, environment, expr.object);
  const place = placeOf(environment, expr.member);
  const name = expr.member.text;
  if (name === '') return REPORTED;
  return lift([object], ([value]) => memberOf(value as Concrete, name, place));
}

function memberOf(value: Concrete, name: string, place: Place): Value {
  if (isError(value)) return value;
  if (typeof value === 'object' && !isList(value)) {
    if (value.kind === 'record') {
      const field = value.fields.get(name);
      if (field !== undefined) return field;
      return unknownMember(name, 'this record', [...value.fields.keys()], place);
    }
    if (value.kind === 'shape') {
      const { shape } = value;
      const fields: Record<string, number> = { channels: channelsOf(shape) };
      if (shape.kind === 'image') Object.assign(fields, { height: shape.height, width: shape.width });
      if (shape.kind === 'tokens') Object.assign(fields, { count: shape.count, width: shape.width });
      if (shape.kind === 'features') fields['width'] = shape.width;
      const field = fields[name];
      return field ?? unknownMember(name, `a value of kind ${shape.kind}`, Object.keys(fields), place);
    }
  }
  return problem('type-mismatch', place, { expected: 'a record or the value that flows in', actual: typeName(value) });
}

function unknownMember(name: string, of: string, known: string[], place: Place): Value {
  const suggestion = nearest(name, known);
  return problem('unknown-key', place, {
    key: name,
    of,
    known: known.join(', '),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function itemAt(list: Concrete, index: Concrete, place: Place): Value {
  if (isError(list)) return list;
  if (isError(index)) return index;
  if (!isList(list)) return problem('type-mismatch', place, { expected: 'a list', actual: typeName(list) });
  if (typeof index !== 'number')
    return problem('type-mismatch', place, { expected: 'a number', actual: typeName(index) });
  const item = list[index];
  if (item === undefined) {
    return problem('invalid-value', place, { what: `index ${index}`, why: `is outside the list of ${list.length}` });
  }
  return item;
}

function evaluateCall(machine: Machine, environment: Environment, expr: CallExpr): Value {
  const callee = evaluate(machine, environment, expr.callee);
  const place = placeOf(environment, expr);
  if (kindOf(callee) === 'function') return callFunction(machine, environment, expr, (callee as { name: string }).name);
  if (kindOf(callee) === 'metric') return callee;
  // `latency(device: "x")` where the metric has its value.
  if (typeof callee === 'number' && expr.callee.kind === 'name' && metrics.has(expr.callee.name)) return callee;
  const args = expr.args.map((arg) => ({ arg, value: evaluate(machine, environment, arg.value) }));
  return lift([callee], ([value]) => {
    if (isError(value as Value)) return value as Concrete;
    if (!isOp(value as Value)) {
      return problem('type-mismatch', place, { expected: 'an operator or function', actual: typeName(value as Value) });
    }
    return bounded(bindArguments(value as OpValue, args, environment), place);
  });
}

function callFunction(machine: Machine, environment: Environment, expr: CallExpr, name: string): Value {
  const place = placeOf(environment, expr);
  const values = expr.args.map((arg: Argument) => evaluate(machine, environment, arg.value));
  if (name === 'edges' || name === 'reachable') {
    const binding = lookUp(environment, `${name}(self)`);
    const self = expr.args[0]?.value;
    if (binding?.kind === 'value' && self?.kind === 'name' && self.name === 'self') return binding.value;
    return problem('invalid-value', place, {
      what: `${name}()`,
      why: 'takes `self` and stands in a requirement of a cell',
    });
  }
  const builtin = functions.get(name);
  const merging = MERGES.has(name) && (builtin === undefined || values.some((value) => holdsVertices(value)));
  if (merging) {
    const [of] = values;
    if (of === undefined) return problem('missing-argument', place, { name: 'nodes', of: name });
    return lift([values.length === 1 ? of : values], ([nodes]) => ({
      kind: 'merge',
      merge: name,
      of: nodes as Concrete,
    }));
  }
  if (builtin === undefined || values.length < builtin.arity[0] || values.length > builtin.arity[1]) {
    return problem('invalid-value', place, { what: `${name}()`, why: `does not take ${values.length} arguments` });
  }
  return lift(values, (concrete) => {
    const result = concrete.find(isError) ?? builtin.call(concrete, place);
    return typeof result === 'number' ? finite(result, `this ${name}()`, place) : result;
  });
}

function holdsVertices(value: Value): boolean {
  const kind = kindOf(value);
  if (kind === 'vertex' || kind === 'opaque') return true;
  if (isList(value)) return value.some(holdsVertices);
  return kind === 'lifted' && (value as { table: readonly Concrete[] }).table.some(holdsVertices);
}

function evaluateIf(machine: Machine, environment: Environment, expr: IfExpr): Value {
  const condition = evaluate(machine, environment, expr.condition);
  if (condition === true) return evaluate(machine, environment, expr.then);
  if (condition === false) return evaluate(machine, environment, expr.else);
  if (!isOpen(condition)) return notBoolean(condition, placeOf(environment, expr.condition));
  const guard = machine.guard;
  machine.guard = and(guard, condition);
  const then = evaluate(machine, environment, expr.then);
  machine.guard = and(guard, not(condition));
  const otherwise = evaluate(machine, environment, expr.else);
  machine.guard = guard;
  return select(condition, then, otherwise);
}

function evaluateBinary(machine: Machine, environment: Environment, expr: BinaryExpr, place: Place): Value {
  const left = evaluate(machine, environment, expr.left);
  if (expr.operator === 'and' && left === false) return false;
  if (expr.operator === 'or' && left === true) return true;
  const guard = machine.guard;
  // What stands behind `and` matters only where the left side holds, behind `or` where it does not: so for decisions in it.
  if (isOpen(left) && expr.operator === 'and') machine.guard = and(guard, left);
  if (isOpen(left) && expr.operator === 'or') machine.guard = and(guard, not(left));
  const right = evaluate(machine, environment, expr.right);
  machine.guard = guard;
  return lift([left, right], ([a, b]) => applyBinary(expr.operator, a as Concrete, b as Concrete, place));
}

export function applyBinary(operator: BinaryExpr['operator'], a: Concrete, b: Concrete, place: Place): Value {
  if (isError(a)) return a;
  if ((operator === 'and' && a === false) || (operator === 'or' && a === true)) return a;
  if (isError(b)) return b;
  switch (operator) {
    case '==':
      return sameValue(a, b);
    case '!=':
      return !sameValue(a, b);
    case 'and':
    case 'or':
      if (typeof a !== 'boolean') return notBoolean(a, place);
      if (typeof b !== 'boolean') return notBoolean(b, place);
      return operator === 'and' ? a && b : a || b;
    case 'in':
      if (isList(b)) return b.some((item) => sameValue(item, a));
      if (typeof b === 'object' && b.kind === 'range') {
        return typeof a === 'number' ? a >= b.from && a <= b.to : notNumbers([a], place);
      }
      return problem('type-mismatch', place, { expected: 'a list or range after "in"', actual: typeName(b) });
    case '+':
      if (isList(a) && isList(b)) return bounded([...a, ...b], place);
      break;
  }
  if (typeof a !== 'number' || typeof b !== 'number') return notNumbers([a, b], place);
  const result = arithmetic(operator, a, b);
  return typeof result === 'number' ? finite(result, `${show(a)} ${operator} ${show(b)}`, place) : result;
}

/** Numbers beyond all bounds, and what is no number, would run through everything after them. */
function finite(value: number, what: string, place: Place): Value {
  return Number.isFinite(value) ? value : problem('invalid-value', place, { what, why: 'is not a finite number' });
}

function arithmetic(operator: BinaryExpr['operator'], a: number, b: number): Concrete {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '**':
      return a ** b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

function minus(value: Concrete, place: Place): Value {
  if (isError(value)) return value;
  return typeof value === 'number' ? -value : notNumbers([value], place);
}

function negate(value: Concrete, place: Place): Value {
  if (isError(value)) return value;
  return typeof value === 'boolean' ? !value : notBoolean(value, place);
}

function notNumbers(values: readonly (Concrete | undefined)[], place: Place): Value {
  const wrong = values.find((value) => value !== undefined && typeof value !== 'number') ?? REPORTED;
  if (isError(wrong)) return wrong;
  return problem('type-mismatch', place, { expected: 'a number', actual: typeName(wrong) });
}

export function notBoolean(value: Value, place: Place): Value {
  if (isError(value)) return value;
  return problem('type-mismatch', place, { expected: 'true or false', actual: typeName(value) });
}
