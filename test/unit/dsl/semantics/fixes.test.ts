/** Code fixes: each text with a mistake, and what the first fix makes of it. */
import { describe, expect, it } from 'vitest';
import type { CodeFix } from '../../../../dsl/diagnostics/diagnostic.ts';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { programOf } from '../../../../dsl/semantics/program.ts';
import { smallSpace } from '../../../support/spaces.ts';

/** Network bodies: before, after, title. */
const bodies: Record<string, readonly [string, string, string]> = {
  'a misspelt operator': ['conv3x4(out: choice [8, 16])', 'conv3x3(out: choice [8, 16])', 'Change to "conv3x3"'],
  'a misspelt parameter': ['conv3x3(ot: choice [8, 16])', 'conv3x3(out: choice [8, 16])', 'Change to "out"'],
  'a choice of one': [
    'conv(k: choice [3], out: choice [8, 16])',
    'conv(k: 3, out: choice [8, 16])',
    'Replace the choice by 3',
  ],
  'a choice with repeats': ['conv(k: choice [3, 5, 3])', 'conv(k: choice [3, 5])', 'List every alternative once'],
  'a range upside down': ['repeat choice 3..1 { relu }', 'repeat choice 1..3 { relu }', 'Change to 1..3'],
};

/** Members of the space. */
const members: Record<string, readonly [string, string, string]> = {
  'an unused block': [
    '/// Not used.\n  block B { relu }\n  param k = choice [3, 5]',
    'param k = choice [3, 5]',
    'Remove the unused block "B"',
  ],
  'an unused decision': [
    'param d = choice [1, 2]\n  param k = choice [3, 5]',
    'param k = choice [3, 5]',
    'Remove the unused param "d"',
  ],
  'a requirement that always holds': [
    'param k = choice [3, 5]\n  require k > 1',
    'param k = choice [3, 5]',
    'Remove the requirement',
  ],
  'a unit of something else': [
    'param k = choice [3, 5]\n  require params <= 5MB',
    'param k = choice [3, 5]\n  require params <= 5M',
    'Change to 5M',
  ],
};

describe('code fixes', () => {
  for (const [name, [before, after, title]] of Object.entries(bodies)) {
    it(`mends ${name}`, () => expectFix(smallSpace(before), smallSpace(after), title));
  }
  for (const [name, [before, after, title]] of Object.entries(members)) {
    it(`mends ${name}`, () => expectFix(smallSpace('conv(k: k)', before), smallSpace('conv(k: k)', after), title));
  }

  it('suggests nothing where no name is near', () => {
    const found = checkProgram(programOf(smallSpace('conv3x3(out: choice [8, 16]) >> zzzzzzzzzz')));
    expect(found.map(({ code, fixes }) => [code, fixes])).toEqual([['unknown-name', undefined]]);
  });
});

function expectFix(before: string, after: string, title: string): void {
  const [fix] = checkProgram(programOf(before)).flatMap(({ fixes }): readonly CodeFix[] => fixes ?? []);
  expect(fix?.title).toBe(title);
  let text = before;
  for (const { span, newText } of fix?.edits ?? []) text = text.slice(0, span.start) + newText + text.slice(span.end);
  const squeeze = (each: string): string => each.replace(/\s+/g, ' ');
  expect(squeeze(text)).toBe(squeeze(after));
  expect(checkProgram(programOf(text)).filter(({ code }) => code !== 'require-always-false')).toEqual([]);
}
