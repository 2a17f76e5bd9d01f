/** Literals into choices and choices into literals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programOf } from '../../../../../dsl/semantics/program.ts';
import { describeDecision, decisionsAt } from '../../../../../dsl/service/facts/decision-facts.ts';
import { freezeDecision } from '../../../../../dsl/service/refactorings/freeze-decision.ts';
import { literalToChoice } from '../../../../../dsl/service/refactorings/literal-to-choice.ts';
import { randomSpace } from '../../../../support/random-space.ts';
import { exampleSpaces, exampleText, smallSpace } from '../../../../support/spaces.ts';
import { applied, errorsOf, offersOf, select, selectionIn, spaceIn } from './apply.ts';
import { nodesOf } from './every-place.ts';

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();
const bodyOf = (text: string): string => squeezed(/network \{([\s\S]*)global_avgpool/.exec(text)?.[1] ?? '');

describe('literal to choice', () => {
  it.each<[string, string, string | undefined]>([
    ['a kernel', 'conv(k: |3)', 'conv(k: choice [1, 3, 5])'],
    ['a width', 'conv(out: |16)', 'conv(out: choice [8, 16, 32])'],
    ['a count', 'repeat |3 { relu }', 'repeat choice 2..4 { relu }'],
    ['a truth value', 'conv(bias: |true)', 'conv(bias: choice [true, false])'],
    ['a rate, as far as it fits', 'dropout(rate: |0.6)', 'dropout(rate: choice [0.3, 0.6])'],
    ['an operand', 'conv(out: 8 * |2)', 'conv(out: 8 * (choice 1..3))'],
    ['one that alone fits', 'conv(groups: |3, out: 9)', 'conv(groups: choice [3], out: 9)'],
    ['an alternative', 'conv(k: choice [|3, 5])', undefined],
    ['the end of a range', 'conv(k: choice 1..|3)', undefined],
  ])('%s', async (_name, body, expected) => {
    const found = Object.values(await offersOf(literalToChoice, smallSpace(body)));
    expect(found.map(bodyOf)).toEqual(expected === undefined ? [] : [expected]);
    for (const text of found) expect(errorsOf(text)).toEqual([]);
  });

  it.each(['op f() { conv(k: |3) }', 'let a = [1, 2][|1]', 'dataset D = glyphs { train: |100 }'])(
    'not in %s',
    (source) => expect(literalToChoice(select(source))).toEqual([]),
  );
});

describe('freeze a decision', () => {
  it.each<[string, string, Record<string, string>]>([
    ['a list', 'conv(k: |choice [3, 5])', { '3': 'conv(k: 3)', '5': 'conv(k: 5)' }],
    ['a range', 'repeat |choice 1..2 { relu }', { '1': 'repeat 1 { relu }', '2': 'repeat 2 { relu }' }],
    [
      'an operation',
      'conv(out: 3 * |choice [1 + 1, 4])',
      { '1 + 1': 'conv(out: 3 * (1 + 1))', '4': 'conv(out: 3 * 4)' },
    ],
    [
      'in brackets',
      'conv(out: (|choice [1 + 1, 4]) * 3)',
      { '1 + 1': 'conv(out: (1 + 1) * 3)', '4': 'conv(out: 4 * 3)' },
    ],
    [
      'a step with a decision inside',
      '|choice [conv(k: choice [1, 3]), relu]',
      { 'conv(k: choice [1, 3])': 'conv(k: choice [1, 3])', relu: 'relu' },
    ],
    [
      'where others would be numbered anew',
      'conv(k: max(|choice [1, 3], choice [3, 5]))',
      { '1': 'conv(k: max(choice [1], choice [3, 5]))', '3': 'conv(k: max(choice [3], choice [3, 5]))' },
    ],
    [
      'in brackets, where others would be numbered anew',
      'conv(k: (|choice [1, 3]) + choice [2, 4])',
      { '1': 'conv(k: (choice [1]) + choice [2, 4])', '3': 'conv(k: (choice [3]) + choice [2, 4])' },
    ],
    [
      'what requirements keep out',
      'param k = |choice [1, 3, 5]\nrequire k > 1\nconv(k: k)',
      { '3': 'param k = 3 require k > 1 conv(k: k)', '5': 'param k = 5 require k > 1 conv(k: k)' },
    ],
  ])('%s', async (_name, body, expected) => {
    const found = Object.entries(await offersOf(freezeDecision, smallSpace(body)));
    const titles = found.map(([title, text]) => [title.replace('Freeze this choice at ', ''), bodyOf(text)]);
    expect(Object.fromEntries(titles)).toEqual(expected);
    for (const [, text] of found) expect(errorsOf(text)).toEqual([]);
  });

  it('an opset: by name, or by number', async () => {
    const source = smallSpace('|choice Ops', 'opset Ops = [relu, conv(k: 3)]');
    expect(Object.values(await offersOf(freezeDecision, source)).map(bodyOf)).toEqual(['relu', 'Ops[1]']);
  });

  it('literal architectures follow: entries that say the same go', async () => {
    const source = `${smallSpace('conv(k: |choice [3, 5], out: choice [8, 16])')}arch a of S = { network.conv.k: 3, network.conv.out: 8 }\narch b of S = { network.conv.k: 5, network.conv.out: 8 }`;
    const selection = select(source);
    const [three] = freezeDecision(selection);
    const text = three === undefined ? '' : await applied(three, selection);
    expect(text).toContain(
      'arch a of S = { network.conv.out: 8 }\narch b of S = { network.conv.k: 5, network.conv.out: 8 }',
    );
    expect(errorsOf(text)).toEqual([
      'arch-unknown-path: there is no decision "network.conv.k"; did you mean "network.conv.out"?',
    ]);
  });

  it('an architecture in a notation that the space no longer fits is written out', async () => {
    const text = exampleText('nasbench201');
    const program = programOf(text);
    const at = text.indexOf('choice [none');
    const selection = selectionIn(program, program.entry, { start: at, end: at });
    const same = text.replace(/nb201 ".*"/, 'nb201 "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"');
    const offers = freezeDecision({ ...selectionIn(programOf(same), program.entry, { start: at, end: at }) });
    const frozen =
      offers[0] === undefined
        ? ''
        : await applied(offers[0], selectionIn(programOf(same), program.entry, selection.range));
    expect(frozen).toContain('edge none');
    expect(frozen).toContain('arch resnet_like of NASBench201 = {}');
    expect(errorsOf(frozen)).toEqual([]);
  });

  /** Each alternative leaves as many architectures as the decision's facts say, and the other paths stay. */
  async function expectFreezes(text: string, most: number): Promise<number> {
    const before = spaceIn(text);
    if (before === undefined) return 0;
    const program = programOf(text);
    let done = 0;
    for (const node of nodesOf(text)) {
      const [home] = node.kind === 'choice' ? decisionsAt(program, program.entry, node.span) : [];
      const [decision] = home?.decisions ?? [];
      if (home === undefined || decision === undefined || done >= most) continue;
      const selection = selectionIn(program, program.entry, { start: node.span.start, end: node.span.start });
      const leaves = home.decisions.length === 1 ? describeDecision(home.facts, decision).leaves : undefined;
      for (const offer of freezeDecision(selection)) {
        const after = await applied(offer, selection);
        // Requirements on costs may leave nothing; that is found when the edit is made.
        if (after === text) continue;
        expect(errorsOf(after), `${offer.title}\n${after}`).toEqual([]);
        const space = spaceIn(after);
        const outside = before.decisions.filter(
          ({ span }) => span.end <= node.span.start || span.start >= node.span.end,
        );
        const paths = new Set(outside.map(({ path }) => path));
        for (const { path, span } of space?.decisions ?? [])
          if (span.end < node.span.start) expect(paths, after).toContain(path);
        const index = Number(offer.id.split(' ')[1]);
        const active = before.decisions[decision.id]?.condition === undefined;
        if (leaves !== undefined && active && home.facts.model.cells.length === 0)
          expect(space?.withoutCosts().size().value, `${offer.title}\n${after}`).toBe(leaves[index]);
        done++;
      }
    }
    return done;
  }

  it.each(exampleSpaces)('%s', async (name) => {
    expect(await expectFreezes(exampleText(name).replace(/^arch .*$/gm, ''), 2)).toBeGreaterThan(0);
  });

  it('random spaces', async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(randomSpace, async (text) => {
        done += await expectFreezes(text, 8);
      }),
      { numRuns: 6, seed: 3 },
    );
    expect(done).toBeGreaterThan(8);
  });
});
