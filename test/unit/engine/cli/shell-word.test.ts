import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../../engine/cli/shell-word.ts';

describe('a word of a command to copy', () => {
  it.each([
    ['examples/demo.hnas#Demo', 'examples/demo.hnas#Demo'],
    ['C:\\specs\\demo.hnas', 'C:\\specs\\demo.hnas'],
    ['my specs/demo.hnas#Demo', '"my specs/demo.hnas#Demo"'],
    ['a&b.hnas', '"a&b.hnas"'],
  ])('%s is written %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});
