import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { input, program } from '../../../../engine/compute/index.ts';
import { decodedKernels } from '../../../../engine/hypernetwork/auxiliary/decoded-kernels.ts';
import type { SpaceForms } from '../../../../engine/hypernetwork/auxiliary/forms.ts';
import { headKernels } from '../../../../engine/hypernetwork/auxiliary/head-kernels.ts';
import type { NodeKernels } from '../../../../engine/hypernetwork/auxiliary/node-kernels.ts';
import { ParameterList } from '../../../../engine/hypernetwork/declare.ts';
import { interpret } from '../compute/support/reference.ts';

const forms: SpaceForms = {
  kernels: [
    { kind: 'full', size: 3 },
    { kind: 'depthwise', size: 5 },
    { kind: 'separable', size: 3 },
    { kind: 'full', size: 1 },
  ],
  plain: [],
  ofOperator: new Map(),
};
const [CHANNELS, WIDTH, SIDE] = [6, 8, 5];

/** Kernels [nodes][out][in][side][side] of nodes with random embeddings; `shares` by node. */
function kernels(make: NodeKernels, shares: readonly (readonly number[])[]): number[][][][][] {
  const nodes = shares.length;
  const parameters = new ParameterList();
  const made = make(input('v', [nodes, WIDTH]), input('shares', [nodes, 4]), { forms, hidden: 16, channels: CHANNELS }, parameters.declare); // prettier-ignore
  expect(made.shape).toEqual([nodes, CHANNELS, CHANNELS, SIDE, SIDE]);
  const random = seededRandom('kernels');
  const initial = Object.entries(parameters.initial(random)).map(([name, { data }]) => [name, data]);
  const v = Float64Array.from({ length: nodes * WIDTH }, () => random.normal());
  const { made: flat } = interpret(program({ outputs: { made } }), { ...Object.fromEntries(initial), v, shares: shares.flat() }); // prettier-ignore
  const nested = (sizes: readonly number[], at: number): unknown => {
    const [size = 0, ...rest] = sizes;
    const step = rest.reduce((product, each) => product * each, 1);
    return Array.from({ length: size }, (_, i) => (rest.length === 0 ? flat[at + i] : nested(rest, at + i * step)));
  };
  return nested([nodes, CHANNELS, CHANNELS, SIDE, SIDE], 0) as number[][][][][];
}

const only = (form: number): number[] => forms.kernels.map((_, f) => (f === form ? 1 : 0));
const variance = (values: readonly number[]): number =>
  values.reduce((total, each) => total + each * each, 0) / values.length;
const middle = (kernel: readonly number[][], size: number): number[] =>
  kernel.slice((SIDE - size) / 2, (SIDE + size) / 2).flatMap((row) => row.slice((SIDE - size) / 2, (SIDE + size) / 2));

describe.each([
  ['by the decoder of the graph hypernetwork', decodedKernels],
  ['by heads', headKernels],
])('kernels of the auxiliary task %s', (_, make) => {
  it('are those of the form of each node, in the middle of the largest', () => {
    const [wide, own, none] = kernels(make, [only(0), only(1), [0, 0, 0, 0]]);
    const rim = wide?.flatMap((out) => out.flatMap((kernel) => [...(kernel[0] ?? []), ...(kernel[4] ?? [])]));
    expect(new Set(rim)).toEqual(new Set([0]));
    expect(wide?.[0]?.[1]?.[2]?.[2]).not.toBe(0);
    own?.forEach((out, o) => out.forEach((kernel, i) => expect(kernel[2]?.[2] === 0).toBe(o !== i)));
    expect(new Set(none?.flat(3))).toEqual(new Set([0]));
  });

  it('are a kernel for each channel that comes in, then a mix, where they are separable', () => {
    const [node = []] = kernels(make, [only(2)]);
    const [a = [], b = []] = [node[0]?.[0]?.flat(), node[1]?.[0]?.flat()];
    // Two channels that go out see the same one by the same kernel, at another scale.
    const scale = (b[12] as number) / (a[12] as number);
    a.forEach((value, k) => expect(b[k]).toBeCloseTo(scale * value, 10));
  });

  it('begin with the variance that their fan-in asks', () => {
    const many = (form: number): number[][][][][] =>
      kernels(
        make,
        Array.from({ length: 6 }, () => only(form)),
      );
    const full = many(0).flatMap((node) => node.flatMap((out) => out.flatMap((kernel) => middle(kernel, 3))));
    expect(variance(full) / (2 / (9 * CHANNELS))).toBeGreaterThan(0.4);
    expect(variance(full) / (2 / (9 * CHANNELS))).toBeLessThan(2.5);
    const depthwise = many(1).flatMap((node) => node.flatMap((out, o) => (out[o] ?? []).flat()));
    expect(variance(depthwise) / (2 / 25)).toBeGreaterThan(0.4);
    expect(variance(depthwise) / (2 / 25)).toBeLessThan(2.5);
  });
});
