/** Statements into a block: what becomes a parameter, what is refused, and that the space stays the same. */
import { describe, expect, it } from 'vitest';
import { extractBlock } from '../../../../../dsl/service/refactorings/extract-block.ts';
import { exampleSpaces, exampleText } from '../../../../support/spaces.ts';
import { inSpace } from '../cursor.ts';
import { applied, expectSameSpace, offersOf, select, spaceIn } from './apply.ts';
import { expectExtractions } from './every-place.ts';

const extracted = async (members: string, body: string): Promise<string | undefined> => {
  const found = Object.values(await offersOf(extractBlock, inSpace(members, body)))[0];
  return found
    ?.slice(found.indexOf('output logits[10]') + 'output logits[10]'.length)
    .replace(/\s+/g, ' ')
    .trim();
};

const tail = 'global_avgpool >> linear(out: 10) } }';

describe('extract block', () => {
  it.each<[string, string, string, string | undefined]>([
    ['a statement', '', '⟦conv3x3(out: 8)⟧', `block Block { conv3x3(out: 8) } network { Block ${tail}`],
    [
      'steps',
      '',
      'relu >> ⟦conv3x3 >> relu⟧ >> relu',
      `block Block { conv3x3 >> relu } network { relu >> Block >> relu ${tail}`,
    ],
    [
      'names of the body become parameters, those of the space do not',
      'param w = choice [8, 16]',
      'let z = 3\nfor c in [8, 16] { ⟦conv(k: z, out: c) >> conv(out: w)⟧ }',
      `param w = choice [8, 16] block Block(z, c) { conv(k: z, out: c) >> conv(out: w) } network { let z = 3 for c in [8, 16] { Block(z: z, c: c) } ${tail}`,
    ],
    [
      'several statements, in a block of its own name',
      '',
      'let Block = 8\n⟦param k = choice [1, 3]\nconv(k: k, out: Block)⟧',
      `block Block2(Block) { param k = choice [1, 3] conv(k: k, out: Block) } network { let Block = 8 Block2(Block: Block) ${tail}`,
    ],
    ['a name used afterwards', '', '⟦let k = 3\nconv(k: k)⟧\nconv(k: k)', undefined],
    ['a declaration alone', '', '⟦let k = 3⟧\nconv(k: k)', undefined],
    ['half a statement', '', 'conv(⟦k: 3)\nrelu⟧', undefined],
    ['nothing selected', '', '⟦⟧relu', undefined],
    [
      'what flows now, at the start',
      '',
      'conv3x3\n⟦conv(out: in.channels)⟧',
      `block Block { conv(out: in.channels) } network { conv3x3 Block ${tail}`,
    ],
    ['what flows now, later', '', '⟦conv3x3(out: 8)\nconv(out: in.channels)⟧', undefined],
    [
      'what entered a residual',
      '',
      'residual { conv3x3(out: 8)\n⟦conv(out: in.channels)\nrelu⟧ }',
      `block Block(in_channels) { conv(out: in_channels) relu } network { residual { conv3x3(out: 8) Block(in_channels: in.channels) } ${tail}`,
    ],
    [
      'a cell with one input',
      'cell C { inputs x\nnodes v[1] { op conv1x1 } }',
      '⟦C(out: 8)⟧',
      `cell C { inputs x nodes v[1] { op conv1x1 } } block Block { C(out: 8) } network { Block ${tail}`,
    ],
    ['a cell that looks back', 'cell C { inputs y, x\nnodes v[1] { op conv1x1 } }', '⟦C(out: 8)⟧', undefined],
    ['a cell behind a name', 'cell C { inputs y, x\nnodes v[1] { op conv1x1 } }\nlet c = C(out: 8)', '⟦c⟧', undefined],
    [
      'an operator beside such a cell',
      'cell C { inputs y, x\nnodes v[1] { op conv1x1 } }',
      '⟦relu⟧\nC',
      `cell C { inputs y, x nodes v[1] { op conv1x1 } } block Block { relu } network { Block C ${tail}`,
    ],
  ])('%s', async (_name, members, body, expected) => expect(await extracted(members, body)).toBe(expected));

  it('keeps comments and indentation, and mends literal architectures', async () => {
    const source = `${inSpace('', '    repeat 2 {\n      ⟦// why\n      conv(k: choice [1, 3])\n      relu⟧\n      conv(k: choice [3, 5])\n    }')}
arch a of S = { network.repeat[0].conv.k: 3, network.repeat[0].conv#2.k: 5, network.repeat[1].conv.k: 1, network.repeat[1].conv#2.k: 3 }`;
    const selection = select(source);
    const [offer] = extractBlock(selection);
    const text = offer === undefined ? '' : await applied(offer, selection);
    expect(text).toContain('\n  block Block {\n    // why\n    conv(k: choice [1, 3])\n    relu\n  }\n\n  network {');
    expect(text).toContain(
      '{ network.repeat[0].Block.conv.k: 3, network.repeat[0].conv.k: 5, network.repeat[1].Block.conv.k: 1, network.repeat[1].conv.k: 3 }',
    );
    expectSameSpace(spaceIn(selection.text) as never, text);
  });
});

/** The largest example and random programs are in test/slow/dsl/refactorings.test.ts. */
describe('the space stays the same', () => {
  it.each(exampleSpaces.filter((name) => name !== 'ofa_mobilenetv3'))('%s', async (name) => {
    expect(await expectExtractions(exampleText(name), { samples: 1, most: 3 })).toBeGreaterThan(0);
  });
});
