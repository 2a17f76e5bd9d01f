/**
 * The table of the conformance suite: every operation, with inputs that make it representative and smooth enough to differentiate.
 */
import * as c from '../../../../../engine/compute/index.ts';
import type { Shape, Tensor } from '../../../../../engine/compute/index.ts';
import { channelDot } from '../../../../../engine/compute/ops/reduce.ts';
import { convFilterGrad, convInputGrad } from '../../../../../engine/compute/ops/conv.ts';

export interface Argument {
  readonly shape: Shape;
  /** Limits of the uniform numbers; default -2 to 2. `integers` are whole numbers below the upper limit. */
  readonly from?: number;
  readonly to?: number;
  readonly integers?: boolean;
  /** Not differentiated (kinks, integers, statistics). */
  readonly fixed?: boolean;
}

export interface Case {
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly build: (...inputs: Tensor[]) => Tensor;
}

const real = (shape: Shape, from = -2, to = 2): Argument => ({ shape, from, to });
const positive = (shape: Shape): Argument => real(shape, 0.3, 2);
const labels = (shape: Shape, below: number): Argument => ({ shape, to: below, integers: true, fixed: true });
const of = (name: string, build: Case['build'], ...args: readonly Argument[]): Case => ({
  name,
  build,
  arguments: args,
});
const t = (x: Tensor | undefined): Tensor => x as Tensor;

const unary = ([name, build]: readonly [string, (x: Tensor) => Tensor]): Case => of(name, build, real([3, 7]));
const conv = (name: string, x: Shape, w: Shape, options: c.ConvOptions): Case =>
  of(`conv2d ${name}`, (a, b) => c.conv2d(t(a), t(b), options), real(x), real(w));

