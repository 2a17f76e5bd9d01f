/**
 * A third way to compute programs: a slow, plain interpreter in float64, written from the definitions. The conformance suite compares the
 * backends to it, and finite differences of it to the gradients. Every gradient instruction is computed by its own definition (as the
 * adjoint, by scattering), not by the expansions that backends use, so that an error there is seen.
 */
import type { Instruction, InstructionOf, Program } from '../../../../../engine/compute/program/program.ts';
import type { Convolution, OpName, Pooling } from '../../../../../engine/compute/program/instructions.ts';

export type Values = Float64Array;
type Shape = readonly number[];

export interface Ref {
  readonly shape: Shape;
  readonly data: Values;
}

const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
const at = (values: ArrayLike<number>, index: number): number => {
  const value = values[index];
  if (value === undefined) throw new Error(`index ${index} outside ${values.length}`);
  return value;
};

function stridesOf(shape: Shape): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) strides[axis] = at(strides, axis + 1) * at(shape, axis + 1);
  return strides;
}

function coordinates(index: number, shape: Shape): number[] {
  let rest = index;
  return stridesOf(shape).map((stride) => {
    const value = Math.floor(rest / stride);
    rest -= value * stride;
    return value;
  });
}

const offset = (position: readonly number[], shape: Shape): number =>
  stridesOf(shape).reduce((sum, stride, axis) => sum + stride * at(position, axis), 0);

function fill(shape: Shape, value: (position: number[], index: number) => number): Ref {
  const data = new Float64Array(sizeOf(shape));
  for (let index = 0; index < data.length; index += 1) data[index] = value(coordinates(index, shape), index);
  return { shape, data };
}

/** Element of `x` at the position of a larger shape that it broadcasts to. */
function broadcastAt(x: Ref, position: readonly number[]): number {
  const lead = position.length - x.shape.length;
  return at(
    x.data,
    offset(
      x.shape.map((size, axis) => (size === 1 ? 0 : at(position, axis + lead))),
      x.shape,
    ),
  );
}

/** Abramowitz and Stegun 7.1.5 (series) and 7.1.14 (continued fraction): full double precision for the range tests use. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  let term = a;
  let sum = a;
  for (let n = 1; n < 200; n += 1) {
    term *= (-a * a) / n;
    sum += term / (2 * n + 1);
  }
  return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
}

const unaries: Readonly<Record<string, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  erf,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  relu: (x) => Math.max(x, 0),
  gelu: (x) => x * 0.5 * (1 + erf(x / Math.SQRT2)),
  hardSigmoid: (x) => Math.min(1, Math.max(0, x / 6 + 0.5)),
  hardSwish: (x) => x * Math.min(1, Math.max(0, x / 6 + 0.5)),
  not: (x) => 1 - x,
};

const binaries: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  min: Math.min,
  max: Math.max,
  equal: (a, b) => Number(a === b),
  less: (a, b) => Number(a < b),
  greater: (a, b) => Number(a > b),
  and: (a, b) => a * b,
  or: (a, b) => Math.max(a, b),
};

/** Calls `visit` for every product of a convolution: positions in image, filter and result. */
function eachProduct(
  image: Shape,
  filter: Shape,
  result: Shape,
  { strides, pads, dilations, groups }: Convolution,
  visit: (x: number, w: number, y: number) => void,
): void {
  const [n, o, h, w] = [at(result, 0), at(result, 1), at(result, 2), at(result, 3)];
  const [ins, kh, kw] = [at(filter, 1), at(filter, 2), at(filter, 3)];
  const [channels, ih, iw] = [at(image, 1), at(image, 2), at(image, 3)];
  for (let b = 0; b < n; b += 1) {
    for (let c = 0; c < o; c += 1) {
      const group = Math.floor(c / (o / groups));
      for (let y = 0; y < h; y += 1) {
        for (let x = 0; x < w; x += 1) {
          for (let i = 0; i < ins; i += 1) {
            for (let ky = 0; ky < kh; ky += 1) {
              for (let kx = 0; kx < kw; kx += 1) {
                const [py, px] = [
                  y * strides[0] + ky * dilations[0] - pads[0],
                  x * strides[1] + kx * dilations[1] - pads[1],
                ];
                if (py < 0 || px < 0 || py >= ih || px >= iw) continue;
                visit(
                  ((b * channels + group * ins + i) * ih + py) * iw + px,
                  ((c * ins + i) * kh + ky) * kw + kx,
                  ((b * o + c) * h + y) * w + x,
                );
              }
            }
          }
        }
      }
    }
  }
}

