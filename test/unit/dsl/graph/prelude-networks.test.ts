import { expect, test } from 'vitest';
import { programOf } from '../../../../dsl/semantics/program.ts';
import { lowerSpace } from '../../../../dsl/space/lower.ts';

/** Parameters and MACs of a space that holds one network, written with the operators of the prelude. */
function costsOfText(network: string): { params: number; macs: number } {
  const text = `space S {\n  input image[3, 224, 224]\n  output logits[1000]\n  network {\n${network}\n  }\n}\n`;
  const { value, diagnostics } = lowerSpace(programOf(text));
  const architecture = value?.enumerate()[Symbol.iterator]().next().value;
  if (value === undefined || architecture === undefined) throw new Error(JSON.stringify(diagnostics));
  const { params, macs } = value.costs(architecture);
  return { params, macs };
}

test('ResNet-18 from basicblock', () => {
  const stages = [64, 128, 256, 512].map((out) => {
    const stride = out > 64 ? 2 : 1;
    return `basicblock(out: ${out}, stride: ${stride}) >> basicblock(out: ${out})`;
  });
  const text = `conv7x7(out: 64, stride: 2) >> batchnorm >> relu >> maxpool3x3(stride: 2)
    ${stages.join('\n')}
    global_avgpool >> linear(out: 1000)`;
  expect(costsOfText(text)).toEqual({ params: 11_689_512, macs: 1_814_073_344 });
});

test('ResNet-50 from bottleneck', () => {
  const text = `conv7x7(out: 64, stride: 2) >> batchnorm >> relu >> maxpool3x3(stride: 2)
    for s in [{ out: 256, n: 3 }, { out: 512, n: 4 }, { out: 1024, n: 6 }, { out: 2048, n: 3 }] {
      repeat s.n as i {
        bottleneck(out: s.out, stride: if i == 0 and s.out > 256 then 2 else 1)
      }
    }
    global_avgpool >> linear(out: 1000)`;
  expect(costsOfText(text)).toEqual({ params: 25_557_032, macs: 4_089_184_256 });
});

test('MobileNetV2 from mbconv', () => {
  const text = `conv_bn_act(out: 32, stride: 2, act: relu6) >> mbconv(out: 16, expand: 1)
    for s in [
      { out: 24, n: 2, stride: 2 },
      { out: 32, n: 3, stride: 2 },
      { out: 64, n: 4, stride: 2 },
      { out: 96, n: 3, stride: 1 },
      { out: 160, n: 3, stride: 2 },
      { out: 320, n: 1, stride: 1 },
    ] {
      repeat s.n as i {
        mbconv(out: s.out, stride: if i == 0 then s.stride else 1)
      }
    }
    conv_bn_act(k: 1, out: 1280, act: relu6) >> global_avgpool >> dropout(rate: 0.2) >> linear(out: 1000)`;
  expect(costsOfText(text)).toEqual({ params: 3_504_872, macs: 300_774_272 });
});

test('DeiT-Ti from transformer_layer', () => {
  const text = `patchify(size: 16, out: 192) >> class_token >> position_embedding
    repeat 12 { transformer_layer(heads: 3) }
    layernorm >> take_token >> linear(out: 1000)`;
  expect(costsOfText(text).params).toBe(5_717_416);
});

test('squeeze_excite rounds its width to multiples of 8, not below nine tenths', () => {
  // c -> width -> c with biases: 2 c w + w + c parameters. OFA's make_divisible(c // 4, 8).
  const added = (channels: number) =>
    costsOfText(`conv1x1(out: ${channels}) >> squeeze_excite >> global_avgpool >> linear(out: 1000)`).params -
    costsOfText(`conv1x1(out: ${channels}) >> global_avgpool >> linear(out: 1000)`).params;
  for (const [channels, width] of [
    [16, 8],
    [72, 24],
    [120, 32],
    [240, 64],
    [480, 120],
    [44, 16],
  ] as const) {
    expect(added(channels)).toBe(2 * channels * width + width + channels);
  }
});
