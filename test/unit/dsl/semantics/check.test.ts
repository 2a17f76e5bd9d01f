import { describe, expect, it } from 'vitest';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { resolveExperiment } from '../../../../dsl/semantics/experiment.ts';
import { loadProgram, programOf } from '../../../../dsl/semantics/program.ts';
import { diagnose, unmark } from '../../../support/marked.ts';
import { exampleSpaces, exampleText, smallSpace } from '../../../support/spaces.ts';

/** Texts inside a small space's network, with the expected diagnostics marked. */
const networks: Record<string, string> = {
  'a sound network': 'conv3x3(out: 8) >> batchnorm >> relu',
  'unknown operator': '⟦unknown-name: conv3x4⟧(out: 8)',
  'unknown parameter': 'conv3x3(⟦unknown-parameter: ot⟧: 8)',
  'a missing argument': '⟦missing-argument: sepconv⟧',
  'a wrong type': 'conv3x3(⟦type-mismatch: out: "wide"⟧)',
  'a fraction of a channel': 'conv3x3(⟦invalid-value: out: 2.5⟧)',
  'a shape that does not fit': '⟦shape-mismatch: attention(heads: 2)⟧',
  'unequal shapes in a residual': '⟦shape-mismatch: residual { conv3x3(out: 7) }⟧',
  'an empty range': 'repeat choice ⟦empty-range: 3..1⟧ { relu }',
  'a choice with one alternative': 'repeat ⟦single-alternative: choice [2]⟧ { relu }',
  'a repeated alternative': 'repeat ⟦repeated-alternative: choice [2, 3, 2]⟧ { relu }',
  'choosing more than there are': 'for op in ⟦choose-too-many: choose 3 of [relu, tanh]⟧ { op }',
  'weights that do not match': 'repeat choice [1, 2] weights ⟦weights-mismatch: [1, 2, 3]⟧ { relu }',
  'a condition that never holds': 'for c in [8, 16] { if ⟦unreachable: c > 16⟧ { relu } }',
  'an idle else': 'if ⟦unreachable: 1 < 2⟧ { relu } else { tanh }',
  'a loop of no rounds': 'repeat ⟦unreachable: 0⟧ { relu }',
  'a condition that holds in some rounds': 'for c in [8, 16] { if c > 8 { relu } }',
  'a condition that is no condition': 'if ⟦type-mismatch: 3⟧ { relu }',
  'a loop over a number': 'for x in ⟦type-mismatch: 3⟧ { relu }',
  'a number where an operator stands': 'let w = 3\n ⟦type-mismatch: w⟧',
  'a requirement that never holds': 'param k = choice [3, 5]\n conv(k: k)\n require ⟦require-always-false: k > 9⟧',
  'a requirement that always holds': 'param k = choice [3, 5]\n conv(k: k)\n require ⟦require-always-true: k > 1⟧',
};

