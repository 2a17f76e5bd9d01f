/** The parameters of a hypernetwork: which there are, their first values, and the sums of a step's gradients beside them. */
import { seededRandom } from '../../../dsl/random.ts';
import {
  add,
  filled,
  gradients,
  input,
  mul,
  sum,
  type HostTensor,
  type Tensor,
  type Update,
} from '../../compute/index.ts';
import { inputName } from '../../compute/program/program.ts';
import { ParameterList } from '../declare.ts';
import { decodedWeights, everyKind, WEIGHT_CODE } from './decoder.ts';
import { firstStates } from './encoder.ts';
import { FEATURES } from './features.ts';
import type { GhnOptions } from './options.ts';
import { roundInputs, roundTensor } from './round.ts';
import { ABREAST } from './schedule.ts';

/** All parameters, in a fixed order. */
export function parametersOf(options: GhnOptions): ParameterList {
  const list = new ParameterList();
  firstStates(input('features', [1, 1, FEATURES]), options, list.declare);
  // Two rows: where there is one only, cells have nothing to tell each other.
  const size = { rows: 2, slots: 2 * ABREAST };
  for (let round = 0; round < options.rounds; round++) {
    roundTensor(roundInputs(options, size), options, size, round, list.declare);
  }
  const rows = input('rows', [1, options.hidden + WEIGHT_CODE]);
  for (const kind of everyKind) decodedWeights(rows, kind, options, list.declare);
  return list;
}

export function firstTensors(options: GhnOptions): Record<string, HostTensor> {
  return parametersOf(options).initial(seededRandom(`hypernetwork ${options.seed}`));
}

/** Name of the sum of a step's gradients by a parameter. */
export const gradientName = (parameter: string): string => `${parameter}#gradient`;

export function zeroGradients(parameters: readonly Tensor[]): Record<string, HostTensor> {
  return Object.fromEntries(parameters.map((each) => [gradientName(inputName(each)), filled(each.shape, 0)]));
}

/** The scalar whose gradient by `x` is `slope`, which is fed unless told. */
export const along = (x: Tensor, slope: Tensor = input('slope', x.shape)): Tensor => sum(mul(x, slope));

/**
 * The gradient of the scalar `of` by each parameter, added to the sums of the step; and by `inputs`, as they are.
 */
export function backwards(
  of: Tensor,
  parameters: readonly Tensor[],
  inputs: readonly Tensor[],
): { readonly updates: readonly Update[]; readonly slopes: readonly Tensor[] } {
  const all = gradients(of, [...parameters, ...inputs]);
  const updates = parameters.map((parameter, i) => {
    const total = input(gradientName(inputName(parameter)), parameter.shape);
    return { state: total, value: add(total, all[i] as Tensor) };
  });
  return { updates, slopes: all.slice(parameters.length) };
}
