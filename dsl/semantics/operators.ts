/**
 * Operators: expansion of an `op` into primitives over given shapes and arguments. Expansions depend on nothing else, so equal
 * ones are shared between the architectures of a space, and between trace and build.
 */
import type { Place } from '../diagnostics/catalogue.ts';
import { apply, finish, shapeOf, startExpansion, type ExpansionBuilder } from '../graph/expansion.ts';
import type { Attributes, Expansion } from '../graph/network.ts';
import { isPrimitive, type PrimitiveName } from '../graph/primitives.ts';
import { showShape, type Shape } from '../graph/shape.ts';
import type { OpItem } from '../syntax/ast.ts';
import { bind, child, lookUp, type Environment } from './environment.ts';
import { evaluateDefault, resolveBinding } from './evaluate.ts';
import { freeNames } from './free-names.ts';

import { DEPTH_LIMIT, settle, type Flow, type Machine, type Work } from './machine.ts';
import { problem } from './problem.ts';
import { runBody } from './statements.ts';
import {
  isError,
  isLifted,
  isOp,
  show,
  typeName,
  type Concrete,
  type ErrorValue,
  type OpValue,
  type Value,
} from './values.ts';

/** The operator library holds operators only, and they use nothing but each other. */
export const PRELUDE_FILE = 'prelude.hnas';

/** Expansions of one checked program, by operator, arguments and input shape. */
export type ExpansionCache = Map<string, Expanded | ErrorValue>;

export interface Expanded {
  readonly expansion: Expansion;
  /** Arguments with defaults filled in, as far as they are plain values. */
  readonly attributes: Attributes;
}

/** A name that the body of an operator takes from outside. */
export interface Capture<V extends Value = Value> {
  readonly item: OpItem;
  readonly name: string;
  readonly value: V;
}

/**
 * What an operator and the operators that it uses or is given take from outside, with their values: arguments in all but syntax.
 */
export function captured(machine: Machine, op: OpValue): Capture[] {
  const out: Capture[] = [];
  const visited = new Set<object>();
  const open: OpValue[] = [op];
  const found = (value: Value): boolean => {
    if (isOp(value)) open.push(value);
    return isOp(value);
  };
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const value of next.args.values()) (isLifted(value) ? value.table : [value]).forEach(found);
    const { item, environment } = next;
    if (item.kind !== 'op' || item.native || environment.file === PRELUDE_FILE || visited.has(item)) continue;
    visited.add(item);
    for (const name of freeNames(item)) {
      const binding = lookUp(environment, name);
      if (binding === undefined) continue;
      const value = resolveBinding(machine, name, binding);
      if (!found(value)) out.push({ item, name, value });
    }
  }
  return out;
}

/**
 * Whether an operator without arguments means the same wherever it is evaluated: all that it takes from outside are other such operators. What
 * hangs on a `let` or `param` counts as different.
 */
export function takesNothing(item: OpItem, environment: Environment, seen: ReadonlySet<object> = new Set()): boolean {
  if (item.native || environment.file === PRELUDE_FILE || seen.has(item)) return true;
  const visited = new Set([...seen, item]);
  return freeNames(item).every((name) => {
    const binding = lookUp(environment, name);
    if (binding === undefined) return true;
    return (
      binding.kind === 'declared' &&
      binding.item.kind === 'op' &&
      takesNothing(binding.item, binding.environment, visited)
    );
  });
}

/** The captures with the values that `concrete` holds for them, in order. */
export function concreteCaptures(captures: readonly Capture[], concrete: readonly Concrete[]): Capture<Concrete>[] {
  return captures.map((capture, i) => ({ ...capture, value: concrete[i] as Concrete }));
}

const itemNumbers = new WeakMap<object, number>();
let itemCount = 0;

function itemNumber(item: object): number {
  const known = itemNumbers.get(item);
  if (known !== undefined) return known;
  itemNumbers.set(item, ++itemCount);
  return itemCount;
}

/** `args` and `captures` are concrete. The result is shared: equal requests give the same object. */
export function expandOperator(
  cache: ExpansionCache,
  op: OpValue,
  args: ReadonlyMap<string, Concrete>,
  captures: readonly Capture<Concrete>[],
  input: Shape,
  place: Place,
  work: Work,
): Expanded | ErrorValue {
  let key = `${itemNumber(op.item)}|${showShape(input)}`;
  for (const [name, value] of args) key += `|${name}=${argumentKey(value)}`;
  for (const { item, name, value } of captures) key += `|^${itemNumber(item)}.${name}=${argumentKey(value)}`;
  const known = cache.get(key);
  if (known !== undefined) return isError(known as Value) ? relocate(known as ErrorValue, place) : known;
  const made = runOperator(op, args, captures, input, place, work);
  if (work.stopped) return made;
  if (cache.size > 200_000) cache.clear();
  cache.set(key, made);
  return made;
}

function argumentKey(value: Concrete): string {
  return isOp(value)
    ? `${itemNumber(value.item)}(${[...value.args].map(([k, v]) => `${k}:${argumentKey(v as Concrete)}`).join()})`
    : show(value);
}

/** A cached failure is the caller's problem: it is shown where this use stands. */
function relocate(error: ErrorValue, place: Place): ErrorValue {
  return error.problem === undefined ? error : { kind: 'error', problem: { ...error.problem, place } };
}

function runOperator(
  op: OpValue,
  args: ReadonlyMap<string, Concrete>,
  captures: readonly Capture<Concrete>[],
  input: Shape,
  place: Place,
  work: Work,
): Expanded | ErrorValue {
  const builder = startExpansion([input]);
  const errors: ErrorValue[] = [];
  const attributes: Record<string, number | string | boolean> = {};
  const machine = expandMachine(builder, errors, captures, place, work);
  const entry: Flow = { shape: { kind: 'shape', shape: input }, node: 0, width: undefined };
  const result = applyExpanded(machine, builder, { ...op, args }, entry, place, attributes);
  const [error] = errors;
  if (error !== undefined) return error;
  return { expansion: finish(builder, result.node), attributes };
}

