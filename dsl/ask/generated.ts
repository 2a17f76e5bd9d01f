/**
 * Spaces written for a request that names none: for any image and number of classes, with or without what it names. All that can be decided
 * has several alternatives left.
 */
import type { Family, Feature } from './fact.ts';

export interface Shape {
  readonly channels: 1 | 3;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

export type Generated = Extract<Family, 'mobile' | 'convnet' | 'transformer'>;

/** Widths of the first stage, or of the tokens, from the smallest networks to the largest. */
export type Scale = 'small' | 'medium' | 'large';
export const scales: readonly Scale[] = ['medium', 'small', 'large'];

export interface Manner {
  readonly shape: Shape;
  readonly scale: Scale;
  readonly without: ReadonlySet<Feature>;
  readonly wanted: ReadonlySet<Feature>;
}

const head = (doc: string, name: string, { channels, height, width, classes }: Shape): string =>
  `/// ${doc}\nspace ${name} {\n  input image[${channels}, ${height}, ${width}]\n  output logits[${classes}]\n`;

const list = (values: readonly (number | string)[]): string => `[${values.join(', ')}]`;

/** Stages as records: each halves the image and has more channels, as long as 4 pixels are left. */
function stages({ height, width }: Shape, growth: readonly number[], strideOf: (stage: number) => number): string {
  const halvings = Math.max(0, Math.floor(Math.log2(Math.min(height, width) / 4)));
  let used = 0;
  const entries = growth.map((factor, stage) => {
    const stride = strideOf(stage) === 2 && used < halvings ? 2 : 1;
    used += stride - 1;
    return `    { out: ${factor}, stride: ${stride} },`;
  });
  return `  let stages = [\n${entries.join('\n')}\n  ]\n`;
}

function mobile({ shape, scale, without, wanted }: Manner): string {
  const widths = { small: [4, 6, 8, 12], medium: [8, 12, 16, 24], large: [24, 32, 48, 64] }[scale];
  const kernel = without.has('large_kernels') ? '3' : 'choice [3, 5]';
  const excited = wanted.has('squeeze_excite')
    ? 'true'
    : without.has('squeeze_excite')
      ? 'false'
      : 'choice [false, true]';
  const stem = Math.min(shape.height, shape.width) >= 64 ? 2 : 1;
  return `${head('Inverted bottlenecks in stages: width, depth, kernels and expansions are decided.', 'Mobile', shape)}
  /// Channels of the first stage; later ones have multiples of it.
  param width = choice ${list(widths)}
  block Step(out: int, stride: int = 1) {
    mbconv(out: out, k: ${kernel}, expand: choice [2, 3, 4, 6], stride: stride, se: ${excited})
  }
${stages({ ...shape, height: shape.height / stem, width: shape.width / stem }, [1, 2, 3, 4, 6], (stage) => (stage === 3 ? 1 : 2))}
  network {
    conv3x3(out: width, stride: ${stem}) >> batchnorm >> relu6
    for s in stages {
      param depth = choice 1..3
      repeat depth as i {
        Step(out: width * s.out, stride: if i == 0 then s.stride else 1)
      }
    }
    global_avgpool >> ${wanted.has('dropout') ? 'dropout(rate: 0.2) >> ' : ''}linear(out: ${shape.classes})
  }
}
`;
}

function convnet({ shape, scale, without, wanted }: Manner): string {
  const widths = { small: [2, 4, 6, 8], medium: [8, 12, 16, 24], large: [32, 48, 64, 96] }[scale];
  const kernels = without.has('large_kernels') ? [1, 3] : [1, 3, 5];
  const normal = without.has('batchnorm') ? '' : 'batchnorm >> ';
  const plain = (k: string): string => `conv(k: ${k}, out: out, stride: stride) >> ${normal}relu`;
  const depthwise = 'dwconv(stride: stride) >> conv1x1(out: out)';
  const step = wanted.has('depthwise')
    ? `${depthwise} >> ${normal}choice [relu, hswish]`
    : plain(`choice ${list(kernels)}`);
  const body = without.has('residual')
    ? `    ${step}\n`
    : `    residual when stride == 1 and in.channels == out ${wanted.has('residual') ? '' : 'and shortcut '}{\n      ${step}\n    }\n`;
  const pooled = wanted.has('pooling') && !without.has('pooling');
  // What pooling halves, no stride does.
  const stride = pooled ? '1' : 'if i == 0 then s.stride else 1';
  const shortcut =
    without.has('residual') || wanted.has('residual')
      ? ''
      : '  /// Whether steps that keep the shape have a way around them.\n  param shortcut = choice [false, true]\n';
  return `${head('Convolutions in stages: width, depth and kernels are decided.', 'ConvNet', shape)}
  /// Channels of the first stage; each later one has twice as many.
  param width = choice ${list(widths)}
${shortcut}  block Step(out: int, stride: int = 1) {
${body}  }
${stages(shape, [1, 2, 4, 8], (stage) => (stage === 0 ? 1 : 2))}
  network {
    conv3x3(out: width) >> ${normal}relu
    for s in stages {
      param depth = choice 1..3
${pooled ? '      if s.stride == 2 { maxpool2x2 }\n' : ''}      repeat depth${pooled ? '' : ' as i'} {
        Step(out: width * s.out, stride: ${stride})
      }
    }
    global_avgpool >> ${wanted.has('dropout') ? 'dropout(rate: 0.2) >> ' : ''}linear(out: ${shape.classes})
  }
}
`;
}

/** The largest patch that leaves at least 16 tokens; undefined where the image cannot be cut into squares. */
export function patchOf({ height, width }: Shape): number | undefined {
  const fits = [16, 8, 7, 4, 2].filter(
    (size) => height % size === 0 && width % size === 0 && (height / size) * (width / size) <= 4096,
  );
  return fits.find((size) => (height / size) * (width / size) >= 16) ?? fits.at(-1);
}

function transformer({ shape, scale, wanted }: Manner): string {
  const dims = { small: [16, 24, 32], medium: [48, 64, 96, 128], large: [192, 256, 384] }[scale];
  const heads = scale === 'small' ? [1, 2] : [2, 4];
  return `${head('Vision transformers: width, depth, heads and MLPs are decided.', 'Transformer', shape)}
  /// Channels of a token.
  param dim = choice ${list(dims)}
  param depth = choice 2..8
  block Encoder(dim: int) {
    param ratio = choice [1, 2, 3, 4]
    transformer_layer(heads: choice ${list(heads)}, hidden: dim * ratio)
  }
  network {
    patchify(size: ${patchOf(shape) ?? 1}, out: dim) >> class_token >> position_embedding
    repeat depth { Encoder(dim: dim) }
    layernorm >> take_token(index: 0) >> ${wanted.has('dropout') ? 'dropout(rate: 0.1) >> ' : ''}linear(out: ${shape.classes})
  }
}
`;
}

const makers = { mobile, convnet, transformer };
export const generatedNames: Readonly<Record<Generated, string>> = {
  mobile: 'Mobile',
  convnet: 'ConvNet',
  transformer: 'Transformer',
};

export const generate = (family: Generated, manner: Manner): string => makers[family](manner);

/** What every network of the family has: it cannot be asked to be without. */
export const inherent: Readonly<Record<Generated, readonly Feature[]>> = {
  mobile: ['depthwise', 'convolution', 'residual', 'batchnorm'],
  convnet: ['convolution'],
  transformer: ['attention', 'residual'],
};
/** What the family may have, where it is wanted. */
export const possible: Readonly<Record<Generated, readonly Feature[]>> = {
  mobile: [...inherent.mobile, 'squeeze_excite', 'large_kernels', 'dropout'],
  convnet: [...inherent.convnet, 'residual', 'depthwise', 'pooling', 'batchnorm', 'large_kernels', 'dropout'],
  transformer: [...inherent.transformer, 'dropout'],
};
