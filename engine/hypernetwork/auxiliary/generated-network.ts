/**
 * The network that a hypernetwork's weights make of an architecture, small enough to run at every training step: a few of its positions with few
 * channels on small images. One program serves all architectures of a space: each node can be any of the space's forms, and which one it is, and
 * where it reads from, are numbers that are fed.
 *
 * A node is the mean of its sources, then its operator: a generated convolution after ReLU, normalised over the batch; a pool; attention; a gate on
 * channels; or nothing. Resolution is halved once on the way; widths do not grow.
 */
import {
  add,
  averagePool,
  batchNormTraining,
  concat,
  constant,
  conv2d,
  crossEntropy,
  dense,
  div,
  expandDims,
  full,
  globalAveragePool,
  matmul,
  max,
  maxPool,
  mul,
  relu,
  reshape,
  sigmoid,
  slice,
  softmax,
  sub,
  sum,
  transpose,
  type Tensor,
} from '../../compute/index.ts';
import type { GraphSchema } from '../../encoding/graph/schema.ts';
import type { Declare } from '../declare.ts';
import type { PlainForm, SpaceForms } from './forms.ts';
import { kernelSide, type NodeKernels } from './node-kernels.ts';

export interface GeneratedShape {
  readonly schema: GraphSchema;
  readonly forms: SpaceForms;
  /** How kernels are made. */
  readonly kernels: NodeKernels;
  /** Width of the hidden layer that all nodes share. */
  readonly hidden: number;
  readonly channels: number;
  readonly classes: number;
}

/** One architecture. */
export interface Generating {
  /** [positions, nodes, columns], [positions, nodes, nodes], [positions, nodes]: as in `DenseGraphs`. */
  readonly features: Tensor;
  readonly edges: Tensor;
  readonly mask: Tensor;
  /** For each of `generatedPositions` its nodes' embeddings [sizes[p], hidden]. */
  readonly embeddings: readonly Tensor[];
  /** [images, channels, height, width]. */
  readonly images: Tensor;
}

/** Side of the images that the generated network works on. */
const SIDE = 8;
/** About as many nodes are generated, a position at least. */
const NODES = 30;

/** The positions that the generated network has: evenly spread over the large ones, a cell for each stage where there are three. */
export function generatedPositions({ sizes, nodes }: GraphSchema): number[] {
  const large = sizes.flatMap((size, p) => (2 * size >= nodes ? [p] : []));
  const count = Math.min(large.length, Math.max(2, Math.min(4, Math.floor(NODES / nodes))));
  return Array.from({ length: count }, (_, i) => large[Math.floor(((i + 0.5) * large.length) / count)] as number);
}

/** Logits [images, classes]. */
export function generatedLogits(given: Generating, shape: GeneratedShape, declare: Declare): Tensor {
  const { schema, channels, classes } = shape;
  const { images } = given;
  const [count, planes, height, width] = images.shape as [number, number, number, number];
  const coarse = Math.max(1, Math.floor(Math.min(height, width) / SIDE));
  const seen = coarse > 1 ? averagePool(images, { kernel: coarse, stride: coarse }) : images;
  const stem = declare('generated.stem', [channels, planes, 3, 3], Math.sqrt(2 / (9 * planes)));
  let x = normalised(conv2d(seen, stem, { padding: 1 }));
  const positions = generatedPositions(schema);
  positions.forEach((p, i) => {
    const [, , rows, columns] = x.shape as [number, number, number, number];
    if (i === positions.length >> 1 && Math.min(rows, columns) >= 4) x = averagePool(x, { kernel: 2, stride: 2 });
    const y = position(x, p, given.embeddings[i] as Tensor, given, shape, declare);
    // An architecture without this position passes its input on.
    const there = reshape(slice(given.mask, [p, 0], [1, 1]), [1, 1, 1, 1]);
    x = add(mul(normalised(y), there), mul(x, sub(1, there)));
  });
  const weight = declare('generated.head', [channels, classes], Math.sqrt(1 / channels));
  return dense(reshape(globalAveragePool(relu(x)), [count, channels]), weight, declare('generated.head.shift', [classes], 0)); // prettier-ignore
}

/** Mean cross-entropy of the generated network. */
export function generatedLoss(given: Generating, labels: Tensor, shape: GeneratedShape, declare: Declare): Tensor {
  return crossEntropy(generatedLogits(given, shape, declare), labels);
}

