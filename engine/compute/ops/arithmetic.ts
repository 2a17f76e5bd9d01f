/**
 * Broadcasting arithmetic, comparisons, logic and choice, with their gradients.
 *
 * The gradient of a broadcast operand is summed back to its shape (`unbroadcast`). Comparisons and int32 values have none.
 */
import { expectDType, node, operand } from '../program/tensor.ts';
import type { DType, Tensor } from '../program/tensor.ts';
import { ProgramError, broadcastAxes, broadcastShapes, sameShape } from '../program/shape.ts';
import type { Shape } from '../program/shape.ts';
import type { BinaryName, ComparisonName, LogicName } from '../program/instructions.ts';
import type { GradientRules } from '../program/rules.ts';
import { asTensor, scalar } from './source.ts';
import type { Operand } from './source.ts';
import { log } from './elementary.ts';
import { sum } from './reduce.ts';
import { reshape } from './layout.ts';

function pairOf(op: string, a: Operand, b: Operand): readonly [Tensor, Tensor] {
  const dtype: DType = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'float32';
  const [left, right] = [asTensor(a, dtype), asTensor(b, dtype)];
  if (left.dtype !== right.dtype) {
    throw new ProgramError(`${op}: operands have different element types, ${left.dtype} and ${right.dtype}; cast one.`);
  }
  return [left, right];
}

function binary(op: BinaryName, a: Operand, b: Operand): Tensor {
  const [left, right] = pairOf(op, a, b);
  expectDType(op, left, 'float32', 'int32');
  return node(op, [left, right], {}, broadcastShapes(op, left.shape, right.shape), left.dtype);
}

function comparison(op: ComparisonName, a: Operand, b: Operand): Tensor {
  const [left, right] = pairOf(op, a, b);
  expectDType(op, left, 'float32', 'int32');
  return node(op, [left, right], {}, broadcastShapes(op, left.shape, right.shape), 'bool');
}

function logic(op: LogicName, a: Tensor, b: Tensor): Tensor {
  expectDType(op, a, 'bool');
  expectDType(op, b, 'bool');
  return node(op, [a, b], {}, broadcastShapes(op, a.shape, b.shape), 'bool');
}

export const add = (a: Operand, b: Operand): Tensor => binary('add', a, b);
export const sub = (a: Operand, b: Operand): Tensor => binary('sub', a, b);
export const mul = (a: Operand, b: Operand): Tensor => binary('mul', a, b);
export const div = (a: Operand, b: Operand): Tensor => binary('div', a, b);
/** `a` to the power `b`; the base must be positive where the exponent is differentiated or not whole. */
export const pow = (a: Operand, b: Operand): Tensor => binary('pow', a, b);
export const min = (a: Operand, b: Operand): Tensor => binary('min', a, b);
export const max = (a: Operand, b: Operand): Tensor => binary('max', a, b);
export const square = (x: Tensor): Tensor => mul(x, x);

export const equal = (a: Operand, b: Operand): Tensor => comparison('equal', a, b);
export const less = (a: Operand, b: Operand): Tensor => comparison('less', a, b);
export const greater = (a: Operand, b: Operand): Tensor => comparison('greater', a, b);
export const and = (a: Tensor, b: Tensor): Tensor => logic('and', a, b);
export const or = (a: Tensor, b: Tensor): Tensor => logic('or', a, b);

export function not(a: Tensor): Tensor {
  expectDType('not', a, 'bool');
  return node('not', [a], {}, a.shape, 'bool');
}

export const lessEqual = (a: Operand, b: Operand): Tensor => not(greater(a, b));
export const greaterEqual = (a: Operand, b: Operand): Tensor => not(less(a, b));

/** `a` where the condition holds, else `b`; all three broadcast. Both branches are computed. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  expectDType('where', condition, 'bool');
  const [left, right] = pairOf('where', a, b);
  const shape = broadcastShapes('where', condition.shape, left.shape, right.shape);
  return node('where', [condition, left, right], {}, shape, left.dtype);
}

/** Converts elements; float to int truncates towards zero, bool gives 0 or 1. */
export function cast(x: Tensor, dtype: 'float32' | 'int32'): Tensor {
  return x.dtype === dtype ? x : node('cast', [x], {}, x.shape, dtype);
}

/** Sums `x` over the axes along which a tensor of `shape` was repeated to reach x's shape. */
export function unbroadcast(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return reshape(sum(x, broadcastAxes(shape, x.shape)), shape);
}

/** Gradients for both operands of a broadcasting operation. */
const both = (
  tensor: { readonly op: string; readonly inputs: readonly Tensor[] },
  da: Tensor,
  db: Tensor,
): readonly Tensor[] => [unbroadcast(da, operand(tensor, 0).shape), unbroadcast(db, operand(tensor, 1).shape)];

/** x * dy. A sum's gradient is ones, repeated to the shape of what was added up: no product with them. */
function timesSlope(x: Tensor, dy: Tensor): Tensor {
  return isOne(dy) && sameShape(x.shape, dy.shape) ? x : mul(dy, x);
}

function isOne(x: Tensor): boolean {
  if (x.op === 'broadcast' || x.op === 'reshape') return isOne(operand(x, 0));
  return x.op === 'constant' && x.attributes.data.length === 1 && x.attributes.data[0] === 1;
}

/** Half to each operand where they are equal: the symmetric subgradient. */
function shareOf(a: Tensor, b: Tensor): Tensor {
  return where(greater(a, b), 1, where(equal(a, b), 0.5, 0));
}

export const arithmeticGradients: Pick<
  GradientRules,
  BinaryName | ComparisonName | LogicName | 'not' | 'where' | 'cast'
> = {
  add: (t, dy) => both(t, dy, dy),
  sub: (t, dy) => {
    const [a, b] = [operand(t, 0), operand(t, 1)];
    return [unbroadcast(dy, a.shape), mul(unbroadcast(dy, b.shape), -1)];
  },
  mul: (t, dy) => both(t, timesSlope(operand(t, 1), dy), timesSlope(operand(t, 0), dy)),
  div: (t, dy) => {
    const b = operand(t, 1);
    const da = div(dy, b);
    return both(t, da, mul(mul(da, t), -1));
  },
  pow: (t, dy) => {
    const [a, b] = [operand(t, 0), operand(t, 1)];
    const da = mul(dy, mul(b, pow(a, sub(b, 1))));
    const positive = greater(a, 0);
    const db = mul(dy, mul(t, where(positive, log(where(positive, a, 1)), 0)));
    return both(t, da, db);
  },
  max: (t, dy) => {
    const [a, b] = [operand(t, 0), operand(t, 1)];
    return both(t, mul(dy, shareOf(a, b)), mul(dy, shareOf(b, a)));
  },
  min: (t, dy) => {
    const [a, b] = [operand(t, 0), operand(t, 1)];
    return both(t, mul(dy, shareOf(b, a)), mul(dy, shareOf(a, b)));
  },
  equal: () => [null, null],
  less: () => [null, null],
  greater: () => [null, null],
  and: () => [null, null],
  or: () => [null, null],
  not: () => [null],
  where: (t, dy) => {
    const [condition, a, b] = [operand(t, 0), operand(t, 1), operand(t, 2)];
    const zero = scalar(0);
    return [null, unbroadcast(where(condition, dy, zero), a.shape), unbroadcast(where(condition, zero, dy), b.shape)];
  },
  cast: (t, dy) => [operand(t, 0).dtype === 'float32' && t.dtype === 'float32' ? dy : null],
};