export const cases: readonly Case[] = [
  ...(
    [
      ['neg', c.neg],
      ['abs', c.abs],
      ['exp', c.exp],
      ['tanh', c.tanh],
      ['sigmoid', c.sigmoid],
      ['erf', c.erf],
      ['softplus', c.softplus],
      ['relu', c.relu],
      ['gelu', c.gelu],
      ['hardSigmoid', (x) => c.hardSigmoid(c.mul(x, 2))],
      ['hardSwish', (x) => c.hardSwish(c.mul(x, 2))],
      ['relu6', (x) => c.relu6(c.mul(x, 4))],
      ['silu', c.silu],
      ['mish', c.mish],
      ['leakyRelu', (x) => c.leakyRelu(x, 0.2)],
      ['elu', (x) => c.elu(x, 1.5)],
      ['clip', (x) => c.clip(x, -0.5, 1)],
      ['sign times x', (x) => c.mul(c.sign(x), x)],
    ] as const satisfies readonly (readonly [string, (x: Tensor) => Tensor])[]
  ).map(unary),
  of('log', (x) => c.log(t(x)), positive([3, 5])),
  of('sqrt', (x) => c.sqrt(t(x)), positive([3, 5])),
  of('add, broadcast both ways', (a, b) => c.add(t(a), t(b)), real([3, 1, 4]), real([2, 1])),
  of('sub', (a, b) => c.sub(t(a), t(b)), real([2, 3]), real([3])),
  of('mul', (a, b) => c.mul(t(a), t(b)), real([2, 3]), real([2, 1])),
  of('div', (a, b) => c.div(t(a), t(b)), real([2, 3]), positive([3])),
  of('pow', (a, b) => c.pow(t(a), t(b)), positive([2, 3]), real([3])),
  of('pow with a constant', (a) => c.pow(t(a), 3), real([2, 3])),
  of('min', (a, b) => c.min(t(a), t(b)), real([4, 3]), real([3])),
  of('max', (a, b) => c.max(t(a), t(b)), real([4, 3]), real([4, 1])),
  of(
    'where',
    (m, a, b) => c.where(c.greater(t(m), 0), t(a), t(b)),
    { ...real([4, 3]), fixed: true },
    real([4, 3]),
    real([1, 3]),
  ),
  of(
    'comparisons and logic',
    (a, b) => {
      const chosen = c.or(c.and(c.less(t(a), t(b)), c.not(c.equal(t(a), 0))), c.greaterEqual(t(b), c.add(t(a), 1)));
      return c.where(chosen, c.mul(t(a), t(b)), c.where(c.lessEqual(t(a), 1), t(a), 0));
    },
    real([4, 5]),
    real([4, 5]),
  ),
  of(
    'int32 arithmetic and cast',
    (i, x) => c.mul(t(x), c.cast(c.add(c.mul(t(i), 3), c.range(4)), 'float32')),
    labels([3, 4], 5),
    real([3, 4]),
  ),
  of('sum of all', (x) => c.sum(t(x)), real([2, 3, 4])),
  of('sum over the middle', (x) => c.sum(t(x), [1]), real([2, 3, 4])),
  of('mean over the ends, kept', (x) => c.mean(t(x), [0, -1], true), real([2, 3, 4])),
  of('maximum', (x) => c.maximum(t(x), [0, 2]), real([2, 3, 4])),
  of('minimum', (x) => c.minimum(t(x), [1]), real([2, 3, 4])),
  of('variance', (x) => c.variance(t(x), [0, 2]), real([2, 3, 4])),
  of('norm', (x) => c.norm(t(x), [1]), real([2, 3, 4])),
  of('argMax picks', (x) => c.pick(t(x), c.argMax(t(x))), real([3, 5])),
  of('channelDot', (a, b) => channelDot(t(a), t(b)), real([2, 3, 2, 2]), real([2, 3, 2, 2])),
  of('reshape', (x) => c.reshape(t(x), [4, -1]), real([2, 3, 4])),
  of('transpose', (x) => c.transpose(t(x), [2, 0, 1]), real([2, 3, 4])),
  of('broadcast', (x) => c.broadcast(t(x), [2, 3, 4]), real([3, 1])),
  of('slice with steps', (x) => c.slice(t(x), [1, 0], [2, 3], [2, 3]), real([5, 8])),
  of('sliceAxis from the end', (x) => c.sliceAxis(t(x), -1, 1, 3), real([2, 3, 5])),
  of(
    'split and joined in another order',
    (x) => {
      const [a, b, d] = c.split(t(x), 1, [2, 1, 3]);
      return c.concat([t(d), c.mul(t(b), 2), t(a)], 1);
    },
    real([2, 6]),
  ),
  of('pad', (x) => c.pad(t(x), [1, 0, 2], [0, 2, 1], 0.5), real([2, 3, 2])),
  of('concat', (a, b) => c.concat([t(a), t(b), t(a)], 1), real([2, 3, 2]), real([2, 1, 2])),
  of('stack', (a, b) => c.stack([t(a), t(b)], 1), real([2, 3]), real([2, 3])),
  of('expandDims and flatten', (x) => c.flatten(c.expandDims(t(x), 1), 2), real([2, 3, 4])),
  of('matmul', (a, b) => c.matmul(t(a), t(b)), real([3, 4]), real([4, 2])),
  of('matmul, first transposed', (a, b) => c.matmul(t(a), t(b), { transposeA: true }), real([4, 3]), real([4, 2])),
  of(
    'matmul, both transposed, batched',
    (a, b) => c.matmul(t(a), t(b), { transposeA: true, transposeB: true }),
    real([2, 4, 3]),
    real([2, 5, 4]),
  ),
  of(
    'matmul, batches broadcast',
    (a, b) => c.matmul(t(a), t(b), { transposeB: true }),
    real([3, 1, 2, 4]),
    real([2, 5, 4]),
  ),
  of('matmul, one matrix for all', (a, b) => c.matmul(t(a), t(b), { transposeB: true }), real([2, 3, 4]), real([5, 4])),
  of('dense', (x, w, b) => c.dense(t(x), t(w), t(b)), real([2, 3, 4]), real([4, 5]), real([5])),
  conv('3x3', [2, 3, 6, 5], [4, 3, 3, 3], { padding: 1 }),
  conv('3x3, stride 2, one row left over', [2, 3, 7, 6], [4, 3, 3, 3], { stride: 2, padding: [0, 1, 0, 1] }),
  conv('5x3, dilated, same', [1, 2, 7, 8], [3, 2, 5, 3], { dilation: [1, 2], padding: 'same' }),
  conv('3x3, stride 2, same, even size', [1, 2, 6, 6], [3, 2, 3, 3], { stride: 2, padding: 'same' }),
  conv('1x1', [2, 3, 4, 4], [5, 3, 1, 1], {}),
  conv('1x1, stride 2', [2, 3, 5, 4], [5, 3, 1, 1], { stride: 2 }),
  conv('1x1, padded', [2, 3, 3, 4], [5, 3, 1, 1], { padding: 1 }),
  conv('groups', [2, 4, 5, 5], [6, 2, 3, 3], { groups: 2, padding: 1, stride: 2 }),
  conv('depthwise', [2, 4, 5, 6], [4, 1, 3, 3], { groups: 4, padding: 1 }),
  conv('depthwise, stride 2, 5x5', [2, 3, 9, 8], [3, 1, 5, 5], { groups: 3, padding: 2, stride: 2 }),
  conv('depthwise with a multiplier', [1, 2, 5, 5], [4, 1, 3, 3], { groups: 2 }),
  conv('patches', [2, 3, 8, 8], [6, 3, 4, 4], { stride: 4 }),
  conv('blocked channels', [8, 16, 5, 4], [16, 16, 3, 3], { padding: 1 }),
  conv('blocked channels, uneven, stride 2', [9, 18, 6, 7], [20, 18, 3, 3], { padding: 1, stride: 2 }),
  conv('few channels to a block, 5x5', [16, 3, 7, 7], [16, 3, 5, 5], { padding: 2, dilation: 1 }),
  conv('blocked, dilated', [16, 16, 7, 6], [16, 16, 3, 3], { padding: 2, dilation: 2 }),
  conv('blocked depthwise', [3, 20, 5, 6], [20, 1, 3, 3], { groups: 20, padding: 1 }),
  conv('blocked depthwise, whole blocks, 5x5', [3, 32, 6, 7], [32, 1, 5, 5], { groups: 32, padding: 2 }),
  conv('blocked depthwise, stride 2, rows left over', [2, 16, 8, 9], [16, 1, 3, 3], {
    groups: 16,
    stride: 2,
    padding: 1,
  }),
  conv('blocked depthwise, dilated, uneven', [2, 12, 9, 8], [12, 1, 2, 3], {
    groups: 12,
    dilation: 2,
    stride: [1, 2],
    padding: [1, 0, 0, 2],
  }),
  conv('blocked depthwise, image smaller than the kernel', [2, 16, 2, 3], [16, 1, 5, 5], { groups: 16, padding: 2 }),
  conv('more padding than the kernel reaches', [1, 2, 3, 3], [2, 2, 2, 2], { padding: 3 }),
  of(
    'conv2d with a bias',
    (x, w, b) => c.conv2d(t(x), t(w), { padding: 1 }, t(b)),
    real([2, 2, 4, 4]),
    real([3, 2, 3, 3]),
    real([3]),
  ),
  of(
    'convInputGrad as an operation',
    (dy, w) =>
      convInputGrad(t(dy), t(w), { strides: [2, 2], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 }, [6, 5]),
    real([2, 4, 3, 3]),
    real([4, 3, 3, 3]),
  ),
  of(
    'convFilterGrad as an operation',
    (x, dy) =>
      convFilterGrad(t(x), t(dy), { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 }, [3, 3]),
    real([2, 3, 4, 5]),
    real([2, 4, 4, 5]),
  ),
  of('maxPool 2x2', (x) => c.maxPool(t(x), { kernel: 2 }), real([2, 3, 6, 4])),
  of('maxPool 3x3, stride 2, padded', (x) => c.maxPool(t(x), { kernel: 3, stride: 2, padding: 1 }), real([2, 2, 7, 6])),
  of(
    'maxPool 3x3, stride 1, same',
    (x) => c.maxPool(t(x), { kernel: 3, stride: 1, padding: 'same' }),
    real([1, 2, 5, 4]),
  ),
  of('maxPool 2x3, rows left over', (x) => c.maxPool(t(x), { kernel: [2, 3] }), real([1, 2, 5, 8])),
  of('averagePool 2x2', (x) => c.averagePool(t(x), { kernel: 2 }), real([2, 3, 6, 4])),
  of(
    'averagePool 3x3, stride 1, padding not counted',
    (x) => c.averagePool(t(x), { kernel: 3, stride: 1, padding: 1 }),
    real([2, 2, 5, 4]),
  ),
  of(
    'averagePool 3x3, stride 2, padding counted',
    (x) => c.averagePool(t(x), { kernel: 3, stride: 2, padding: 1, countIncludePad: true }),
    real([2, 2, 6, 7]),
  ),
  of(
    'averagePool 3x2, stride 2, left over',
    (x) => c.averagePool(t(x), { kernel: [3, 2], stride: 2, padding: [1, 0, 0, 1] }),
    real([1, 2, 8, 7]),
  ),
  of('globalAveragePool', (x) => c.globalAveragePool(t(x)), real([2, 3, 4, 5])),
  of('upsample', (x) => c.upsample(t(x), [2, 3]), real([2, 2, 3, 2])),
  of('channelAffine', (x, a, b) => c.channelAffine(t(x), t(a), t(b)), real([2, 3, 2, 2]), real([3]), real([3])),
  of(
    'batch norm, training',
    (x, a, b) => c.batchNormTraining(t(x), t(a), t(b)).y,
    real([4, 3, 3, 2]),
    real([3]),
    real([3]),
  ),
  of(
    'batch norm, training, two axes',
    (x, a, b) => c.batchNormTraining(t(x), t(a), t(b)).y,
    real([6, 3]),
    real([3]),
    real([3]),
  ),
  of(
    'batch norm, statistics of the batch',
    (x) => {
      const norm = c.batchNormTraining(t(x), c.full([3], 1), c.full([3], 0));
      return c.add(norm.mean, c.mul(norm.variance, 2));
    },
    real([4, 3, 3, 2]),
  ),
  of(
    'batch norm, inference',
    (x, a, b, m, v) => c.batchNormInference(t(x), t(a), t(b), t(m), t(v)),
    real([2, 3, 2, 2]),
    real([3]),
    real([3]),
    real([3]),
    positive([3]),
  ),
  of('layer norm', (x, a, b) => c.layerNorm(t(x), t(a), t(b)), real([2, 3, 5]), real([5]), real([5])),
  of('softmax', (x) => c.softmax(t(x)), real([3, 5])),
  of('softmax over the first axis', (x) => c.softmax(t(x), 0), real([3, 5])),
  of('logSoftmax', (x) => c.logSoftmax(t(x)), real([3, 5])),
  of('logSoftmax over the middle, large', (x) => c.logSoftmax(c.mul(t(x), 50), 1), real([2, 5, 3])),
  of('gather', (table, i) => c.gather(t(table), t(i)), real([5, 3]), labels([2, 4], 5)),
  of('oneHot', (i, x) => c.mul(c.oneHot(t(i), 4), t(x)), labels([3], 4), real([4])),
  of('cross-entropy of class numbers', (x, y) => c.crossEntropy(t(x), t(y)), real([6, 4]), labels([6], 4)),
  of('cross-entropy, smoothed', (x, y) => c.crossEntropy(t(x), t(y), 0.1), real([6, 4]), labels([6], 4)),
  of('cross-entropy of distributions', (x, y) => c.crossEntropy(t(x), c.softmax(t(y))), real([6, 4]), real([6, 4])),
  of(
    'accuracy times loss',
    (x, y) => c.mul(c.accuracy(t(x), t(y)), c.squaredError(t(x), c.oneHot(t(y), 4))),
    real([6, 4]),
    labels([6], 4),
  ),
  of('binary cross-entropy', (x, y) => c.binaryCrossEntropy(t(x), t(y)), real([6]), {
    ...labels([6], 2),
    integers: false,
    from: 0,
    to: 1,
  }),
  of('pairwise logistic', (x, y) => c.pairwiseLogistic(t(x), t(y)), real([6]), { ...real([6]), fixed: true }),
  of('attention', (q, k, v) => c.attention(t(q), t(k), t(v)), real([2, 3, 4]), real([2, 5, 4]), real([2, 5, 3])),
  of(
    'attention, masked, in heads',
    (q, k, v, m) => {
      const heads = [q, k, v].map((x) => c.splitHeads(t(x), 2)) as [Tensor, Tensor, Tensor];
      const itself = c.equal(c.expandDims(c.range(3), 1), c.range(3));
      return c.joinHeads(c.attention(...heads, c.where(c.or(c.greater(t(m), 0), itself), 0, -1e9)));
    },
    real([2, 3, 4]),
    real([2, 3, 4]),
    real([2, 3, 4]),
    { ...real([3, 3]), fixed: true },
  ),
  of('dropout', (x, u) => c.dropout(t(x), t(u), 0.4), real([3, 4]), { ...real([3, 4], 0, 1), fixed: true }),
];
