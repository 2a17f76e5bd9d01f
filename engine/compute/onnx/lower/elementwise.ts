/**
 * Elementwise instructions as ONNX operators: one to one, but for a few constants.
 */
import type { BinaryName, ComparisonName, LogicName, UnaryName } from '../../program/instructions.ts';
import { ELEMENT_TYPES } from '../model.ts';
import type { Attribute } from '../model.ts';
import { MICROSOFT, expanded } from '../emission.ts';
import type { Lowerings, Site } from '../emission.ts';
import type { OpName } from '../../program/instructions.ts';

const as =
  (operator: string, attributes: Readonly<Record<string, Attribute>> = {}, domain = '') =>
  <K extends OpName>(site: Site<K>): string =>
    site.model.add(operator, site.names(), attributes, domain);

export const elementwise: Lowerings<
  UnaryName | BinaryName | ComparisonName | LogicName | 'not' | 'where' | 'cast' | 'clip' | 'reluGrad'
> = {
  neg: as('Neg'),
  abs: as('Abs'),
  sign: as('Sign'),
  exp: as('Exp'),
  log: as('Log'),
  sqrt: as('Sqrt'),
  tanh: as('Tanh'),
  sigmoid: as('Sigmoid'),
  erf: as('Erf'),
  softplus: as('Softplus'),
  relu: as('Relu'),
  gelu: as('Gelu', {}, MICROSOFT),
  hardSigmoid: as('HardSigmoid', { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
  hardSwish: as('HardSwish'),
  add: as('Add'),
  sub: as('Sub'),
  mul: as('Mul'),
  div: as('Div'),
  pow: as('Pow'),
  min: as('Min'),
  max: as('Max'),
  equal: as('Equal'),
  less: as('Less'),
  greater: as('Greater'),
  and: as('And'),
  or: as('Or'),
  not: as('Not'),
  where: as('Where'),
  cast: (site) => site.model.add('Cast', site.names(), { to: { int: ELEMENT_TYPES[site.instruction.dtype] } }),
  clip: ({ model, attributes, name }) =>
    model.add('Clip', [name(0), model.float(attributes.min), model.float(attributes.max)]),
  reluGrad: expanded,
};