/** Elements of the image under each window of a pooling: [window's offset, offsets of its elements]. */
function eachWindow(
  image: Shape,
  result: Shape,
  { kernel, strides, pads }: Pooling,
  visit: (y: number, xs: number[]) => void,
): void {
  for (let index = 0; index < sizeOf(result); index += 1) {
    const [b = 0, c = 0, y = 0, x = 0] = coordinates(index, result);
    const inside: number[] = [];
    for (let ky = 0; ky < kernel[0]; ky += 1) {
      for (let kx = 0; kx < kernel[1]; kx += 1) {
        const [py, px] = [y * strides[0] + ky - pads[0], x * strides[1] + kx - pads[1]];
        if (py >= 0 && px >= 0 && py < at(image, 2) && px < at(image, 3)) inside.push(offset([b, c, py, px], image));
      }
    }
    visit(index, inside);
  }
}

const addTo = (data: Values, index: number, value: number): void => {
  data[index] = at(data, index) + value;
};

function reduceTo(
  x: Ref,
  axes: readonly number[],
  keepDims: boolean,
  start: number,
  step: (a: number, b: number) => number,
): Ref {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const data = new Float64Array(sizeOf(kept)).fill(start);
  for (let index = 0; index < x.data.length; index += 1) {
    const position = coordinates(index, x.shape).map((p, axis) => (axes.includes(axis) ? 0 : p));
    const target = offset(position, kept);
    data[target] = step(at(data, target), at(x.data, index));
  }
  return { shape: keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis)), data };
}

function matmul({ attributes, shape }: InstructionOf<'matmul'>, a: Ref, b: Ref): Ref {
  const inner = at(a.shape, a.shape.length - (attributes.transposeA ? 2 : 1));
  return fill(shape, (position) => {
    const batch = position.slice(0, -2);
    const [row, column] = [at(position, position.length - 2), at(position, position.length - 1)];
    let total = 0;
    for (let k = 0; k < inner; k += 1) {
      const left = broadcastAt(a, [...batch, ...(attributes.transposeA ? [k, row] : [row, k])]);
      const right = broadcastAt(b, [...batch, ...(attributes.transposeB ? [column, k] : [k, column])]);
      total += left * right;
    }
    return total;
  });
}

/** Mean, deviation over the last axis of the row that `index` is in. */
function rowStatistics(x: Ref, index: number, epsilon: number): { mean: number; deviation: number } {
  const width = at(x.shape, x.shape.length - 1);
  const row = x.data.slice(Math.floor(index / width) * width, Math.floor(index / width) * width + width);
  const mean = row.reduce((a, b) => a + b, 0) / width;
  const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / width;
  return { mean, deviation: Math.sqrt(variance + epsilon) };
}

function alongAxis(x: Ref, axis: number, index: number): number[] {
  const position = coordinates(index, x.shape);
  return Array.from({ length: at(x.shape, axis) }, (_, k) =>
    at(
      x.data,
      offset(
        position.map((p, a) => (a === axis ? k : p)),
        x.shape,
      ),
    ),
  );
}

type Rule<K extends OpName> = (instruction: InstructionOf<K>, x: (index: number) => Ref) => Ref;

