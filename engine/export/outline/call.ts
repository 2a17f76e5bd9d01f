/**
 * A piece of Python that computes one primitive: calls of layers one after the other, or an expression of several inputs. Which pieces a
 * primitive is made of is the business of a framework's table of forms; everything else about an outline is the same for all frameworks.
 */
import type { Attributes } from '../../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../../dsl/graph/primitives.ts';
import type { Shape } from '../../../dsl/graph/shape.ts';

export interface Argument {
  readonly name: string;
  /** A whole number may become a parameter of the unit that the call is in; a text is Python as it stands, the same everywhere. */
  readonly value: number | string;
  /** `channels`: widths of values, which are one parameter where they vary together; other numbers vary by their own names. */
  readonly family?: 'channels';
  readonly positional?: boolean;
  /** Left out where the value is this. */
  readonly default?: number | string;
  /** The value is determined by another argument of the call: how it is written where that one is a parameter. */
  readonly follows?: { readonly argument: string; readonly text: (argument: string) => string };
}

export interface Call {
  /** `nn.Conv2d`; a name without a dot is a helper that the file brings along. */
  readonly callee: string;
  readonly args: readonly Argument[];
  /** `layer`: `callee(args)(x)`; `function`: `callee(x, args)`. */
  readonly style: 'layer' | 'function';
}

export interface Expression {
  /** The same for expressions that are written the same. */
  readonly key: string;
  readonly text: (inputs: readonly string[]) => string;
}

/** Calls in the order in which they are applied, to one value; or an expression of all inputs. */
export type Piece = { readonly calls: readonly Call[] } | { readonly expression: Expression };

/** One use of a primitive. */
export interface PrimitiveUse {
  readonly attributes: Attributes;
  readonly inputs: readonly Shape[];
  readonly shape: Shape;
}

export type PieceForm = (use: PrimitiveUse) => Piece;

/** A framework's forms; `input` has none: it is what the unit is given. */
export type PieceForms = Readonly<Record<Exclude<PrimitiveName, 'input'>, PieceForm>>;

export function layer(callee: string, ...args: readonly Argument[]): Call {
  return { callee, args, style: 'layer' };
}

export function functionCall(callee: string, ...args: readonly Argument[]): Call {
  return { callee, args, style: 'function' };
}

export const calls = (...all: readonly Call[]): Piece => ({ calls: all });

export const expression = (key: string, text: Expression['text']): Piece => ({ expression: { key, text } });

/** A width, by position. */
export const width = (name: string, value: number): Argument => ({
  name,
  value,
  family: 'channels',
  positional: true,
});

export const positional = (name: string, value: number | string): Argument => ({ name, value, positional: true });

/** By name, left out where it is the default. */
export const named = (name: string, value: number | string, fallback?: number | string): Argument => ({
  name,
  value,
  ...(fallback === undefined ? {} : { default: fallback }),
});