function position(
  x: Tensor,
  p: number,
  embeddings: Tensor,
  { features, edges, mask }: Generating,
  shape: GeneratedShape,
  declare: Declare,
): Tensor {
  const { schema, forms, channels } = shape;
  const size = schema.sizes[p] as number;
  const count = x.shape[0] as number;
  const operators = reshape(slice(features, [p, 0, 0], [1, size, schema.operators.length]), [size, schema.operators.length]); // prettier-ignore
  const live = reshape(slice(mask, [p, 0], [1, size]), [size, 1]);
  const links = reshape(slice(edges, [p, 0, 0], [1, size, size]), [size, size]);
  const kernelShares = matmul(operators, table(schema, forms, forms.kernels.map((_, f) => f))); // prettier-ignore
  const plain = matmul(operators, table(schema, forms, forms.plain));
  const kernels = shape.kernels(embeddings, kernelShares, { forms, hidden: shape.hidden, channels }, declare);
  const weighted = sum(kernelShares, [1], true);
  // Row n: where node n reads, in equal shares; a node without sources reads what enters the position.
  const reads = transpose(links);
  const degree = sum(reads, [1], true);
  const shares = div(reads, max(degree, 1));
  const entering = max(sub(1, degree), 0);

  const flat = reshape(x, [1, -1]);
  const values: Tensor[] = [];
  for (let n = 0; n < size; n++) {
    const own = (of: Tensor): Tensor => reshape(slice(of, [n, 0], [1, 1]), [1, 1]);
    let read = mul(flat, own(entering));
    if (n > 0) read = add(read, matmul(slice(shares, [n, 0], [1, n]), concat([...values], 0)));
    const kernel = reshape(slice(kernels, [n, 0, 0, 0, 0], [1, ...kernels.shape.slice(1)]), kernels.shape.slice(1));
    const results = operate(reshape(read, x.shape), kernel, own(weighted), (form) => {
      const k = forms.plain.indexOf(form);
      return k < 0 ? undefined : reshape(slice(plain, [n, k], [1, 1]), [1, 1, 1, 1]);
    }, { channels, side: kernelSide(forms) }, declare); // prettier-ignore
    values.push(reshape(results, [1, -1]));
  }
  // The result: the mean of the nodes that nothing reads.
  const unread = mul(live, max(sub(1, sum(links, [1], true)), 0));
  const ends = div(unread, max(sum(unread), 1));
  return reshape(matmul(transpose(ends), concat([...values], 0)), [count, ...x.shape.slice(1)]);
}

function operate(
  x: Tensor,
  kernel: Tensor,
  weighted: Tensor,
  share: (form: PlainForm) => Tensor | undefined,
  { channels, side }: { readonly channels: number; readonly side: number },
  declare: Declare,
): Tensor {
  const positive = relu(x);
  const convolved = normalised(conv2d(positive, kernel, { padding: (side - 1) / 2 }));
  let y = mul(convolved, reshape(weighted, [1, 1, 1, 1]));
  const forms: Readonly<Record<PlainForm, (() => Tensor) | undefined>> = {
    pass: () => x,
    relu: () => positive,
    average: () => averagePool(x, { kernel: 3, stride: 1, padding: 1, countIncludePad: false }),
    maximum: () => maxPool(x, { kernel: 3, stride: 1, padding: 1 }),
    attention: () => attended(x, channels, declare),
    gate: () => mul(x, gates(x, channels, declare)),
    nothing: undefined,
  };
  for (const [form, value] of Object.entries(forms) as [PlainForm, (() => Tensor) | undefined][]) {
    const own = value === undefined ? undefined : share(form);
    if (own !== undefined && value !== undefined) y = add(y, mul(value(), own));
  }
  return y;
}

/** One head of attention over the pixels, its projections shared by all nodes. */
function attended(x: Tensor, channels: number, declare: Declare): Tensor {
  const [count, , height, width] = x.shape as [number, number, number, number];
  const pixels = transpose(reshape(x, [count, channels, height * width]), [0, 2, 1]);
  const project = (name: string): Tensor =>
    dense(pixels, declare(`generated.${name}`, [channels, channels], Math.sqrt(1 / channels)));
  const scores = mul(matmul(project('query'), project('key'), { transposeB: true }), 1 / Math.sqrt(channels));
  const mixed = matmul(softmax(scores), project('value'));
  return reshape(transpose(mixed, [0, 2, 1]), x.shape);
}

/** Squeeze and excite without a bottleneck, its weights shared by all nodes. */
function gates(x: Tensor, channels: number, declare: Declare): Tensor {
  const weight = declare('generated.gate', [channels, channels], Math.sqrt(1 / channels));
  return expandDims(expandDims(sigmoid(dense(globalAveragePool(x), weight)), 2), 3);
}

function normalised(x: Tensor): Tensor {
  const channels = x.shape[1] as number;
  return batchNormTraining(x, full([channels], 1), full([channels], 0), 1e-3).y;
}

/** [operators, forms]: 1 where the operator has that form. */
function table({ operators }: GraphSchema, { ofOperator }: SpaceForms, forms: readonly (number | PlainForm)[]): Tensor {
  const width = Math.max(1, forms.length);
  const data = new Float32Array(operators.length * width);
  operators.forEach((operator, o) => {
    const found = forms.indexOf(ofOperator.get(operator) ?? 'pass');
    if (found >= 0) data[o * width + found] = 1;
  });
  return constant(data, [operators.length, width]);
}