const rules: { readonly [K in OpName]?: Rule<K> } = {
  constant: ({ attributes, shape }) => ({ shape, data: Float64Array.from(attributes.data) }),
  where: ({ shape }, x) =>
    fill(shape, (p) => (broadcastAt(x(0), p) !== 0 ? broadcastAt(x(1), p) : broadcastAt(x(2), p))),
  cast: ({ shape, dtype }, x) => ({ shape, data: x(0).data.map((v) => (dtype === 'int32' ? Math.trunc(v) : v)) }),
  clip: ({ attributes, shape }, x) => ({
    shape,
    data: x(0).data.map((v) => Math.min(attributes.max, Math.max(attributes.min, v))),
  }),
  reluGrad: ({ shape }, x) => fill(shape, (_, i) => (at(x(0).data, i) > 0 ? at(x(1).data, i) : 0)),
  sum: ({ attributes }, x) => reduceTo(x(0), attributes.axes, attributes.keepDims, 0, (a, b) => a + b),
  mean: ({ attributes, shape }, x) => {
    const total = reduceTo(x(0), attributes.axes, attributes.keepDims, 0, (a, b) => a + b);
    return { shape, data: total.data.map((v) => v / (x(0).data.length / total.data.length)) };
  },
  maximum: ({ attributes }, x) => reduceTo(x(0), attributes.axes, attributes.keepDims, -Infinity, Math.max),
  argMax: ({ attributes, shape }, x) =>
    fill(shape, (position) => {
      const full = position.toSpliced(attributes.axis, 0, 0);
      const row = alongAxis(x(0), attributes.axis, offset(full, x(0).shape));
      return row.indexOf(Math.max(...row));
    }),
  channelDot: ({ shape }, x) => {
    const data = new Float64Array(sizeOf(shape));
    x(0).data.forEach((v, i) => addTo(data, at(coordinates(i, x(0).shape), 1), v * at(x(1).data, i)));
    return { shape, data };
  },
  reshape: ({ shape }, x) => ({ shape, data: x(0).data }),
  transpose: ({ attributes, shape }, x) =>
    fill(shape, (p) =>
      at(
        x(0).data,
        offset(
          x(0).shape.map((_, axis) => at(p, attributes.permutation.indexOf(axis))),
          x(0).shape,
        ),
      ),
    ),
  broadcast: ({ shape }, x) => fill(shape, (p) => broadcastAt(x(0), p)),
  slice: ({ attributes, shape }, x) =>
    fill(shape, (p) =>
      at(
        x(0).data,
        offset(
          p.map((v, axis) => at(attributes.starts, axis) + v * at(attributes.steps, axis)),
          x(0).shape,
        ),
      ),
    ),
  pad: ({ attributes, shape }, x) =>
    fill(shape, (p) => {
      const source = p.map((v, axis) => v - at(attributes.before, axis));
      const inside = source.every((v, axis) => v >= 0 && v < at(x(0).shape, axis));
      return inside ? at(x(0).data, offset(source, x(0).shape)) : attributes.value;
    }),
  concat: ({ attributes, shape, operands }, x) =>
    fill(shape, (p) => {
      let rest = at(p, attributes.axis);
      let which = 0;
      while (which < operands.length - 1 && rest >= at(x(which).shape, attributes.axis)) {
        rest -= at(x(which).shape, attributes.axis);
        which += 1;
      }
      return at(x(which).data, offset(p.with(attributes.axis, rest), x(which).shape));
    }),
  matmul: (instruction, x) => matmul(instruction, x(0), x(1)),
  conv2d: ({ attributes, shape }, x) => {
    const data = new Float64Array(sizeOf(shape));
    eachProduct(x(0).shape, x(1).shape, shape, attributes, (i, w, y) =>
      addTo(data, y, at(x(0).data, i) * at(x(1).data, w)),
    );
    return { shape, data };
  },
  convInputGrad: ({ attributes, shape }, x) => {
    const data = new Float64Array(sizeOf(shape));
    eachProduct(shape, x(1).shape, x(0).shape, attributes, (i, w, y) =>
      addTo(data, i, at(x(0).data, y) * at(x(1).data, w)),
    );
    return { shape, data };
  },
  convFilterGrad: ({ attributes, shape }, x) => {
    const data = new Float64Array(sizeOf(shape));
    eachProduct(x(0).shape, shape, x(1).shape, attributes, (i, w, y) =>
      addTo(data, w, at(x(0).data, i) * at(x(1).data, y)),
    );
    return { shape, data };
  },
  maxPool: ({ attributes, shape }, x) => {
    const data = new Float64Array(sizeOf(shape));
    eachWindow(x(0).shape, shape, attributes, (y, xs) => (data[y] = Math.max(...xs.map((i) => at(x(0).data, i)))));
    return { shape, data };
  },
  maxPoolGrad: ({ attributes, shape }, x) => {
    const data = new Float64Array(sizeOf(shape));
    eachWindow(shape, x(1).shape, attributes, (y, xs) => {
      const best = xs.filter((i) => at(x(0).data, i) === at(x(1).data, y));
      for (const i of best) addTo(data, i, at(x(2).data, y) / best.length);
    });
    return { shape, data };
  },
  averagePool: ({ attributes, shape }, x) => {
    const data = new Float64Array(sizeOf(shape));
    const area = attributes.kernel[0] * attributes.kernel[1];
    eachWindow(x(0).shape, shape, attributes, (y, xs) => {
      data[y] = xs.reduce((sum, i) => sum + at(x(0).data, i), 0) / (attributes.countIncludePad ? area : xs.length);
    });
    return { shape, data };
  },
  averagePoolGrad: ({ attributes, shape }, x) => {
    const data = new Float64Array(sizeOf(shape));
    const area = attributes.kernel[0] * attributes.kernel[1];
    eachWindow(shape, x(0).shape, attributes, (y, xs) => {
      for (const i of xs) addTo(data, i, at(x(0).data, y) / (attributes.countIncludePad ? area : xs.length));
    });
    return { shape, data };
  },
  upsample: ({ attributes, shape }, x) =>
    fill(shape, ([n = 0, c = 0, h = 0, w = 0]) =>
      at(
        x(0).data,
        offset([n, c, Math.floor(h / attributes.factors[0]), Math.floor(w / attributes.factors[1])], x(0).shape),
      ),
    ),
  channelAffine: ({ shape }, x) =>
    fill(shape, (p, i) => at(x(0).data, i) * at(x(1).data, at(p, 1)) + at(x(2).data, at(p, 1))),
  batchNormalize: ({ attributes, shape }, x) =>
    fill(shape, (p, i) => {
      const c = at(p, 1);
      const normal = (at(x(0).data, i) - at(x(3).data, c)) / Math.sqrt(at(x(4).data, c) + attributes.epsilon);
      return normal * at(x(1).data, c) + at(x(2).data, c);
    }),
  layerNorm: ({ attributes, shape }, x) =>
    fill(shape, (p, i) => {
      const { mean, deviation } = rowStatistics(x(0), i, attributes.epsilon);
      const column = at(p, p.length - 1);
      return ((at(x(0).data, i) - mean) / deviation) * at(x(1).data, column) + at(x(2).data, column);
    }),
  layerNormalize: ({ attributes, shape }, x) =>
    fill(shape, (_, i) => {
      const { mean, deviation } = rowStatistics(x(0), i, attributes.epsilon);
      return (at(x(0).data, i) - mean) / deviation;
    }),
  layerInverseDeviation: ({ attributes, shape }, x) =>
    fill(
      shape,
      (_, i) => 1 / rowStatistics(x(0), i * at(x(0).shape, x(0).shape.length - 1), attributes.epsilon).deviation,
    ),
  softmax: ({ attributes, shape }, x) =>
    fill(shape, (_, i) => {
      const row = alongAxis(x(0), attributes.axis, i);
      const top = Math.max(...row);
      return Math.exp(at(x(0).data, i) - top) / row.reduce((sum, v) => sum + Math.exp(v - top), 0);
    }),
  logSoftmax: ({ attributes, shape }, x) =>
    fill(shape, (_, i) => {
      const row = alongAxis(x(0), attributes.axis, i);
      const top = Math.max(...row);
      return at(x(0).data, i) - top - Math.log(row.reduce((sum, v) => sum + Math.exp(v - top), 0));
    }),
  gather: ({ shape }, x) => {
    const row = sizeOf(x(0).shape.slice(1));
    return fill(shape, (_, i) => at(x(0).data, at(x(1).data, Math.floor(i / row)) * row + (i % row)));
  },
};

