import { describe, expect, test } from 'vitest';
import { costsOf, peakElements } from '../../../../dsl/graph/costs.ts';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { image } from '../../../../dsl/graph/shape.ts';
import { add, assemble, chain, expand, merge, must, network, shapeAt, type Assembly, type Step } from './assemble.ts';

const convBn = (k: number, out: number, stride = 1): Step[] => [['conv', { k, out, stride }], ['batchnorm']];

/** ResNet's basic block (He et al. 2016). */
function basicBlock(assembly: Assembly, from: number, out: number, stride: number): number {
  const shape = shapeAt(assembly, from);
  const expansion = expand(`basic ${out} ${stride}`, [shape], (b) => {
    const run = (steps: readonly Step[], at: number) => steps.reduce((value, step) => must(b, step, [value]), at);
    const main = run([...convBn(3, out, stride), ['relu'], ...convBn(3, out)], 0);
    const changes = stride > 1 || (shape.kind === 'image' && shape.channels !== out);
    return must(b, ['relu'], [must(b, ['sum'], [main, changes ? run(convBn(1, out, stride), 0) : 0])]);
  });
  return add(assembly, 'basicblock', [from], expansion);
}

describe('published networks', () => {
  test('ResNet-18 has 11,689,512 parameters and 1,814,073,344 MACs at 224x224', () => {
    const assembly = assemble(image(3, 224, 224));
    let at = chain(assembly, 'stem', 0, [...convBn(7, 64, 2), ['relu'], ['maxpool', { k: 3, stride: 2 }]]);
    for (const out of [64, 128, 256, 512]) {
      at = basicBlock(assembly, at, out, out > 64 ? 2 : 1);
      at = basicBlock(assembly, at, out, 1);
    }
    const resnet = network(assembly, chain(assembly, 'head', at, [['global_avgpool'], ['linear', { out: 1000 }]]));
    const { params, macs, weightBytes, depth } = costsOf(resnet);
    // 4,800 channels are normalised, with two buffers each.
    expect({ params, macs, weightBytes, depth }).toEqual({
      params: 11_689_512,
      macs: 1_814_073_344,
      weightBytes: 4 * (11_689_512 + 2 * 4_800),
      depth: 10,
    });
  });

  test('DeiT-Ti has 5,717,416 parameters', () => {
    const assembly = assemble(image(3, 224, 224));
    let at = chain(assembly, 'patches', 0, [
      ['patchify', { size: 16, out: 192 }],
      ['class_token'],
      ['position_embedding'],
    ]);
    const residual = (name: string, steps: readonly Step[]): void => {
      at = merge(assembly, 'sum', [at, chain(assembly, name, at, steps)]);
    };
    for (let layer = 0; layer < 12; layer++) {
      residual('attend', [['layernorm'], ['attention', { heads: 3 }]]);
      residual('mlp', [['layernorm'], ['linear', { out: 768 }], ['gelu'], ['linear', { out: 192 }]]);
    }
    const head: Step[] = [['layernorm'], ['take_token'], ['linear', { out: 1000 }]];
    expect(costsOf(network(assembly, chain(assembly, 'head', at, head))).params).toBe(5_717_416);
  });
});

describe('activation memory', () => {
  test('counts values from their making to their last use', () => {
    const assembly = assemble(image(2, 4, 4)); // 32 elements
    const wide = chain(assembly, 'wide', 0, [['conv', { k: 1, out: 8 }]]); // 128, beside the input: 160
    const left = chain(assembly, 'left', wide, [['conv', { k: 1, out: 4 }]]); // 64, beside wide: 192
    const right = chain(assembly, 'right', wide, [['conv', { k: 1, out: 4 }], ['relu']]); // 64 twice, beside wide and left: 256
    const sum = merge(assembly, 'sum', [left, right]); // left, right, sum: 192
    const graph = primitivesOf(network(assembly, sum));
    expect(graph.nodes.map((node) => `${node.op} of ${node.owner} [${node.inputs.join()}]`)).toEqual([
      'input of 0 []',
      'conv of 1 [0]',
      'conv of 2 [1]',
      'conv of 3 [1]',
      'relu of 3 [3]',
      'sum of 4 [2,4]',
    ]);
    expect(peakElements(graph)).toBe(256);
    expect(costsOf(network(assembly, sum)).activationBytes).toBe(1024);
  });

  test('splicing leaves nothing of operators that pass a value through', () => {
    const assembly = assemble(image(2, 4, 4));
    const skipped = chain(assembly, 'skip', chain(assembly, 'skip', 0, [['identity']]), [['identity']]);
    const doubled = add(
      assembly,
      'sum',
      [skipped, 0],
      expand('sum', [image(2, 4, 4), image(2, 4, 4)], (b) => must(b, ['sum'], [0, 1])),
    );
    expect(primitivesOf(network(assembly, doubled)).nodes.map((node) => node.inputs)).toEqual([[], [0, 0]]);
    expect(primitivesOf(network(assembly, skipped)).output).toBe(0);
  });
});