/** Runs an operator inside an expansion: primitives are appended, other operators are run in place. */
function applyExpanded(
  machine: ExpandMachine,
  builder: ExpansionBuilder,
  op: OpValue,
  input: Flow,
  place: Place,
  record?: Record<string, number | string | boolean>,
): Flow {
  const { item } = op;
  if (item.kind !== 'op') {
    machine.report(
      {
        code: 'type-mismatch',
        place,
        parameters: { expected: 'an operator', actual: `the ${item.kind} "${item.name.text}"` },
      },
      true,
    );
    return input;
  }
  if (item.native) return applyPrimitive(machine, builder, op, input, place, record);
  if (machine.depth >= DEPTH_LIMIT) {
    machine.report(
      { code: 'space-too-deep', place, parameters: { what: `the nesting of "${item.name.text}"`, limit: DEPTH_LIMIT } },
      true,
    );
    return input;
  }
  machine.depth++;
  const environment = child(op.environment);
  for (const capture of machine.captures) if (capture.item === item) bind(environment, capture.name, capture.value);
  bind(environment, 'in', input.shape);
  for (const parameter of item.params) {
    const given = op.args.get(parameter.name.text);
    const value =
      given ?? (parameter.default === undefined ? undefined : evaluateDefault(machine, environment, parameter));
    if (value === undefined) {
      machine.report(
        { code: 'missing-argument', place, parameters: { name: parameter.name.text, of: `"${item.name.text}"` } },
        true,
      );
      machine.depth--;
      return input;
    }
    if (isError(value)) {
      settle(machine, value);
      machine.depth--;
      return input;
    }
    if (record !== undefined && typeof value !== 'object') record[parameter.name.text] = value;
    else if (record !== undefined && isOp(value)) record[parameter.name.text] = value.item.name.text;
    bind(environment, parameter.name.text, value);
  }
  const output = item.body === undefined ? input : runBody(machine, environment, item.body, input).current;
  machine.depth--;
  return output;
}

function applyPrimitive(
  machine: Machine,
  builder: ExpansionBuilder,
  op: OpValue,
  input: Flow,
  place: Place,
  record?: Record<string, number | string | boolean>,
): Flow {
  const name = op.item.name.text;
  const attributes: Record<string, number | string | boolean> = {};
  for (const [key, value] of op.args) {
    if (typeof value === 'object') {
      const problemPlace = {
        code: 'type-mismatch',
        place,
        parameters: { expected: `a plain value for "${key}"`, actual: typeName(value) },
      } as const;
      machine.report(problemPlace, true);
      return input;
    }
    attributes[key] = value;
  }
  const result = isPrimitive(name)
    ? apply(builder, name, attributes, [input.node])
    : { error: `there is no primitive "${name}"` };
  if (typeof result !== 'number') {
    machine.report({ code: 'shape-mismatch', place, parameters: { what: result.error, alternatives: '' } }, true);
    return input;
  }
  if (record !== undefined)
    Object.assign(record, builder.nodes.at(-1)?.op === name ? builder.nodes.at(-1)?.attributes : attributes);
  return flowOf(builder, result);
}

function flowOf(builder: ExpansionBuilder, reference: number): Flow {
  return { shape: { kind: 'shape', shape: shapeOf(builder, reference) }, node: reference, width: undefined };
}

interface ExpandMachine extends Machine {
  readonly captures: readonly Capture<Concrete>[];
}

/** Everything is concrete inside an expansion; the first problem is the expansion's result, at the place of its use. */
function expandMachine(
  builder: ExpansionBuilder,
  errors: ErrorValue[],
  captures: readonly Capture<Concrete>[],
  usePlace: Place,
  work: Work,
): ExpandMachine {
  const machine: ExpandMachine = {
    mode: 'expand',
    captures,
    guard: true,
    depth: 0,
    iterations: 0,
    work,
    used: new Set(),
    decide: ({ place }) => problem('decision-not-allowed', place, { where: 'an `op`; make it a `block`' }),
    met: () => 0,
    report: (found) => {
      // A problem inside the operator library says nothing to the user at its own place; the use does.
      const place = found.code === 'decision-not-allowed' ? found.place : usePlace;
      errors.push({ kind: 'error', problem: { ...found, place } });
    },
    applyOperator: (op, input, _path, place) => applyExpanded(machine, builder, op, input, place),
    merge: (primitive, inputs, _path, place) => {
      const result = apply(
        builder,
        primitive as PrimitiveName,
        {},
        inputs.map((flow) => flow.node),
      );
      if (typeof result === 'number') return flowOf(builder, result);
      machine.report({ code: 'shape-mismatch', place, parameters: { what: result.error, alternatives: '' } }, true);
      return inputs[0] as Flow;
    },
    applyCell: (use) => {
      machine.report(
        { code: 'type-mismatch', place: use.place, parameters: { expected: 'an operator', actual: 'a cell' } },
        true,
      );
      return use.inputs.at(-1) as Flow;
    },
    exiting: false,
    exit: (_run, _path, place) => {
      errors.push({
        kind: 'error',
        problem: { code: 'exit-not-allowed', place, parameters: { where: 'an `op`; make it a `block`' } },
      });
    },
    require: (condition, place) => {
      if (condition === false) machine.report({ code: 'require-always-false', place, parameters: undefined }, true);
    },
    join: (_condition, a) => a,
  };
  return machine;
}
