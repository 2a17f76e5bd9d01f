import { describe, expect, it } from 'vitest';
import { continueJobs } from '../../../../dsl/service/facts/space-facts.ts';
import { describeHint, inlayHints, type HintSetting } from '../../../../dsl/service/inlay-hints.ts';
import { inSpace, marked } from './cursor.ts';

/** The hints after everything has been counted, with the word before each. */
const at = (text: string, setting: HintSetting = 'all', end = text.length): string[] => {
  const { program, file } = marked(text);
  const hints = () => inlayHints(program, file, { start: 0, end }, setting, Infinity);
  hints();
  while (continueJobs(program, 1_000).left > 0);
  return hints().hints.map(
    ({ offset, parts }) => `${text.slice(0, offset).split(/\W/).at(-1)} ${parts.join('|').replaceAll('\u2007', '_')}`,
  );
};

describe('inlay hints', () => {
  const source = `${inSpace('param w = choice 1..150', 'conv(out: w, k: choice 1..100)')}arch a of S = { w: 8, network.conv.k: 1 }\narch broken of S = {}`;

  it.each<[HintSetting, string[]]>([
    ['all', ['S 15\u202f000 archs', 'a __114 params|24.7K MACs']],
    ['archs', ['a __114 params|24.7K MACs']],
    ['off', []],
  ])('with the setting %s', (setting, expected) => expect(at(source, setting)).toEqual(expected));

  it.each<[string, string, string[]]>([
    ['on decisions', 'param w = choice 1..4\nrequire w != 2', ['S _____3 archs', '2 keeps __75\u202f%']],
    ['on costs', 'param w = choice [1, 2]\nrequire params < 70', ['S _____1 archs', '70 keeps __50\u202f%']],
    [
      'that keep everything',
      'param w = choice [1, 2]\nrequire params < 1K',
      ['S _____2 archs', '1K keeps _100\u202f%'],
    ],
    ['that are predicted', 'param w = choice [1, 2]\nrequire accuracy > 3%', ['S _____2 archs']],
  ])('say what requirements keep: %s', (_what, members, expected) =>
    expect(at(inSpace(members, 'conv(out: w)'))).toEqual(expected),
  );

  it('stay inside the range asked for', () => expect(at(source, 'all', 100)).toHaveLength(1));

  it.each([
    [1, 'param w = choice 1..4'],
    [2, 'param w = choice 1..300\nrequire w != 2'],
    [3, 'param w = choice 1..3000\nrequire w == 2 or w == 3'],
    [4, 'param w = choice 1..64\nparam v = choice 1..9999\nlet u = v\nrequire w < 64'],
  ])('are as wide whatever they say (%d)', (_i, members) => {
    const text = inSpace(members, 'repeat 2 { conv(out: w) }');
    const { program, file } = marked(text);
    inlayHints(program, file, { start: 0, end: text.length }, 'all', Infinity);
    while (continueJobs(program, 1_000).left > 0);
    const { hints } = inlayHints(program, file, { start: 0, end: text.length }, 'all', Infinity);
    expect(hints.length).toBeGreaterThan(0);
    for (const { parts } of hints) for (const part of parts) expect(part).toHaveLength(12);
  });

  it('leave out what has too many errors to be known, and say nothing while counting', () => {
    expect(at(inSpace('', 'conv(out: nothing)'))).toEqual([]);
    const text = inSpace('', 'conv(out: choice [1, 2])');
    const { program, file } = marked(text);
    expect(inlayHints(program, file, { start: 0, end: text.length }, 'all', 0)).toEqual({
      hints: [],
      more: true,
      counting: false,
    });
  });

  it('tell what they rest on when looked at', () => {
    const { program, file } = marked(source);
    const { hints } = inlayHints(program, file, { start: 0, end: source.length }, 'all', Infinity);
    while (continueJobs(program, 1_000).left > 0);
    expect(hints.map(({ data }) => describeHint(program, file, data))).toEqual([
      '15\u202f000 architectures satisfy its requirements, exactly.',
      '114 trainable parameters and 24\u202f656 multiply-accumulates, exactly.',
    ]);
    expect(describeHint(program, file, { kind: 'space', offset: 1 })).toBeUndefined();
  });
});
