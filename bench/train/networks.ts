/** The networks of the training benchmark, built from primitives so that the figures do not depend on a space. */
import { apply, finish, inputExpansion, startExpansion } from '../../dsl/graph/expansion.ts';
import type { Attributes, Network } from '../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../dsl/graph/primitives.ts';
import type { Shape } from '../../dsl/graph/shape.ts';

type Put = (name: PrimitiveName, attributes: Attributes, ...inputs: number[]) => number;

function networkOf(name: string, input: Shape, build: (put: Put) => number): Network {
  const builder = startExpansion([input]);
  const output = build((primitive, attributes, ...inputs) => {
    const result = apply(builder, primitive, attributes, inputs);
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
  return { space: name, input, nodes, output: 1, cells: [] };
}

function block(put: Put, x: number, out: number, attributes: Attributes = {}): number {
  return put('relu', {}, put('batchnorm', {}, put('conv', { out, ...attributes }, x)));
}

/** Stem, then three residual stages of `width`, 2 `width`, 4 `width` channels at full, half and quarter resolution. */
export function resnet(input: Shape, classes: number, width: number): Network {
  return networkOf(`resnet-${width}`, input, (put) => {
    let value = block(put, 0, width);
    for (const [stage, out] of [width, 2 * width, 4 * width].entries()) {
      if (stage > 0) value = block(put, put('maxpool', { k: 2, stride: 2, padding: 'valid' }, value), out, { k: 1 });
      value = put('sum', {}, value, block(put, block(put, value, out), out));
    }
    return put('linear', { out: classes }, put('global_avgpool', {}, value));
  });
}

/** Five 3x3 convolutions, two of them with stride. */
export function plain(input: Shape, classes: number, width: number): Network {
  return networkOf(`plain-${width}`, input, (put) => {
    const stages = [width, 2 * width, 4 * width, 4 * width, 4 * width];
    const value = stages.reduce((x, out, i) => block(put, x, out, { stride: i === 1 || i === 2 ? 2 : 1 }), 0);
    return put('linear', { out: classes }, put('global_avgpool', {}, value));
  });
}

/** Two pre-normalised encoder layers on patches of 4 x 4 pixels. */
export function transformer(input: Shape, classes: number, width: number): Network {
  return networkOf(`vit-${width}`, input, (put) => {
    let value = put('class_token', {}, put('patchify', { size: 4, out: width }, 0));
    value = put('position_embedding', {}, value);
    for (let layer = 0; layer < 2; layer++) {
      const attended = put('attention', { heads: 4, head_dim: width / 4 }, put('layernorm', {}, value));
      const first = put('sum', {}, value, attended);
      const hidden = put('gelu', {}, put('linear', { out: 2 * width }, put('layernorm', {}, first)));
      value = put('sum', {}, first, put('linear', { out: width }, hidden));
    }
    return put('linear', { out: classes }, put('take_token', { index: 0 }, put('layernorm', {}, value)));
  });
}
