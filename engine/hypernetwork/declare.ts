/** How parts of a model ask for their parameters, and who collects them. */
import { input, normal, type HostTensor, type Tensor } from '../compute/index.ts';
import type { Random } from '../../dsl/random.ts';

/** A parameter by name; `deviation` is that of its first values, drawn from a normal distribution with mean 0 (0: all zero). Asked twice, the same. */
export type Declare = (name: string, shape: readonly number[], deviation: number) => Tensor;

interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly deviation: number;
  readonly tensor: Tensor;
}

/** The parameters of a program, in the order in which they were first asked for. */
export class ParameterList {
  readonly #parameters = new Map<string, Parameter>();

  readonly declare: Declare = (name, shape, deviation) => {
    const known = this.#parameters.get(name);
    if (known !== undefined) return known.tensor;
    const tensor = input(name, shape);
    this.#parameters.set(name, { name, shape, deviation, tensor });
    return tensor;
  };

  get tensors(): readonly Tensor[] {
    return [...this.#parameters.values()].map(({ tensor }) => tensor);
  }

  /** First values; those of a parameter depend on its name and the generator alone. */
  initial(random: Random): Record<string, HostTensor> {
    const values = [...this.#parameters.values()].map(
      ({ name, shape, deviation }) => [name, normal(shape, deviation, random.fork(name))] as const,
    );
    return Object.fromEntries(values);
  }
}
