/**
 * What an entry of the primitives table is: the facts that shape inference, costs, training, hypernetworks and export need
 * about one native operator. An entry says nothing of how it is computed; the engine keeps its executable form by name.
 */
import type { Attributes } from '../network.ts';
import { channelsOf, type Shape } from '../shape.ts';

export type ParameterType = 'int' | 'float' | 'bool' | 'string';

/** A default that depends on the value that enters or on earlier parameters; `text` is how the language writes it. */
export interface DerivedDefault {
  readonly text: string;
  readonly value: (inputs: readonly Shape[], earlier: Attributes) => number;
}

export interface PrimitiveParameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Undefined where a value must be given. */
  readonly default: number | boolean | string | DerivedDefault | undefined;
  readonly doc: string;
  /** Inclusive bounds of a number. */
  readonly min?: number;
  readonly max?: number;
  /** Legal values of a string. */
  readonly values?: readonly string[];
}

/** How a weight starts. Fans are of the operator as a whole (inputs and outputs of one output element, He et al. 2015). */
export type Initialisation =
  | { readonly kind: 'kaiming'; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: 'xavier'; readonly fanIn: number; readonly fanOut: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' };

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialisation: Initialisation;
  /** False for buffers: running statistics, which no gradient reaches. */
  readonly trainable: boolean;
}

export interface ShapeError {
  readonly error: string;
}

/** `operator`: written in chains; `merge`: several values into one; `adapter`: inserted to fit widths; `input`: the source. */
export type PrimitiveRole = 'input' | 'operator' | 'merge' | 'adapter';

export interface Primitive {
  readonly doc: string;
  readonly role: PrimitiveRole;
  readonly parameters: readonly PrimitiveParameter[];
  readonly arity: 0 | 1 | 2 | 'many';
  /** The output's shape, or one sentence that names the sizes that do not fit. */
  readonly shape: (attributes: Attributes, inputs: readonly Shape[]) => Shape | ShapeError;
  /** In the order in which exports list them. Only for inputs that `shape` accepts. */
  readonly weights: (attributes: Attributes, inputs: readonly Shape[]) => readonly WeightSpec[];
  /** Trainable parameters: the elements of the trainable weights. */
  readonly params: (attributes: Attributes, inputs: readonly Shape[]) => number;
  /** Multiply-accumulates for one example; the convention is in docs/costs.md. */
  readonly macs: (attributes: Attributes, inputs: readonly Shape[], output: Shape) => number;
}

type Optional = 'parameters' | 'arity' | 'weights' | 'macs' | 'role';
type PrimitiveDefinition = Omit<Primitive, Optional | 'params'> & Partial<Pick<Primitive, Optional>>;

/** Fills in what most primitives share: one input, no parameters, no weights, no multiply-accumulates. */
export function primitive(definition: PrimitiveDefinition): Primitive {
  const weights = definition.weights ?? (() => []);
  return {
    role: 'operator',
    parameters: [],
    arity: 1,
    macs: () => 0,
    ...definition,
    weights,
    params: (attributes, inputs) => {
      let sum = 0;
      for (const weight of weights(attributes, inputs)) if (weight.trainable) sum += sizeOf(weight);
      return sum;
    },
  };
}

/** Number of elements of a weight. */
export function sizeOf(weight: WeightSpec): number {
  return weight.shape.reduce((product, size) => product * size, 1);
}

export function isShapeError(result: Shape | ShapeError): result is ShapeError {
  return 'error' in result;
}

// -------------------------------------------------------------------------------------------------- building parameters

type Extra = Pick<PrimitiveParameter, 'min' | 'max' | 'values'>;

export function parameter(
  name: string,
  type: ParameterType,
  defaultValue: PrimitiveParameter['default'],
  doc: string,
  extra: Extra = {},
): PrimitiveParameter {
  return { name, type, default: defaultValue, doc, ...extra };
}

/** Widths beyond this are mistakes, not networks; the bound keeps every count far inside the exact integers. */
export const MAX_WIDTH = 1_000_000;

/** `out: int = in.channels` */
export const outParameter = parameter(
  'out',
  'int',
  { text: 'in.channels', value: (inputs) => (inputs[0] === undefined ? 0 : channelsOf(inputs[0])) },
  'channels of the result',
  { min: 1, max: MAX_WIDTH },
);

export function strideParameter(defaultStride: number): PrimitiveParameter {
  return parameter('stride', 'int', defaultStride, 'step of the window', { min: 1, max: 1024 });
}

// -------------------------------------------------------------------------------------------------- reading attributes

/** A resolved number; its absence is a bug of the caller. */
export function numberOf(attributes: Attributes, name: string): number {
  const value = attributes[name];
  if (typeof value !== 'number') throw new Error(`attribute ${name} is not a number: ${String(value)}`);
  return value;
}

export function booleanOf(attributes: Attributes, name: string): boolean {
  const value = attributes[name];
  if (typeof value !== 'boolean') throw new Error(`attribute ${name} is not a truth value: ${String(value)}`);
  return value;
}

export function stringOf(attributes: Attributes, name: string): string {
  const value = attributes[name];
  if (typeof value !== 'string') throw new Error(`attribute ${name} is not a text: ${String(value)}`);
  return value;
}

/** The i-th input's shape; its absence is a bug of the caller, arity is checked before. */
export function inputOf(inputs: readonly Shape[], index: number): Shape {
  const shape = inputs[index];
  if (shape === undefined) throw new Error(`input ${index} is missing`);
  return shape;
}
