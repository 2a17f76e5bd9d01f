import { describe, expect, test } from 'vitest';
import { apply, expandPrimitive, finish, startExpansion } from '../../../../dsl/graph/expansion.ts';
import type { Attributes } from '../../../../dsl/graph/network.ts';
import { primitiveNames, primitives, type PrimitiveName } from '../../../../dsl/graph/primitives.ts';
import { padsOf } from '../../../../dsl/graph/primitives/window.ts';
import { features, image, showShape, tokens, type Shape } from '../../../../dsl/graph/shape.ts';

/** Shape, parameters and MACs in one line, or the error. */
function facts(name: PrimitiveName, attributes: Attributes, ...inputs: Shape[]): string {
  const expansion = expandPrimitive(name, attributes, inputs);
  if ('error' in expansion) return expansion.error;
  return `${showShape(expansion.shape)} ${expansion.params} ${expansion.macs}`;
}

const picture = image(32, 8, 8);
const sequence = tokens(197, 192);

describe('shapes, parameters and MACs', () => {
  test.each<[string, PrimitiveName, Attributes, Shape[]]>([
    ['image[64, 8, 8] 18432 1179648', 'conv', { k: 3, out: 64 }, [picture]],
    ['image[64, 4, 4] 18432 294912', 'conv', { k: 3, out: 64, stride: 2 }, [picture]],
    ['image[32, 8, 8] 800 51200', 'conv', { k: 5, groups: 32 }, [picture]],
    ['image[32, 8, 8] 9216 589824', 'conv', { k: 3, dilation: 2 }, [picture]],
    ['image[16, 6, 6] 4624 165888', 'conv', { k: 3, out: 16, padding: 'valid', bias: true }, [picture]],
    ['image[8, 8, 8] 1792 114688', 'conv', { kh: 1, kw: 7, out: 8 }, [picture]],
    ['image[32, 4, 4] 0 0', 'maxpool', { k: 2, stride: 2 }, [picture]],
    ['image[32, 56, 56] 0 0', 'maxpool', { k: 3, stride: 2 }, [image(32, 112, 112)]],
    ['image[32, 8, 8] 0 0', 'avgpool', {}, [picture]],
    ['image[32, 1, 1] 0 0', 'global_avgpool', {}, [picture]],
    ['image[32, 8, 8] 64 0', 'batchnorm', {}, [picture]],
    ['image[32, 8, 8] 64 0', 'groupnorm', { groups: 4 }, [picture]],
    ['tokens[197, 192] 384 0', 'layernorm', {}, [sequence]],
    ['features[10] 330 320', 'linear', { out: 10 }, [image(32, 1, 1)]],
    ['tokens[197, 768] 147456 29048832', 'linear', { out: 768, bias: false }, [sequence]],
    ['features[2048] 0 0', 'flatten', {}, [picture]],
    ['tokens[196, 192] 147648 28901376', 'patchify', { size: 16, out: 192 }, [image(3, 224, 224)]],
    ['tokens[198, 192] 192 0', 'class_token', {}, [sequence]],
    ['tokens[197, 192] 37824 0', 'position_embedding', {}, [sequence]],
    // 4 * 197 * 192 * 192 for the projections and 2 * 197^2 * 192 for scores and values.
    ['tokens[197, 192] 148224 43951488', 'attention', { heads: 3 }, [sequence]],
    // AutoFormer keeps 64 a head whatever the width: 192 -> 3 * 256 -> 192.
    ['tokens[197, 192] 197568 58601984', 'attention', { heads: 4, head_dim: 64 }, [sequence]],
    ['features[192] 0 0', 'take_token', {}, [sequence]],
    ['features[192] 0 0', 'mean_tokens', {}, [sequence]],
    ['tokens[64, 32] 0 0', 'to_tokens', {}, [picture]],
    ['image[32, 16, 16] 0 0', 'upsample', {}, [picture]],
    ['image[20, 8, 8] 0 0', 'slice_channels', { out: 20 }, [picture]],
    ['image[40, 8, 8] 0 0', 'pad_channels', { out: 40 }, [picture]],
    ['image[64, 4, 4] 0 0', 'none', { out: 64, stride: 2 }, [picture]],
    ['image[32, 8, 8] 0 0', 'sum', {}, [picture, picture]],
    ['image[64, 8, 8] 0 0', 'concat', {}, [picture, picture]],
    ['tokens[197, 384] 0 0', 'concat', {}, [sequence, sequence]],
    ['image[32, 8, 8] 0 0', 'multiply', {}, [picture, image(32, 1, 1)]],
    ['image[32, 8, 8] 0 0', 'multiply', {}, [picture, features(32)]],
  ])('%s: %s %o', (expected, name, attributes, inputs) => {
    expect(facts(name, attributes, ...inputs)).toBe(expected);
  });

  test('same padding keeps ceil(size / stride) positions, with the larger half after', () => {
    const attributes = { k: 2, kh: 2, kw: 4, stride: 1, dilation: 3, padding: 'same' };
    expect(padsOf(attributes)).toEqual([1, 4, 2, 5]);
    for (const size of [1, 7, 8]) {
      for (const k of [1, 2, 3, 6]) {
        for (const stride of [1, 2, 3]) {
          const side = Math.ceil(size / stride);
          expect(facts('maxpool', { k, stride }, image(1, size, size))).toBe(`image[1, ${side}, ${side}] 0 0`);
        }
      }
    }
  });
});