/** Whole files. */
const files: Record<string, string> = {
  'no network': 'space ⟦missing-member: S⟧ { input image[3, 8, 8] output logits[2] }',
  'no input': 'space ⟦missing-member: S⟧ { output logits[2] network { relu } }',
  'a wrong number of sizes': 'space S { input ⟦invalid-value: image[3, 8]⟧ output logits[2] network { relu } }',
  'an unknown kind of value': 'space S { input ⟦unknown-name: imag⟧[3, 8, 8] output logits[2] network { relu } }',
  'the wrong number of classes':
    'space ⟦space-of-one: S⟧ { input image[3, 8, 8] output logits[2] network { global_avgpool >> linear(out: 2) } }',
  'an output that does not match':
    'space S { input image[3, 8, 8] ⟦output-mismatch: output logits[3]⟧ network { global_avgpool >> linear(out: choice [2, 4]) } }',
  'an exit of another shape, for some alternatives': smallSpace(
    'conv3x3(out: 8)\n⟦exit-mismatch: exit { global_avgpool >> linear(out: choice [2, 4]) }⟧\nconv3x3(out: 16)',
  ),
  'an exit in an operator': smallSpace(
    'conv(k: choice [1, 3], out: 8) >> leave\nconv3x3(out: 16)',
    'op leave() { ⟦exit-not-allowed: exit { global_avgpool >> linear(out: 10) }⟧ }',
  ),
  'an exit in an exit': smallSpace(
    'conv(k: choice [1, 3], out: 8)\nexit { ⟦exit-not-allowed: exit { relu }⟧ global_avgpool >> linear(out: 10) }\nconv3x3(out: 16)',
  ),
  'an exit that takes more than the next one, in every architecture': smallSpace(
    'conv3x3(out: 8)\n⟦exit-too-dear: exit { conv(k: choice [1, 3], out: 99) >> global_avgpool >> linear(out: 10) }⟧\nexit { global_avgpool >> linear(out: 10) }\nconv(k: 7, out: 99)',
  ),
  'an exit before a cell that takes more than the cell, whatever it is': smallSpace(
    'conv3x3(out: 8)\n⟦exit-too-dear: exit { conv(k: 7, out: 99) >> global_avgpool >> linear(out: 10) }⟧\nC(out: 8)',
    'cell C { inputs x\n nodes v[2] { from all earlier\n edge choice [none, skip, relu_conv3x3_bn] } }',
  ),
  'an exit before a cell that may take more': smallSpace(
    'conv3x3(out: 8)\nexit { conv3x3(out: 8) >> global_avgpool >> linear(out: 10) }\nC(out: 8)',
    'cell C { inputs x\n nodes v[2] { from all earlier\n edge choice [none, skip, relu_conv3x3_bn] } }',
  ),
  'an exit that takes more than the next one, which is there only sometimes': smallSpace(
    'conv3x3(out: 8)\nexit { conv(k: 3, out: 99) >> global_avgpool >> linear(out: 10) }\nif choice [true, false] { exit { global_avgpool >> linear(out: 10) } }\nconv(k: 7, out: 99)',
  ),
  'a name declared twice': 'let a = 1\nlet ⟦duplicate-name: a⟧ = 2',
  'a key given twice': 'let a = { x: 1, ⟦duplicate-key: x⟧: 2 }',
  'an unused block': smallSpace('repeat choice 1..2 { relu }', 'block ⟦block-unused: B⟧ { relu }'),
  'an unused decision': smallSpace('repeat choice 1..2 { relu }', 'param ⟦decision-unused: width⟧ = choice [1, 2]'),
  'the wrong unit': smallSpace('conv3x3(out: choice [8, 16])', 'require params <= ⟦unit-mismatch: 5MB⟧'),
  'an architecture of no space': 'arch a of ⟦unknown-name: S⟧ = {}',
  'the wrong unit for a device': smallSpace(
    'conv3x3(out: choice [8, 16])',
    'require latency(device: "a") <= ⟦unit-mismatch: 5MB⟧',
  ),
  'an unknown type': smallSpace('f(k: choice [1, 3])', 'op f(k: ⟦unknown-name: integer⟧) { conv(k: k) }'),
  'a parameter of another type': smallSpace('conv3x3(out: w)', 'param w: int = ⟦invalid-value: choice [1.5, 2]⟧'),
  'a default of another type': smallSpace('B', 'block B(k: int = ⟦type-mismatch: "3"⟧) { conv(k: choice [1, 3]) }'),
  'requirements that contradict each other': smallSpace(
    'conv(k: a)\nconv(k: b)',
    'param a = choice [3, 5]\nparam b = choice [3, 5]\nrequire a > b\nrequire b > a',
  ).replace('space S', 'space ⟦require-unsatisfiable: S⟧'),
  'an experiment without a space': 'experiment ⟦experiment-incomplete: E⟧ { maximize accuracy }',
  'an experiment without an objective': `${smallSpace('conv3x3(out: choice [8, 16])')}experiment ⟦experiment-incomplete: E⟧ { space: S }`,
  'an unknown field': `${smallSpace('conv3x3(out: choice [8, 16])')}experiment E { space: S maximize accuracy ⟦unknown-key: sed⟧: 3 }`,
  'a hypernetwork that learns on networks of another form': `${smallSpace('conv3x3(out: choice [8, 16])')}space L { input image[1, 8, 8] output logits[2] network { conv3x3(out: choice [2, 4]) >> global_avgpool >> linear(out: 2) } }\ndataset D = glyphs {}\nhypernetwork W = ghn { space: L }\nevaluator T = ghn { hypernetwork: W }\nexperiment E { space: S dataset: D evaluator: ⟦hypernetwork-misfit: T⟧ maximize accuracy search prescreen { hypernetwork: ⟦hypernetwork-misfit: W⟧ } }`,
  'an objective that a program does not report': `${smallSpace('conv3x3(out: choice [8, 16])')}evaluator T = command { run: ["x"], metrics: [f1(unit: percent), "latency(tx2)"] }\nexperiment E { space: S evaluator: T maximize f1 minimize latency(device: "tx2") minimize params maximize ⟦objective-unavailable: accuracy⟧ }`,
  'an objective that nothing measures': `${smallSpace('conv3x3(out: choice [8, 16])')}evaluator T = train {}\nexperiment E { space: S evaluator: T maximize accuracy minimize latency(device: "pixel3") minimize ⟦objective-unavailable: latency⟧ }`,
  'metrics that a program is said to report': `${smallSpace('conv3x3(out: choice [8, 16])')}evaluator T = command { run: ["x"], metrics: [accuracy, f1(unit: percent), energy, "power(tx2)"] }\nexperiment E { space: S evaluator: T maximize f1 minimize energy minimize power(device: "tx2") require f1 >= 80% and energy <= 2K require f1 > ⟦unit-mismatch: 5MB⟧ minimize ⟦unknown-name: enery⟧ minimize ⟦invalid-value: f1(device: "tx2")⟧ }`,
  'metrics of a table that has columns of them': `${smallSpace('conv3x3(out: choice [8, 16])')}evaluator T = table { path: "t.csv", metric: a, metrics: { f1: b(unit: percent) } }\nexperiment E { space: S evaluator: T maximize f1 require f1 >= 80% }\nexperiment F { space: S maximize ⟦unknown-name: f1⟧ }`,
  'an anytime accuracy that a table cannot know': `${smallSpace('conv3x3(out: choice [8, 16])')}evaluator T = table { path: "t.csv", metric: a }\nexperiment E { space: S evaluator: T maximize ⟦objective-unavailable: anytime(5M)⟧ }`,
  'an anytime accuracy that a table has': `${smallSpace('conv3x3(out: choice [8, 16])')}evaluator T = table { path: "t.csv", metric: a, metrics: { anytime: b } }\nexperiment E { space: S evaluator: T maximize anytime }`,
  'budgets of anytime that are none': `${smallSpace('conv3x3(out: choice [8, 16])')}experiment E { space: S maximize anytime(30M) maximize anytime(budget: 1.5K) maximize ⟦invalid-value: anytime(0)⟧ maximize anytime(⟦unit-mismatch: 5MB⟧) require ⟦invalid-value: anytime("5M")⟧ > 3% }`,
  'an unknown metric': `${smallSpace('conv3x3(out: choice [8, 16])')}experiment E { space: S maximize ⟦unknown-name: acuracy⟧ }`,
  'an unknown kind of search': `${smallSpace('conv3x3(out: choice [8, 16])')}experiment E { space: S maximize accuracy search ⟦unknown-name: evolutoin⟧ }`,
  'an unknown key of a checkpoint': `${smallSpace('conv3x3(out: choice [8, 16])')}experiment E { space: S maximize accuracy checkpoint { ⟦unknown-key: evry⟧: 3 } }`,
  'a budget that cannot be met': `${smallSpace('conv3x3(out: choice [8, 16])')}experiment E { space: S maximize accuracy budget { evaluations: ⟦budget-impossible: 0⟧ } }`,
};

