/**
 * Building programs: refusals as sentences, merging of equal instructions, hashes.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';
import { broadcastShapes } from '../../../../engine/compute/program/shape.ts';
import { expandProgram } from '../../../../engine/compute/program/rewrite.ts';
import { interpret } from './support/reference.ts';

const x = c.input('x', [2, 3]);
const image = c.input('image', [1, 4, 8, 8]);

describe('refusals', () => {
  const filter = c.input('w', [6, 4, 3, 3]);
  const whole = c.input('i', [3], 'int32');
  it.each<[string, () => unknown, string]>([
    [
      'shapes that do not broadcast',
      () => c.add(x, c.input('y', [2])),
      'add: shapes [2, 3] and [2] do not broadcast (3 against 2).',
    ],
    [
      'types that differ',
      () => c.add(x, whole),
      'add: operands have different element types, float32 and int32; cast one.',
    ],
    ['inner sizes', () => c.matmul(x, x), 'matmul: inner sizes differ, 3 against 2, in [2, 3] x [2, 3].'],
    [
      'vectors in a product',
      () => c.matmul(x, c.input('v', [3])),
      'matmul: operands need at least two axes, got [2, 3] and [3].',
    ],
    [
      'channels',
      () => c.conv2d(image, c.input('w2', [6, 3, 3, 3])),
      'conv2d: a filter of shape [6, 3, 3, 3] in 1 group(s) does not fit 4 channels.',
    ],
    [
      'groups',
      () => c.conv2d(image, c.input('w3', [5, 2, 3, 3]), { groups: 2 }),
      'conv2d: a filter of shape [5, 2, 3, 3] in 2 group(s) does not fit 4 channels.',
    ],
    [
      'windows',
      () => c.conv2d(image, filter, { dilation: 4 }),
      'conv2d: a 3x3 window (stride 1x1, dilation 4x4, padding 0,0,0,0) does not fit a 8x8 image.',
    ],
    ['images', () => c.conv2d(x, filter), 'conv2d: the image must have 4 axes, got shape [2, 3].'],
    [
      'pool padding',
      () => c.maxPool(image, { kernel: 2, padding: 2 }),
      'maxPool: padding 2,2,2,2 would give windows of padding only for a 2x2 kernel.',
    ],
    ['reshapes', () => c.reshape(x, [4, -1]), 'reshape: [2, 3] has 6 elements and cannot become [4, -1].'],
    ['permutations', () => c.transpose(x, [0, 0]), 'transpose: [0, 0] is not a permutation of the axes of [2, 3].'],
    ['axes', () => c.sum(x, [2]), 'sum: axis 2 is outside a tensor of 2 axes.'],
    ['axes named twice', () => c.sum(x, [1, -1]), 'sum: an axis is named twice in [1, -1].'],
    ['slices', () => c.sliceAxis(x, 1, 2, 2), 'slice: from [0, 2], sizes [2, 2], steps [1, 1] leaves [2, 3].'],
    ['splits', () => c.split(x, 1, [1, 1]), 'split: sizes [1, 1] add up to 2, axis 1 of [2, 3] has 3.'],
    [
      'joins',
      () => c.concat([x, c.input('z', [3, 2])], 0),
      'concat: float32 [3, 2] does not join float32 [2, 3] along axis 0.',
    ],
    ['constants', () => c.constant(new Float32Array(2), [3]), 'constant: 2 numbers do not fill shape [3].'],
    ['sizes', () => c.input('n', [0]), 'input "n": sizes must be positive whole numbers, got [0].'],
    [
      'batch norm vectors',
      () => c.batchNormTraining(image, c.full([3], 1), c.full([4], 0)),
      'batchNormTraining: expected one number per channel of [1, 4, 8, 8], got shape [3].',
    ],
    [
      'layer norm vectors',
      () => c.layerNorm(x, c.full([2], 1), c.full([3], 0)),
      'layerNorm: scale and shift must have shape [3], got [2].',
    ],
    [
      'heads',
      () => c.splitHeads(c.input('t', [1, 2, 6]), 4),
      'splitHeads: [1, 2, 6] is not [batch, tokens, width] with a width divisible by 4 heads.',
    ],
    ['float indices', () => c.gather(x, x), 'gather: expected elements of type int32, got float32 (shape [2, 3]).'],
    ['dropout rates', () => c.dropout(x, x, 1), 'dropout: the rate must be at least 0 and below 1, got 1.'],
    [
      'bool outputs',
      () => c.program({ outputs: { m: c.greater(x, 0) } }),
      '"m" has elements of type bool, which stay inside a program; cast it.',
    ],
    [
      'clashing inputs',
      () => c.program({ outputs: { a: c.sum(x), b: c.sum(c.input('x', [3])) } }),
      'Two inputs are named "x" but differ in shape or element type.',
    ],
    [
      'updates of another shape',
      () => c.program({ outputs: {}, updates: [{ state: x, value: c.sum(x) }] }),
      'State "x" is float32 [2, 3]; its update is float32 [].',
    ],
    [
      'updates of what is no input',
      () => c.program({ outputs: {}, updates: [{ state: c.exp(x), value: x }] }),
      'State must be an input tensor, got the result of exp.',
    ],
  ])('%s', (_, build, sentence) => {
    expect(build).toThrow(sentence);
  });
});

describe('program', () => {
  it('merges instructions that compute the same', () => {
    const twice = c.program({ outputs: { y: c.add(c.exp(c.input('x', [2, 3])), c.exp(x)) } });
    expect(twice.instructions.map(({ op }) => op)).toEqual(['input', 'exp', 'add']);
  });

  it('has a hash that depends on everything that matters', () => {
    const hash = (y: c.Tensor, name = 'y'): string => c.program({ outputs: { [name]: y } }).hash;
    const constant = (value: number): c.Tensor => c.add(x, c.constant(Float32Array.of(value), [1]));
    expect(hash(c.sum(x))).toBe(hash(c.sum(c.input('x', [2, 3]))));
    const different = [
      hash(c.sum(x)),
      hash(c.mean(x)),
      hash(c.sum(x, [0])),
      hash(c.sum(x), 'z'),
      hash(c.sum(c.input('w', [2, 3]))),
      hash(c.sum(c.input('x', [3, 2]))),
      hash(constant(1)),
      hash(constant(2)),
      hash(c.pad(x, [0, 0], [0, 1], -Infinity)),
      hash(c.pad(x, [0, 0], [0, 1], 0)),
    ];
    expect(new Set(different).size).toBe(different.length);
  });

  it('leaves out what no output needs', () => {
    const unused = c.exp(x);
    const small = c.program({ outputs: { y: c.sum(x) } });
    expect(small.instructions.some(({ op }) => op === unused.op)).toBe(false);
  });

  it('keeps its meaning when instructions are expanded', () => {
    const source = c.program({ outputs: { y: c.sum(c.gelu(c.gelu(x))) } });
    const once = expandProgram(source, {
      gelu: (t) => c.mul(t.inputs[0] ?? x, c.sigmoid(c.mul(t.inputs[0] ?? x, 1.702))),
    });
    expect(once.instructions.some(({ op }) => op === 'gelu')).toBe(false);
    const numbers = { x: [-1, 0, 1, 2, 3, -2] };
    expect(Math.abs((interpret(once, numbers).y[0] ?? 0) - (interpret(source, numbers).y[0] ?? 9))).toBeLessThan(0.1);
  });
});

describe('broadcasting', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
  it('is symmetric, and gives a shape that both broadcast to', () => {
    fc.assert(
      fc.property(sizes, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(4), (shape, ones, drop) => {
        const other = shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(Math.min(drop, shape.length));
        const result = broadcastShapes('test', shape, other);
        expect(result).toEqual(shape);
        expect(broadcastShapes('test', other, shape)).toEqual(result);
      }),
    );
  });
});
