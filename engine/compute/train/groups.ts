/**
 * Parameters in groups: small ones are joined into one flat vector, on which an optimiser then works once. A network of cells has hundreds of weights
 * of a few numbers; with a dozen instructions for each, the optimiser was half of a training step's program, and of the time to compile it.
 */
import type { Tensor } from '../program/tensor.ts';
import { inputName } from '../program/program.ts';
import { sizeOf } from '../program/shape.ts';
import type { Shape } from '../program/shape.ts';
import { concat, reshape, slice } from '../ops/layout.ts';

/** Numbers of a group at most, unless one parameter alone has more: what the passes of an optimiser find in a processor's cache. */
const MOST_NUMBERS = 65_536;

export interface Group {
  /** That of its first parameter. */
  readonly name: string;
  /** `input` tensors. */
  readonly parameters: readonly Tensor[];
  readonly decays: boolean;
  /** Of a parameter that is alone: its own; else flat. */
  readonly shape: Shape;
  /** The parameters' values, and their gradients, as one tensor. */
  readonly weight: Tensor;
  readonly gradient: Tensor;
  /** A tensor of the group's shape as one for each parameter. */
  parts(joined: Tensor): readonly Tensor[];
}

/** Groups in the order of the parameters; those that decay and those that do not are apart. */
export function groupsOf(
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  decays: (name: string, shape: Shape) => boolean,
): readonly Group[] {
  const open = new Map<boolean, Member[]>();
  const groups: Group[] = [];
  const close = (decay: boolean): void => {
    const members = open.get(decay) ?? [];
    if (members.length > 0) groups.push(groupOf(members, decay));
    open.set(decay, []);
  };
  parameters.forEach((weight, index) => {
    const gradient = gradients[index];
    if (gradient === undefined) return;
    const decay = decays(inputName(weight), weight.shape);
    const held = (open.get(decay) ?? []).reduce((sum, member) => sum + sizeOf(member.weight.shape), 0);
    if (held + sizeOf(weight.shape) > MOST_NUMBERS) close(decay);
    open.set(decay, [...(open.get(decay) ?? []), { weight, gradient }]);
  });
  for (const decay of open.keys()) close(decay);
  return groups;
}

interface Member {
  readonly weight: Tensor;
  readonly gradient: Tensor;
}

function groupOf(members: readonly Member[], decays: boolean): Group {
  const parameters = members.map(({ weight }) => weight);
  const [first] = parameters as [Tensor, ...Tensor[]];
  const name = inputName(first);
  if (parameters.length === 1) {
    const { gradient } = members[0] as Member;
    return { name, parameters, decays, shape: first.shape, weight: first, gradient, parts: (joined) => [joined] };
  }
  const sizes = parameters.map(({ shape }) => sizeOf(shape));
  return {
    name,
    parameters,
    decays,
    shape: [sizes.reduce((a, b) => a + b)],
    weight: joined(parameters),
    gradient: joined(members.map(({ gradient }) => gradient)),
    parts: (whole) => {
      let start = 0;
      return parameters.map(({ shape }, index) => {
        const size = sizes[index] ?? 0;
        const part = slice(whole, [start], [size]);
        start += size;
        return reshape(part, shape);
      });
    },
  };
}

const joined = (tensors: readonly Tensor[]): Tensor =>
  concat(
    tensors.map((tensor) => reshape(tensor, [sizeOf(tensor.shape)])),
    0,
  );
