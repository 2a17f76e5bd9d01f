/**
 * A network as nested groups of steps: the network holds cells and blocks, these hold operators, operators hold primitives. Each group is
 * a graph of its own; groups of equal keys differ in numbers only and become one class or function of the exported source.
 */
import type { Shape } from '../../../dsl/graph/shape.ts';
import type { Argument, Piece } from './call.ts';

export interface Group {
  readonly kind: 'network' | 'cell' | 'block' | 'operator';
  /** Name in the language: `Cell`, `relu_conv3x3_bn`. */
  readonly title: string;
  /** Names of the values that enter. */
  readonly inputs: readonly string[];
  /** In topological order. */
  readonly steps: readonly Step[];
  /** A reference as those of `Step.inputs`. */
  readonly output: number;
  /** Early exits of the network in order, as references like `output`. */
  readonly exits?: readonly { readonly at: number; readonly isVector: boolean }[];
  /** Shapes of the first input and of the output. */
  readonly from: Shape;
  readonly to: Shape;
  readonly key: string;
  /** Levels of groups below it. */
  readonly height: number;
}

export interface Step {
  /** Where it stands in the group: `h[0].edge[0]`, `conv`. */
  readonly label: string;
  /** `r < inputs.length`: input r of the group; else step `r - inputs.length`. */
  readonly inputs: readonly number[];
  readonly body: Body;
}

/** `primitive`: its index in the flat graph of primitives. */
export type Body = { readonly piece: Piece; readonly primitive: number | undefined } | { readonly group: Group };

export function makeGroup(parts: Omit<Group, 'key' | 'height'>): Group {
  const { kind, title, inputs, steps, output } = parts;
  const height = steps.reduce((most, { body }) => Math.max(most, 'group' in body ? body.group.height + 1 : 0), 0);
  const lines = steps.map((step) => `${step.label}(${step.inputs.join(',')}) ${bodyKey(step.body)}`);
  return { ...parts, height, key: `${kind} ${title}(${inputs.join(',')}) {${lines.join(';')}} ${output}` };
}

function bodyKey(body: Body): string {
  if ('group' in body) return body.group.key;
  if ('expression' in body.piece) return body.piece.expression.key;
  return body.piece.calls.map(({ callee, args }) => `${callee}[${args.map(argumentKey).join(',')}]`).join('>');
}

/** Numbers may differ between groups of one key; how they are written may not. */
function argumentKey({ name, value, follows }: Argument): string {
  return typeof value === 'number'
    ? `${name}${follows === undefined ? '' : `<${follows.argument}`}`
    : `${name}=${value}`;
}