describe('checking', () => {
  for (const [name, marked] of Object.entries(networks)) {
    it(`a network with ${name}`, () => {
      const { text, expected } = unmark(smallSpace(marked));
      const found = diagnose(text).lines.filter((line) => !line.startsWith('space-of-one'));
      expect(found).toEqual(expected);
    });
  }

  for (const [name, marked] of Object.entries(files)) {
    it(`a file with ${name}`, () => {
      const { text, expected } = unmark(marked);
      expect(diagnose(text).lines).toEqual(expected);
    });
  }

  it.each(exampleSpaces)('finds nothing in %s', (name) => {
    expect(checkProgram(programOf(exampleText(name)))).toEqual([]);
  });

  it('names the alternative that breaks a shape', () => {
    const { messages } = diagnose(
      smallSpace('conv3x3(out: width)\n conv(k: 3, out: 8, groups: 4)', 'param width = choice [8, 6, 16]'),
    );
    expect(messages).toEqual([expect.stringContaining('(with width = 6)')]);
  });

  it('names two decisions where only both together break', () => {
    const text = smallSpace(
      'conv3x3(out: width)\n conv(k: 3, out: 8, groups: groups)',
      'param width = choice [8, 12]\n param groups = choice [4, 8]',
    );
    expect(diagnose(text).messages).toEqual([expect.stringContaining('width = 12, groups = 8')]);
  });

  it('does not report what the guards exclude', () => {
    const text = smallSpace(
      'conv3x3(out: width)\n if width > 6 { conv(k: 3, out: 8, groups: 4) } else { conv3x3(out: 8) }',
      'param width = choice [8, 6, 16]',
    );
    expect(diagnose(text).lines).toEqual([]);
  });

  it('suggests the nearest name', () => {
    expect(diagnose(smallSpace('batchnrm')).messages[0]).toContain('did you mean "batchnorm"?');
  });

  it.each([
    [
      'space S { input sound[1, 8] output logits[2] network { relu } }',
      'unknown kind of value "sound"; there are image[channels, height, width], tokens[count, width], features[width], logits[classes]',
    ],
    [
      'space S { input image[1, 8] output logits[2] network { relu } }',
      'image[channels, height, width] takes 3 sizes, not 2',
    ],
    ['space S { input image[1, 8, 8] output logits[4, 2] network { relu } }', 'logits[classes] takes 1 size, not 2'],
    [
      smallSpace(
        'C(out: 8)',
        'cell C { inputs x nodes v[2] { from all earlier edge choice [skip, conv1x1] merge times } }',
      ),
      'unknown merge of nodes "times"; there are sum, mean, max, concat',
    ],
  ])('says what there is where no name is near: %s', (text, message) => {
    expect(diagnose(text).messages.join()).toContain(message);
  });

  it('says where an operator library problem comes from: at its use', () => {
    const { lines, messages } = diagnose(smallSpace('maxpool(k: 3) >> patchify(size: 5)'));
    expect(lines[0]).toBe('shape-mismatch "patchify(size: 5)"');
    expect(messages[0]).toContain('patch');
  });
});

