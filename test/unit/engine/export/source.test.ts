/** Sources as people read them: what is factored into classes and functions, how things are called, how lines are laid out. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { docstring } from '../../../../engine/export/header.ts';
import { kerasSource } from '../../../../engine/export/keras/source.ts';
import { fitted } from '../../../../engine/export/outline/fitted.ts';
import { Names, pascalCase, snakeCase } from '../../../../engine/export/outline/names.ts';
import { subjectOf, type Subject } from '../../../../engine/export/subject.ts';
import { torchSource } from '../../../../engine/export/torch/source.ts';
import { architecture, exampleSpace, exampleSpaces, spaceOf } from '../../../support/spaces.ts';
import { parsePython, python } from './python.ts';
import { sampled } from './subjects.ts';

const classes = (source: string): readonly string[] =>
  [...source.matchAll(/^class (\w+)/gm)].map((match) => match[1] ?? '');

function subject(text: string, arch?: string): Subject {
  const space = spaceOf(text);
  const chosen = arch === undefined ? space.sample(seededRandom(1)) : architecture(space, arch);
  if (chosen === undefined) throw new Error('the space is empty');
  return subjectOf(space, chosen, 'Small', 0);
}

const small = `space S {
  input image[3, 8, 8]
  output logits[4]
  block Block(out: int, k: int) {
    residual when in.channels == out { conv(k: k, out: out) >> batchnorm >> relu }
  }
  cell Cell {
    inputs x
    nodes h[2] { from all earlier edge choice [skip, relu_conv1x1_bn, avgpool3x3] merge sum }
    output last
  }
  network {
    conv(k: 3, out: 8) >> batchnorm
    Block(out: 8, k: 3) >> Block(out: 8, k: 5)
    Cell(out: 8) >> Cell(out: 8) >> maxpool(k: 2, stride: 2)
    Cell(out: 12)
    global_avgpool >> linear(out: 4)
  }
}`;
const arch = '{ Cell.h[0].edge[0]: relu_conv1x1_bn, Cell.h[1].edge[0]: skip, Cell.h[1].edge[1]: avgpool3x3 }';

describe('PyTorch', () => {
  test('a small network, as it is read', () => {
    const source = torchSource(subject(small, arch));
    expect(source.slice(source.indexOf('class '))).toBe(`class Block(nn.Module):
    def __init__(self, kernel_size):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(8, 8, kernel_size, padding=kernel_size // 2, bias=False),
            nn.BatchNorm2d(8),
            nn.ReLU(),
        )

    def forward(self, x):
        return self.layers(x) + x


class ReluConv1x1Bn(nn.Sequential):
    def __init__(self, in_channels, out_channels):
        super().__init__(
            nn.ReLU(),
            nn.Conv2d(in_channels, out_channels, 1, bias=False),
            nn.BatchNorm2d(out_channels),
        )


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.h0_edge0 = ReluConv1x1Bn(in_channels=8, out_channels=8)
        self.h1_edge1 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)

    def forward(self, x):
        return x + self.h1_edge1(self.h0_edge0(x))


class Cell2(nn.Module):
    def __init__(self):
        super().__init__()
        self.x = ReluConv1x1Bn(in_channels=8, out_channels=12)
        self.h0_edge0 = ReluConv1x1Bn(in_channels=12, out_channels=12)
        self.h1_edge1 = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)

    def forward(self, x):
        x2 = self.x(x)
        return x2 + self.h1_edge1(self.h0_edge0(x2))


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1, bias=False),
            nn.BatchNorm2d(8),
            Block(kernel_size=3),
            Block(kernel_size=5),
            *[Cell() for _ in range(2)],
            nn.MaxPool2d(2, stride=2),
            Cell2(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(12, 4),
        )
        self.apply(initialise)

    def forward(self, x):
        return self.layers(x)


if __name__ == "__main__":
    model = Small().eval()
    parameters = sum(each.numel() for each in model.parameters())
    print(f"{parameters} parameters, output {tuple(model(torch.zeros(1, 3, 8, 8)).shape)}")
`);
  });

  test.each([
    ['nasbench201', ['Cell']],
    ['darts', ['Normal', 'Reduce']],
    ['autoformer_tiny', ['Encoder']],
  ] as const)('%s: each cell and block is one class', (name, expected) => {
    for (const each of sampled(exampleSpace(name), 3, 4)) {
      const found = classes(torchSource(each));
      for (const title of expected) expect(found.filter((other) => other.startsWith(title))).toEqual([title]);
    }
  });

  test('the header tells what it is, what it costs and what was left out', () => {
    const space = exampleSpace('nasbench201');
    const dead = architecture(
      space,
      '{ Cell.h[0].edge[0]: relu_conv3x3_bn, Cell.h[1].edge[0]: skip, Cell.h[1].edge[1]: none, Cell.h[2].edge[0]: none, ' +
        'Cell.h[2].edge[1]: none, Cell.h[2].edge[2]: skip }',
    );
    const chosen = subjectOf(space, dead, 'dead_end', 0);
    const [head = ''] = torchSource(chosen).split('"""\n\nimport');
    expect(head).toContain('dead_end: an architecture of the space NASBench201.');
    expect(head).toContain(`Parameters: ${chosen.costs.params}. MACs: ${chosen.costs.macs}. Graph: ${chosen.hash}.`);
    const unused = chosen.spaceCosts.params - chosen.costs.params;
    expect(unused).toBeGreaterThan(0);
    expect(head).toContain(`Operators that lead nowhere, with ${unused} more parameters`);
  });
});

describe('Keras', () => {
  test('a small network, as it is read', () => {
    const source = kerasSource(subject(small, arch));
    expect(source.slice(source.indexOf('def block'), source.indexOf('def cell2'))).toBe(`def block(x, kernel_size):
    y = layers.Conv2D(
        8, kernel_size, padding="same", use_bias=False, kernel_initializer="he_normal"
    )(x)
    y = layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(y)
    y = layers.Activation("relu")(y)
    return layers.Add()([y, x])


def relu_conv1x1_bn(x, out_channels):
    x = layers.Activation("relu")(x)
    x = layers.Conv2D(out_channels, 1, use_bias=False, kernel_initializer="he_normal")(x)
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)


def cell(x):
    h0_edge0 = relu_conv1x1_bn(x, 8)
    h1_edge1 = layers.AveragePooling2D(3, strides=1, padding="same")(h0_edge0)
    return layers.Add()([x, h1_edge1])


`);
    expect(source).toContain('    for _ in range(2):\n        x = cell(x)\n');
  });
});

describe('names and lines', () => {
  const hostile = `space lambda {
  input image[3, 8, 8]
  output logits[4]
  block class_(out: int) { residual when in.channels == out { conv(k: 3, out: out) >> batchnorm >> relu } }
  block print(out: int) { class_(out: out) branches concat { { conv(k: 1, out: out) } { maxpool >> class_(out: out) } } }
  op torch { conv(k: 1) >> relu }
  op forward { torch >> torch }
  cell layers {
    inputs self
    nodes train[2] { from choose any of earlier op choice [forward, torch] merge sum }
    output concat(loose)
    require reachable(self)
  }
  network { class_(out: 6) >> print(out: 4) >> forward >> layers(out: 8) >> layers(out: 8) >> global_avgpool >> linear(out: 4) }
}`;

  test.skipIf(python === undefined)('are Python, whatever the names of the space (needs python3)', () => {
    const examples = exampleSpaces.flatMap((name) => sampled(exampleSpace(name), 1, 6));
    const all = [subject(hostile), ...examples];
    parsePython(all.flatMap((each) => [torchSource(each), kerasSource(each)]));
    expect(() => parsePython(['class lambda:\n    pass\n'])).toThrow('SyntaxError');
  });

  test('take no name of PyTorch or Python', () => {
    const source = torchSource(subject(hostile));
    expect(classes(source)).toContain('Torch');
    expect(source).not.toMatch(/self\.(train|forward|type|apply) = /);
  });

  test.each([
    ['h[0].edge[1]', 'h0_edge1', 'H0Edge1'],
    ['conv1x1#2', 'conv1x1', 'Conv1x1'],
    ['MBConv', 'mbconv', 'MBConv'],
    ['relu_conv3x3_bn', 'relu_conv3x3_bn', 'ReluConv3x3Bn'],
    ['_', 'x', 'X'],
  ])('%s is %s and %s', (label, snake, pascal) => {
    expect([snakeCase(label), pascalCase(label)]).toEqual([snake, pascal]);
  });

  test('a name is given once', () => {
    const names = new Names(['a']);
    expect(['a', 'a', 'b2', 'b2', 'for'].map((name) => names.take(name))).toEqual(['a2', 'a3', 'b2', 'b2_2', 'for2']);
  });

  test('long lines are broken in their first parentheses that hold several things', () => {
    const args = Array.from({ length: 6 }, (_, i) => `argument_number_${i}=${i}`);
    expect(fitted(`    self.x = Layer(${args.slice(0, 4).join(', ')})(x)`)).toEqual([
      '    self.x = Layer(',
      `        ${args.slice(0, 4).join(', ')}`,
      '    )(x)',
    ]);
    expect(fitted(`f(${args.join(', ')})`)).toEqual(['f(', ...args.map((each) => `    ${each},`), ')']);
    for (const each of sampled(exampleSpace('ofa_mobilenetv3'), 2, 1)) {
      const long = `${torchSource(each)}${kerasSource(each)}`.split('\n').filter((line) => line.length > 100);
      expect(long).toEqual([]);
    }
  });

  test('no text ends the docstring', () => {
    expect(docstring(['a """ b \\'])).toBe('"""a \\"\\"\\" b \\\\\n"""');
  });
});
