import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAutoformer, writeAutoformer } from '../../../../../dsl/space/notations/autoformer.ts';
import { parseDarts, writeDarts } from '../../../../../dsl/space/notations/darts.ts';
import { parseNb101, parseNb101Text, writeNb101 } from '../../../../../dsl/space/notations/nb101.ts';
import { parseNb201, writeNb201 } from '../../../../../dsl/space/notations/nb201.ts';
import { operatorMeaning, sameMeaning } from '../../../../../dsl/space/notations/operator-meaning.ts';

function errorOf(parsed: object): string {
  return 'error' in parsed ? String(parsed.error) : 'no error';
}

describe('nb201 texts', () => {
  const text = '|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|';

  it('are read and written', () => {
    const parsed = parseNb201(text);
    expect(parsed).toEqual({
      value: [['nor_conv_3x3'], ['nor_conv_3x3', 'avg_pool_3x3'], ['skip_connect', 'nor_conv_3x3', 'skip_connect']],
    });
    if ('value' in parsed) expect(writeNb201(parsed.value)).toBe(text);
  });

  it.each([
    ['', 'is no nb201 text'],
    ['|a~0', 'is no nb201 text'],
    ['|a|', 'expected "operator~vertex"'],
    ['|a~1|', 'comes from vertex 1, which is not before it'],
    ['|a~0|+|b~0|b~0|', 'two edges from vertex 0'],
    ['|a~0|+|b~0|', 'no edge from vertex 1'],
  ])('%s is refused with the reason', (bad, reason) => {
    expect(errorOf(parseNb201(bad))).toContain(reason);
  });
});

describe('nb101 cells', () => {
  it('are read row by row of the upper triangle', () => {
    const parsed = parseNb101('4', '111101', '01');
    expect(parsed).toEqual({
      value: { sources: [[0], [0, 1], [0, 2]], operators: ['conv3x3-bn-relu', 'conv1x1-bn-relu'] },
    });
    if ('value' in parsed) expect(writeNb101(parsed.value)).toEqual({ vertices: '4', adj: '111101', ops: '01' });
  });

  it('may stand in one text, even without operators', () => {
    expect(parseNb101Text('4, 111101, 01')).toEqual(parseNb101('4', '111101', '01'));
    expect(parseNb101Text('2,1,')).toEqual({ value: { sources: [[0]], operators: [] } });
  });

  it.each([
    ['x', '1', '', 'is no number of vertices'],
    ['1e9', '1', '', 'is no number of vertices'],
    ['3', '11', '0', 'expected 3 digits'],
    ['3', '112', '0', 'expected 3 digits 0 or 1'],
    ['3', '111', '3', 'expected 1 digits 0, 1 or 2'],
  ])('%s %s %s is refused with the reason', (vertices, adjacency, operators, reason) => {
    expect(errorOf(parseNb101(vertices, adjacency, operators))).toContain(reason);
  });
});

describe('darts genotypes', () => {
  const text = '(((0,0),(1,5)),((1,0),(0,2)))';

  it('are read as tuples and written', () => {
    const parsed = parseDarts(text);
    expect(parsed).toEqual({
      value: {
        normal: [
          [
            { from: 0, operator: 'max_pool_3x3' },
            { from: 1, operator: 'dil_conv_3x3' },
          ],
        ],
        reduce: [
          [
            { from: 1, operator: 'max_pool_3x3' },
            { from: 0, operator: 'skip_connect' },
          ],
        ],
      },
    });
    if ('value' in parsed) expect(writeDarts(parsed.value)).toBe(text);
  });

  it("are read in the authors' own form", () => {
    const own =
      "Genotype(normal=[('max_pool_3x3', 0), ('dil_conv_3x3', 1)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 1), ('skip_connect', 0)], reduce_concat=range(2, 6))";
    expect(parseDarts(own)).toEqual(parseDarts(text));
  });

  it.each([
    ['', 'is no darts text'],
    ['(((0,0)),((0,0)))', 'has 1 edges: expected 2 a node'],
    ['(((0,0),(2,0)),((0,0),(1,0)))', 'reads input 2, which is not before it'],
    ['(((0,9),(1,0)),((0,0),(1,0)))', 'operator 9 is not one of 0..6'],
  ])('%s is refused with the reason', (bad, reason) => {
    expect(errorOf(parseDarts(bad))).toContain(reason);
  });
});

describe('autoformer records', () => {
  const record = { hidden_dim: 192, mlp_ratio: [3.5, 4], depth: 2, num_heads: [3, 4] };

  it('are read from an object or its text, and written', () => {
    const value = { dim: 192, depth: 2, heads: [3, 4], ratio: [3.5, 4] };
    expect(parseAutoformer(record)).toEqual({ value });
    expect(parseAutoformer(JSON.stringify(record))).toEqual({ value });
    expect(JSON.parse(writeAutoformer(value))).toEqual(record);
    expect(parseAutoformer({ ...record, hidden_dim: undefined, embed_dim: [192, 192] })).toEqual({ value });
  });

  it.each([
    ['nonsense', 'is no JSON object'],
    [[1], 'expected an object'],
    [{ ...record, depth: 3 }, 'num_heads: a list of 3 numbers'],
    [{ ...record, hidden_dim: 'wide' }, 'no number hidden_dim'],
    [{ ...record, mlp_ratio: [3.5, null] }, 'mlp_ratio: a list of 2 numbers'],
  ])('%s is refused with the reason', (bad, reason) => {
    expect(errorOf(parseAutoformer(bad))).toContain(reason);
  });
});

describe('parsers', () => {
  it('throw on no text at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[|~+(),0-9a-c_]*$/)), (text) => {
        for (const parse of [parseNb201, parseNb101Text, parseDarts, parseAutoformer])
          expect(parse(text)).toBeTypeOf('object');
      }),
    );
  });
});

describe('what operators mean', () => {
  it.each([
    ['nor_conv_3x3', 'relu_conv3x3_bn'],
    ['nor_conv_1x1', 'relu_conv1x1_bn'],
    ['conv3x3-bn-relu', 'conv3x3_bn_relu'],
    ['avg_pool_3x3', 'avgpool3x3'],
    ['max_pool_3x3', 'maxpool(k: 3)'],
    ['skip_connect', 'skip'],
    ['sep_conv_5x5', 'sepconv5x5'],
    ['dil_conv_3x3', 'dilconv3x3'],
    ['none', 'none'],
  ])('%s and %s are the same', (a, b) => {
    expect(operatorMeaning(a)).toBe(operatorMeaning(b));
  });

  it('finds the one alternative of a meaning, and none among several', () => {
    const alternatives = ['none', 'skip', 'relu_conv1x1_bn', 'relu_conv3x3_bn', 'avgpool3x3'];
    expect(sameMeaning('nor_conv_3x3', alternatives)).toBe('relu_conv3x3_bn');
    expect(sameMeaning('sep_conv_3x3', alternatives)).toBeUndefined();
    expect(sameMeaning('nor_conv_3x3', ['conv3x3', 'relu_conv3x3_bn'])).toBeUndefined();
    expect(sameMeaning('conv3x3', ['conv3x3', 'relu_conv3x3_bn'])).toBe('conv3x3');
  });
});
