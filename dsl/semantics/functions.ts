/** Built-in functions of expressions, each on concrete numbers and lists; the interpreter lifts them over decisions. */
import type { Place } from '../diagnostics/catalogue.ts';
import { problem } from './problem.ts';
import { isError, isList, typeName, type Concrete, type Value } from './values.ts';

export interface BuiltinFunction {
  readonly name: string;
  readonly doc: string;
  /** The least and most arguments. */
  readonly arity: readonly [number, number];
  readonly call: (args: readonly Concrete[], place: Place) => Value;
}

function numeric(
  name: string,
  doc: string,
  f: (...numbers: number[]) => number,
  arity: readonly [number, number],
): BuiltinFunction {
  return {
    name,
    doc,
    arity,
    call: (args, place) => {
      const many = arity[1] > 2;
      const [first] = args as readonly Value[];
      const flat = many && args.length === 1 && first !== undefined && isList(first) ? first : args;
      if (flat.length === 0)
        return problem('invalid-value', place, { what: `${name}()`, why: 'takes a number or more' });
      const wrong = flat.find((arg) => typeof arg !== 'number');
      if (wrong !== undefined && isError(wrong)) return wrong;
      if (wrong !== undefined)
        return problem('type-mismatch', place, { expected: 'a number', actual: typeName(wrong) });
      return many ? (flat as number[]).reduce((a, b) => f(a, b)) : f(...(flat as number[]));
    },
  };
}

const table: readonly BuiltinFunction[] = [
  numeric('ceil', 'Rounds up.', Math.ceil, [1, 1]),
  numeric('floor', 'Rounds down.', Math.floor, [1, 1]),
  numeric('round', 'Rounds to the nearest whole number.', Math.round, [1, 1]),
  numeric('abs', 'Absolute value.', Math.abs, [1, 1]),
  numeric('sqrt', 'Square root.', Math.sqrt, [1, 1]),
  numeric('log2', 'Logarithm to base 2.', Math.log2, [1, 1]),
  numeric('min', 'The least of its arguments, or of a list.', Math.min, [1, 64]),
  numeric('max', 'The greatest of its arguments, or of a list.', Math.max, [1, 64]),
  numeric(
    'make_divisible',
    'The nearest multiple of the divisor, at least the divisor and at least 90 % of the value (MobileNetV2).',
    (value, divisor = 8) => {
      const rounded = Math.max(divisor, Math.floor((value + divisor / 2) / divisor) * divisor);
      return rounded < 0.9 * value ? rounded + divisor : rounded;
    },
    [1, 2],
  ),
  {
    name: 'len',
    doc: 'The number of items of a list.',
    arity: [1, 1],
    call: ([list], place) =>
      isList(list as Value)
        ? (list as unknown as readonly Value[]).length
        : problem('type-mismatch', place, { expected: 'a list', actual: typeName(list as Value) }),
  },
];

export const functions: ReadonlyMap<string, BuiltinFunction> = new Map(table.map((entry) => [entry.name, entry]));
