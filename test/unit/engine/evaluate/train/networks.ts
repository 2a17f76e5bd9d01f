/** Small networks of each family, written as chains of primitives: training must not depend on the language. */
import { apply, finish, inputExpansion, startExpansion } from '../../../../../dsl/graph/expansion.ts';
import type { Attributes, Network } from '../../../../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../../../../dsl/graph/primitives.ts';
import type { Shape } from '../../../../../dsl/graph/shape.ts';

/** Appends a primitive to the network under construction and returns the reference of its result. */
export type Put = (name: PrimitiveName, attributes: Attributes, ...inputs: number[]) => number;

/** A network of one operator; `build` gets the reference of the input and returns that of the result. */
export function networkOf(input: Shape, build: (x: number, put: Put) => number): Network {
  const builder = startExpansion([input]);
  const output = build(0, (name, attributes, ...inputs) => {
    const result = apply(builder, name, attributes, inputs);
    if (typeof result !== 'number') throw new Error(result.error);
    return result;
  });
  const expansion = finish(builder, output);
  const base = { attributes: {}, cell: -1 } as const;
  const source = { ...base, operator: 'input', inputs: [], shape: input, expansion: inputExpansion(input) };
  const whole = { ...base, operator: 'whole', inputs: [0], shape: expansion.shape, expansion };
  const nodes = [
    { ...source, path: 'input', role: 'input' },
    { ...whole, path: 'network', role: 'operator' },
  ] as const;
  return { space: 'Tiny', input, nodes, output: 1, cells: [] };
}

type Family = (x: number, put: Put, classes: number) => number;

/** Convolution, batch normalisation, ReLU. */
function block(put: Put, x: number, out: number, attributes: Attributes = {}): number {
  return put('relu', {}, put('batchnorm', {}, put('conv', { out, ...attributes }, x)));
}

function head(put: Put, x: number, classes: number): number {
  return put('linear', { out: classes }, put('global_avgpool', {}, x));
}

export const families: Readonly<Record<string, Family>> = {
  /** NAS-Bench-101: operators on nodes, channels cut and joined. */
  'NAS-Bench-101 cell': (x, put, classes) => {
    const stem = block(put, x, 8);
    const a = block(put, put('slice_channels', { out: 5 }, stem), 5);
    const b = put('maxpool', { k: 3 }, put('slice_channels', { out: 3 }, stem));
    const projected = put('conv', { k: 1, out: 8 }, stem);
    return head(put, put('sum', {}, put('concat', {}, a, b), projected), classes);
  },
  /** NAS-Bench-201: operators on edges, then a residual block with stride. */
  'NAS-Bench-201 cell': (x, put, classes) => {
    const stem = put('batchnorm', {}, put('conv', { out: 8 }, x));
    const edge = (from: number, k: number): number =>
      put('batchnorm', {}, put('conv', { k, out: 8 }, put('relu', {}, from)));
    const one = put('sum', {}, edge(stem, 3), put('none', { out: 8 }, stem));
    const two = put('sum', {}, edge(one, 1), put('avgpool', { k: 3 }, stem), put('identity', {}, one));
    const half = block(put, two, 16, { stride: 2 });
    const shortcut = put('conv', { k: 1, out: 16 }, put('avgpool', { k: 2, stride: 2, padding: 'valid' }, two));
    return head(put, put('sum', {}, half, shortcut), classes);
  },
  /** DARTS: separable and dilated convolutions, strides, concatenation. */
  'DARTS cell': (x, put, classes) => {
    const stem = block(put, x, 8);
    const separable = (from: number, k: number, dilation: number): number => {
      const depthwise = put('conv', { k, groups: 8, dilation, stride: 2 }, put('relu', {}, from));
      return put('batchnorm', {}, put('conv', { k: 1 }, depthwise));
    };
    const pooled = put('maxpool', { k: 3, stride: 2 }, stem);
    return head(put, put('concat', {}, separable(stem, 3, 1), separable(stem, 5, 2), pooled), classes);
  },
  /** MobileNetV3: inverted bottleneck with squeeze-and-excitation and hard activations. */
  'MobileNetV3 block': (x, put, classes) => {
    const stem = put('hswish', {}, put('batchnorm', {}, put('conv', { out: 8, stride: 2 }, x)));
    const wide = put('hswish', {}, put('batchnorm', {}, put('conv', { k: 1, out: 24 }, stem)));
    const deep = put('relu6', {}, put('batchnorm', {}, put('conv', { k: 5, groups: 24 }, wide)));
    const squeezed = put('relu', {}, put('conv', { k: 1, out: 6, bias: true }, put('global_avgpool', {}, deep)));
    const gate = put('hsigmoid', {}, put('conv', { k: 1, out: 24, bias: true }, squeezed));
    const narrow = put('batchnorm', {}, put('conv', { k: 1, out: 8 }, put('multiply', {}, deep, gate)));
    return head(put, put('sum', {}, stem, narrow), classes);
  },
  /** Vision transformer: patches, class token, positions, pre-normalised attention and MLP. */
  'vision transformer': (x, put, classes) => {
    const embedded = put('position_embedding', {}, put('class_token', {}, put('patchify', { size: 4, out: 24 }, x)));
    const attended = put('attention', { heads: 3, head_dim: 8 }, put('layernorm', {}, embedded));
    const first = put('sum', {}, embedded, attended);
    const hidden = put('gelu', {}, put('linear', { out: 48 }, put('layernorm', {}, first)));
    const second = put('sum', {}, first, put('linear', { out: 24 }, hidden));
    return put('linear', { out: classes }, put('take_token', { index: 0 }, put('layernorm', {}, second)));
  },
  /** What the others leave out. */
  'other primitives': (x, put, classes) => {
    const stem = put('silu', {}, put('groupnorm', { groups: 2 }, put('conv', { out: 8, stride: 2, kh: 1, kw: 5 }, x)));
    const large = put('upsample', { scale: 2 }, put('pad_channels', { out: 10 }, stem));
    const both = put('mean', {}, put('tanh', {}, large), put('sigmoid', {}, large));
    const normal = put('layernorm', {}, put('max', {}, both, large));
    const tokens = put('to_tokens', {}, put('maxpool', { k: 4, stride: 4, padding: 'valid' }, normal));
    const mixed = put('softmax', {}, put('linear', { out: 12, bias: false }, tokens));
    const flat = put('dropout', { rate: 0.1 }, put('flatten', {}, mixed));
    const means = put('mean_tokens', {}, tokens);
    return put('linear', { out: classes }, put('batchnorm', {}, put('concat', {}, flat, means)));
  },
};

/** A family's network for images of a shape. */
export function familyNetwork(name: string, input: Shape, classes: number): Network {
  const build = families[name];
  if (build === undefined) throw new Error(`no family ${name}`);
  return networkOf(input, (x, put) => build(x, put, classes));
}

/** A residual network of about 6,600 (width 4) or 26,000 (width 8) parameters. */
export function smallResNet(input: Shape, classes: number, width: number): Network {
  return networkOf(input, (x, put) => {
    let value = block(put, x, width);
    for (const [stage, out] of [width, 2 * width, 4 * width].entries()) {
      if (stage > 0) value = block(put, put('maxpool', { k: 2, stride: 2, padding: 'valid' }, value), out, { k: 1 });
      value = put('sum', {}, value, block(put, block(put, value, out), out));
    }
    return head(put, value, classes);
  });
}
