/**
 * Elementwise functions of one float32 operand, with their gradients.
 *
 * Gradients are written on the result where that saves work (tanh, sigmoid, exp, sqrt).
 */
import { expectDType, node, operand } from '../program/tensor.ts';
import type { Tensor } from '../program/tensor.ts';
import { ProgramError } from '../program/shape.ts';
import type { UnaryName } from '../program/instructions.ts';
import type { GradientRules } from '../program/rules.ts';
import { add, and, div, greater, less, mul, square, sub, where } from './arithmetic.ts';
import { scalar } from './source.ts';

function unary(op: UnaryName, x: Tensor): Tensor {
  expectDType(op, x, 'float32');
  return node(op, [x], {}, x.shape);
}

export const neg = (x: Tensor): Tensor => unary('neg', x);
export const abs = (x: Tensor): Tensor => unary('abs', x);
/** -1, 0 or 1. */
export const sign = (x: Tensor): Tensor => unary('sign', x);
export const exp = (x: Tensor): Tensor => unary('exp', x);
/** Natural logarithm. */
export const log = (x: Tensor): Tensor => unary('log', x);
export const sqrt = (x: Tensor): Tensor => unary('sqrt', x);
export const tanh = (x: Tensor): Tensor => unary('tanh', x);
/** 1 / (1 + exp(-x)). */
export const sigmoid = (x: Tensor): Tensor => unary('sigmoid', x);
/** The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export const erf = (x: Tensor): Tensor => unary('erf', x);
/** log(1 + exp(x)), without overflow. */
export const softplus = (x: Tensor): Tensor => unary('softplus', x);
/** max(x, 0). */
export const relu = (x: Tensor): Tensor => unary('relu', x);
/** x times the normal distribution function of x, exact form (Hendrycks and Gimpel, arXiv 1606.08415). */
export const gelu = (x: Tensor): Tensor => unary('gelu', x);
/** clip(x / 6 + 1/2, 0, 1) (Howard et al., arXiv 1905.02244, section 5.2). */
export const hardSigmoid = (x: Tensor): Tensor => unary('hardSigmoid', x);
/** x * hardSigmoid(x), "h-swish". */
export const hardSwish = (x: Tensor): Tensor => unary('hardSwish', x);

/** Limits `x` to the interval. */
export function clip(x: Tensor, min: number, max: number): Tensor {
  expectDType('clip', x, 'float32');
  if (!(min <= max)) throw new ProgramError(`clip: the lower limit ${min} is above the upper limit ${max}.`);
  return node('clip', [x], { min, max }, x.shape);
}

/** Gradient of relu, from relu's result: dy where y > 0. */
export function reluGrad(y: Tensor, dy: Tensor): Tensor {
  return node('reluGrad', [y, dy], {}, y.shape);
}

const inside = (x: Tensor, low: number, high: number): Tensor => and(greater(x, low), less(x, high));

export const elementaryGradients: Pick<GradientRules, UnaryName | 'clip' | 'reluGrad'> = {
  neg: (_, dy) => [neg(dy)],
  abs: (t, dy) => [mul(dy, sign(operand(t, 0)))],
  sign: () => [null],
  exp: (t, dy) => [mul(dy, t)],
  log: (t, dy) => [div(dy, operand(t, 0))],
  sqrt: (t, dy) => [div(mul(dy, 0.5), t)],
  tanh: (t, dy) => [mul(dy, sub(1, square(t)))],
  sigmoid: (t, dy) => [mul(dy, mul(t, sub(1, t)))],
  erf: (t, dy) => [mul(dy, mul(exp(neg(square(operand(t, 0)))), 2 / Math.sqrt(Math.PI)))],
  softplus: (t, dy) => [mul(dy, sigmoid(operand(t, 0)))],
  relu: (t, dy) => [reluGrad(t, dy)],
  reluGrad: (t, g) => [null, reluGrad(operand(t, 0), g)],
  gelu: (t, dy) => {
    const x = operand(t, 0);
    const distribution = add(mul(erf(mul(x, Math.SQRT1_2)), 0.5), 0.5);
    const density = mul(exp(mul(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return [mul(dy, add(distribution, mul(x, density)))];
  },
  hardSigmoid: (t, dy) => [where(inside(operand(t, 0), -3, 3), mul(dy, 1 / 6), scalar(0))],
  // The slope is x/3 + 1/2 between -3 and 3, 1 above, 0 below.
  hardSwish: (t, dy) => {
    const x = operand(t, 0);
    const inner = add(mul(x, 1 / 3), 0.5);
    return [mul(dy, where(inside(x, -3, 3), inner, where(greater(x, 0), 1, 0)))];
  },
  clip: (t, dy) => [where(inside(operand(t, 0), t.attributes.min, t.attributes.max), dy, scalar(0))],
};
