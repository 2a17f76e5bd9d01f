/** What the editor does with brackets, new lines and words, by the rules of the language configuration. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textFiles } from './examples.ts';

interface EnterRule {
  readonly beforeText: string;
  readonly afterText?: string;
  readonly action: { readonly indent: string; readonly appendText?: string };
}
interface Configuration {
  readonly comments: { readonly lineComment: string };
  readonly brackets: readonly (readonly [string, string])[];
  readonly autoClosingPairs: readonly {
    readonly open: string;
    readonly close: string;
    readonly notIn?: readonly string[];
  }[];
  readonly surroundingPairs: readonly (readonly [string, string])[];
  readonly wordPattern: string;
  readonly indentationRules: Readonly<
    Record<'increaseIndentPattern' | 'decreaseIndentPattern' | 'unIndentedLinePattern', string>
  >;
  readonly onEnterRules: readonly EnterRule[];
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
}
const configuration = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../syntaxes/language-configuration.json'), 'utf8'),
) as Configuration;

it('closes and surrounds with what the language has, and not inside texts and comments', () => {
  const { brackets, autoClosingPairs, surroundingPairs, comments } = configuration;
  expect(comments.lineComment).toBe('//');
  expect(brackets.map((each) => each.join(''))).toEqual(['{}', '[]', '()']);
  expect(autoClosingPairs.map(({ open, close }) => open + close)).toEqual(['{}', '[]', '()', '""']);
  expect(autoClosingPairs.every(({ notIn }) => notIn?.join() === 'string,comment')).toBe(true);
  expect(surroundingPairs.map((each) => each.join(''))).toEqual(['{}', '[]', '()', '""']);
});

describe('a new line', () => {
  /** As the editor does: the first rule that matches. */
  const enter = (line: string): string => {
    const [before = '', after = ''] = line.split('|');
    const rule = configuration.onEnterRules.find(
      ({ beforeText, afterText }) =>
        new RegExp(beforeText).test(before) && (afterText === undefined || new RegExp(afterText).test(after)),
    );
    return rule === undefined ? 'as it is' : (rule.action.appendText ?? rule.action.indent);
  };

  it.each([
    ['  /// What it is.|', '/// '],
    ['  /// What |it is.', '/// '],
    ['  ///|', 'as it is'],
    ['  /// |', 'as it is'],
    ['  //// a line|', 'as it is'],
    ['  // a remark|', 'as it is'],
    ['  // a |remark', '// '],
    ['space Net {|}', 'indentOutdent'],
    ['arch a of Net = {|}', 'indentOutdent'],
    ['  param k = choice [|]', 'indentOutdent'],
    ['  conv(| )', 'indentOutdent'],
    ['  // like {|}', '// '],
    ['space Net {|', 'as it is'],
  ])('in "%s": %s', (line, expected) => expect(enter(line)).toBe(expected));
});

describe('the indentation', () => {
  const increases = new RegExp(configuration.indentationRules.increaseIndentPattern);
  const decreases = new RegExp(configuration.indentationRules.decreaseIndentPattern);
  const keeps = new RegExp(configuration.indentationRules.unIndentedLinePattern);

  it.each([
    ['space Net {', true],
    ['space Net { // why', true],
    ['  conv(', true],
    ['let a = [', true],
    ['network { relu }', false],
    ['// space Net {', false],
    ['let a = 1 // not {', false],
    ['let a = "not {"', false],
    ['let a = "not {', false],
    ['arch a of N = nb201 "x" {', true],
  ])('grows after %s: %s', (line, expected) => expect(increases.test(line)).toBe(expected));

  it('shrinks at closing brackets, and takes no measure of comments', () => {
    expect(['}', '  ])', '  } else {'].every((line) => decreases.test(line))).toBe(true);
    expect(['x }', '// }'].some((line) => decreases.test(line))).toBe(false);
    expect([keeps.test('    // far in'), keeps.test('  x // in')]).toEqual([true, false]);
  });

  it.each(textFiles())('gives %s the lines as the formatter lays them out', (_, text) => {
    let level = 0;
    let wrong = 0;
    for (const line of text.split('\n')) {
      if (line.trim() === '' || keeps.test(line)) continue;
      if (decreases.test(line)) level--;
      // The formatter indents chains that go on in a further line, which no rule of an editor can know.
      if (/^ */.exec(line)?.[0].length !== 2 * level && !/^\s*(>>|[-+*]|and|or)/.test(line)) wrong++;
      if (increases.test(line)) level++;
    }
    expect([level, wrong]).toEqual([0, 0]);
  });
});

describe('a word', () => {
  it.each([
    ['Cell.h[0].edge[0]', ['Cell', 'h', '0', 'edge', '0']],
    ['network.conv3x3#2.out', ['network', 'conv3x3#2', 'out']],
    ['choice 0.1..0.5', ['choice', '0.1', '0.5']],
    ['params <= 1.5M', ['params', '1.5M']],
    ['2..4 1_000 10min 1e-3 64KB', ['2', '4', '1_000', '10min', '1e-3', '64KB']],
    ['conv(k:3)', ['conv', 'k', '3']],
  ])('of %s: %j', (text, expected) => {
    expect(text.match(new RegExp(configuration.wordPattern, 'g'))).toEqual(expected);
  });
});

it('folds what stands between region marks', () => {
  const { start, end } = configuration.folding.markers;
  expect(['//#region a', '  // #region', '// region a'].every((line) => new RegExp(start).test(line))).toBe(true);
  expect(['//#endregion', '  // endregion'].every((line) => new RegExp(end).test(line))).toBe(true);
  expect(new RegExp(start).test('// regional')).toBe(false);
});