describe('experiments', () => {
  it('take over what their space requires of predicted metrics', () => {
    const space = smallSpace('conv3x3(out: choice [8, 16])', 'require accuracy >= 80%\nrequire params < 1M');
    const { value } = resolveExperiment(
      programOf(`${space}experiment E { space: S maximize accuracy require macs < 3M }`),
    );
    expect(value?.constraints).toEqual([
      { metric: 'macs', text: 'macs < 3M', max: 3e6, exclusive: true },
      { metric: 'accuracy', text: 'accuracy >= 80%', min: 80 },
    ]);
  });
});

describe('imports', () => {
  const host = (files: Record<string, string>) => ({
    read: (file: string) => (files[file] === undefined ? { error: 'the file does not exist' } : { text: files[file] }),
    resolve: (_from: string, path: string) => path,
  });

  it('sees what an imported file declares', () => {
    const files = {
      'main.hnas': 'import "blocks.hnas"\n' + smallSpace('Wide(out: choice [8, 16])'),
      'blocks.hnas': 'block Wide(out: int) { conv3x3(out: 2 * out) }',
    };
    const { value } = loadProgram('main.hnas', host(files));
    expect(value === undefined ? ['no program'] : checkProgram(value)).toEqual([]);
  });

  it('reports missing files and cycles once, at the import', () => {
    const files = { 'a.hnas': 'import "b.hnas"\nimport "c.hnas"', 'b.hnas': 'import "a.hnas"' };
    const { value } = loadProgram('a.hnas', host(files));
    const found = checkProgram(value as NonNullable<typeof value>);
    expect(found.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'import-not-found a.hnas',
      'cyclic-import b.hnas',
    ]);
    expect(found[1]?.message).toContain('a.hnas -> b.hnas -> a.hnas');
  });
});
