/** Weights of a program by name: their first values, and as inputs of the program. */
import type { Random } from '../../../dsl/random.ts';
import { filled, glorotUniform, input, type HostTensor, type Shape, type Tensor } from '../../compute/index.ts';

export type Weights = Readonly<Record<string, HostTensor>>;

/** Ones for what ends in `scale`, zeros for what ends in `bias`, else uniform by fan-in and fan-out. Drawn in the order of the names given. */
export function firstWeights(shapes: Readonly<Record<string, Shape>>, random: Random): Weights {
  const entries = Object.entries(shapes).map(([name, shape]) => {
    if (name.endsWith('scale')) return [name, filled(shape, 1)] as const;
    return [name, name.endsWith('bias') ? filled(shape, 0) : glorotUniform(shape, random)] as const;
  });
  return Object.fromEntries(entries);
}

/** One input tensor a weight. */
export function weightInputs(shapes: Readonly<Record<string, Shape>>): ReadonlyMap<string, Tensor> {
  return new Map(Object.entries(shapes).map(([name, shape]) => [name, input(name, shape)]));
}

/** Looks one up; a name that there is not is a bug. */
export function weightOf(inputs: ReadonlyMap<string, Tensor>): (name: string) => Tensor {
  return (name) => {
    const tensor = inputs.get(name);
    if (tensor === undefined) throw new Error(`there is no weight ${name}`);
    return tensor;
  };
}