function evaluate(
  instruction: Instruction,
  x: (index: number) => Ref,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Ref {
  const { op, shape } = instruction;
  if (instruction.op === 'input') {
    const data = feeds[instruction.attributes.name];
    if (data === undefined) throw new Error(`"${instruction.attributes.name}" was not fed`);
    return { shape, data: Float64Array.from(data) };
  }
  const unary = unaries[op];
  if (unary !== undefined) return { shape, data: x(0).data.map(unary) };
  const binary = binaries[op];
  if (binary !== undefined) return fill(shape, (p) => binary(broadcastAt(x(0), p), broadcastAt(x(1), p)));
  const rule = rules[op] as Rule<OpName> | undefined;
  if (rule === undefined) throw new Error(`the reference interpreter lacks ${op}`);
  return rule(instruction as InstructionOf<OpName>, x);
}

/** Outputs of a program in float64, from inputs (and state) by name. */
export function interpret<Output extends string>(
  program: Program<Output>,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Record<Output, Values> {
  const values: Ref[] = [];
  for (const instruction of program.instructions) {
    const x = (index: number): Ref => {
      const value = values[at(instruction.operands, index)];
      if (value === undefined) throw new Error(`${instruction.op} lacks operand ${index}`);
      return value;
    };
    values.push(evaluate(instruction, x, feeds));
  }
  const named = program.outputs.map((port) => [port.name, values[port.index]?.data ?? new Float64Array()] as const);
  return Object.fromEntries(named) as Record<Output, Values>;
}
