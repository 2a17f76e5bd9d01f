/** Binding of arguments to the parameters of operators, blocks and cells: names, positions, types. */
import type { Place } from '../diagnostics/catalogue.ts';
import type { Argument, Parameter } from '../syntax/ast.ts';
import { COPY_LIMIT, placeOf } from './machine.ts';
import { lookUp, type Environment } from './environment.ts';
import { lift } from './lifted.ts';
import { problem } from './problem.ts';
import { nearest } from './suggest.ts';
import { isError, isList, isOp, typeName, type Concrete, type ErrorValue, type OpValue, type Value } from './values.ts';

/** Parameters that every cell has, declared or not. */
const CELL_PARAMETERS = ['out', 'stride'];

export interface EvaluatedArgument {
  readonly arg: Argument;
  readonly value: Value;
}

/** The operator with more arguments bound; positional ones go to the parameters not yet bound, in order. */
export function bindArguments(
  op: OpValue,
  args: readonly EvaluatedArgument[],
  environment: Environment,
): OpValue | ErrorValue {
  const { item } = op;
  const params = parametersOf(op);
  const declared = params.map((parameter) => parameter.name.text);
  const known = item.kind === 'cell' ? [...new Set([...declared, ...CELL_PARAMETERS])] : declared;
  const bound = new Map(op.args);
  for (const { arg, value } of args) {
    const place = placeOf(environment, arg);
    const name = arg.name?.text ?? known.find((parameter) => !bound.has(parameter));
    if (name === undefined || !known.includes(name))
      return unknownParameter(
        name ?? 'another value',
        op,
        known,
        arg.name === undefined ? place : placeOf(environment, arg.name),
      );
    const type = params.find((parameter) => parameter.name.text === name)?.type?.text;
    const checked = checkType(
      value,
      type ?? (CELL_PARAMETERS.includes(name) && item.kind === 'cell' ? 'int' : undefined),
      name,
      place,
    );
    if (isError(checked)) return checked;
    bound.set(name, checked);
  }
  return { ...op, args: bound };
}

/** A copy has the parameters of what it copies. */
function parametersOf(op: OpValue): readonly Parameter[] {
  let { item, environment } = op;
  for (let hops = 0; hops < COPY_LIMIT && item.kind !== 'op' && item.copyOf?.callee.kind === 'name'; hops++) {
    const binding = lookUp(environment, item.copyOf.callee.name);
    if (binding?.kind !== 'declared' || binding.item.kind !== item.kind) break;
    ({ item, environment } = { item: binding.item, environment: binding.environment });
  }
  return item.params;
}

function unknownParameter(name: string, op: OpValue, known: readonly string[], place: Place): ErrorValue {
  const suggestion = nearest(name, known);
  return problem('unknown-parameter', place, {
    name,
    of: `"${op.item.name.text}"`,
    known: known.length === 0 ? 'none' : known.join(', '),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

/** The value with whole numbers made exact; an error value where the type does not fit. */
export function checkType(value: Value, type: string | undefined, name: string, place: Place): Value {
  if (type === undefined) return value;
  return lift([value], ([concrete]) => checkConcrete(concrete as Concrete, type, name, place));
}

function checkConcrete(value: Concrete, type: string, name: string, place: Place): Value {
  if (isError(value)) return value;
  const mismatch = (expected: string): ErrorValue =>
    problem('type-mismatch', place, { expected: `${expected} for "${name}"`, actual: typeName(value) });
  switch (type) {
    case 'int': {
      if (typeof value !== 'number') return mismatch('a whole number');
      const whole = Math.round(value);
      if (Math.abs(value - whole) > 1e-9 * Math.max(1, Math.abs(value))) {
        return problem('invalid-value', place, { what: `"${name}"`, why: `must be a whole number, not ${value}` });
      }
      return whole;
    }
    case 'float':
    case 'number':
      return typeof value === 'number' ? value : mismatch('a number');
    case 'bool':
      return typeof value === 'boolean' ? value : mismatch('true or false');
    case 'string':
      return typeof value === 'string' ? value : mismatch('a text');
    case 'list':
      return isList(value) ? value : mismatch('a list');
    case 'activation':
    case 'op':
    case 'block':
      return isOp(value) ? value : mismatch('an operator');
    default:
      return value;
  }
}

/** The names of types that parameters may have. */
export const PARAMETER_TYPES = ['int', 'float', 'number', 'bool', 'string', 'list', 'activation', 'op', 'block'];