describe('errors name the sizes', () => {
  test.each<[string, PrimitiveName, Attributes, Shape[]]>([
    ['conv with groups 3 needs channels divisible by 3, the input has 32', 'conv', { groups: 3, out: 9 }, [picture]],
    ['conv with groups 4 needs an out divisible by 4, it is 6', 'conv', { groups: 4, out: 6 }, [picture]],
    ['conv needs an image, the input is tokens[197, 192]', 'conv', {}, [sequence]],
    [
      'conv with a 9x9 window and no padding does not fit in image[32, 8, 8]',
      'conv',
      { k: 9, padding: 'valid' },
      [picture],
    ],
    ['padding of conv must be "same" or "valid", not "full"', 'conv', { padding: 'full' }, [picture]],
    [
      'conv has no parameter "width"; it has k, out, stride, dilation, groups, bias, padding, kh, kw',
      'conv',
      { width: 3 },
      [picture],
    ],
    ['out of conv must be a whole number, not 2.5', 'conv', { out: 2.5 }, [picture]],
    ['out of conv must be at least 1, not 0', 'conv', { out: 0 }, [picture]],
    ['stride of conv must be a number, not NaN', 'conv', { stride: NaN }, [picture]],
    ['bias of linear must be true or false, not 1', 'linear', { bias: 1 }, [features(4)]],
    ['relu has no parameter "k"; it has none', 'relu', { k: 1 }, [picture]],
    ['attention needs a value for "heads"', 'attention', {}, [sequence]],
    ['head_dim of attention must be a whole number, not 38.4', 'attention', { heads: 5 }, [sequence]],
    ['attention needs tokens, the input is image[32, 8, 8]', 'attention', { heads: 4 }, [picture]],
    [
      'patchify with size 3 needs sides divisible by 3, the input is image[32, 8, 8]',
      'patchify',
      { size: 3 },
      [picture],
    ],
    [
      'take_token with index 197 needs more than 197 tokens, the input has 197',
      'take_token',
      { index: 197 },
      [sequence],
    ],
    [
      'linear needs features, tokens or image[c, 1, 1], the input is image[32, 8, 8]; pool or flatten it',
      'linear',
      {},
      [picture],
    ],
    [
      'sum needs equal shapes, the inputs are image[32, 8, 8] and image[32, 4, 4]',
      'sum',
      {},
      [picture, image(32, 4, 4)],
    ],
    [
      'concat needs shapes that agree but for channels, the inputs are image[32, 8, 8] and tokens[197, 192]',
      'concat',
      {},
      [picture, sequence],
    ],
    [
      'multiply needs a gate of 32 channels at every or at one position, the inputs are image[32, 8, 8] and features[8]',
      'multiply',
      {},
      [picture, features(8)],
    ],
    ['multiply takes 2 inputs, it got 1', 'multiply', {}, [picture]],
    ['slice_channels to 40 needs at least 40 channels, the input has 32', 'slice_channels', { out: 40 }, [picture]],
    ["pad_channels to 20 cannot hold the input's 32 channels", 'pad_channels', { out: 20 }, [picture]],
  ])('%s', (expected, name, attributes, inputs) => {
    expect(facts(name, attributes, ...inputs)).toBe(expected);
  });
});

describe('weights', () => {
  test('a convolution starts by its fans, running statistics are no parameters', () => {
    const conv = expandPrimitive('conv', { k: 3, out: 64, groups: 4, bias: true }, [picture]);
    if ('error' in conv) throw new Error(conv.error);
    expect(primitives.conv.weights(conv.nodes[0]?.attributes ?? {}, [picture])).toEqual([
      {
        name: 'weight',
        shape: [64, 8, 3, 3],
        initialisation: { kind: 'kaiming', fanIn: 72, fanOut: 144 },
        trainable: true,
      },
      { name: 'bias', shape: [64], initialisation: { kind: 'zeros' }, trainable: true },
    ]);
    const norm = primitives.batchnorm.weights({ epsilon: 1e-5 }, [picture]);
    expect(norm.map((weight) => `${weight.name} ${weight.trainable}`)).toEqual([
      'scale true',
      'shift true',
      'mean false',
      'variance false',
    ]);
  });

  test('every parameter and every primitive is documented', () => {
    for (const name of primitiveNames) {
      expect(primitives[name].doc, name).toMatch(/\.$/);
      for (const parameter of primitives[name].parameters) expect(parameter.doc, parameter.name).not.toBe('');
    }
  });
});

describe('expansions', () => {
  test('sum what their primitives cost and drop what the result does not need', () => {
    const builder = startExpansion([picture]);
    const at = (result: number | { error: string }): number => {
      if (typeof result !== 'number') throw new Error(result.error);
      return result;
    };
    at(apply(builder, 'conv', { out: 7 }, [0]));
    const conv = at(apply(builder, 'conv', { out: 32 }, [0]));
    const norm = at(apply(builder, 'batchnorm', {}, [conv]));
    const same = at(apply(builder, 'identity', {}, [norm]));
    expect(same).toBe(norm);
    expect(at(apply(builder, 'sum', {}, [same]))).toBe(norm);
    const expansion = finish(builder, at(apply(builder, 'sum', {}, [0, norm])));
    expect(expansion.nodes.map((node) => `${node.op} ${node.inputs.join()}`)).toEqual([
      'conv 0',
      'batchnorm 1',
      'sum 0,2',
    ]);
    expect([expansion.output, expansion.params, expansion.macs]).toEqual([3, 9216 + 64, 589824]);
  });

  test('pass their input through where nothing is applied', () => {
    const expansion = finish(startExpansion([picture]), 0);
    expect(expansion).toEqual({ arity: 1, nodes: [], output: 0, shape: picture, params: 0, macs: 0 });
  });
});
