/** Every character of the texts that come with the project has a scope, and none is taken for a mistake. test/grammar says which scopes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRegistryFromGrammars } from 'vscode-tmgrammar-test/dist/common/index.js';
import { textFiles } from './examples.ts';

const path = join(import.meta.dirname, '../../../syntaxes/hnas.tmLanguage.json');
const registry = createRegistryFromGrammars([
  { grammar: { path, scopeName: 'source.hnas' }, content: readFileSync(path, 'utf8') },
]);

it.each(textFiles())('%s', async (_, text) => {
  const grammar = await registry.loadGrammar('source.hnas');
  if (grammar === null) throw new Error('the grammar cannot be loaded');
  const wrong: string[] = [];
  let stack: Parameters<typeof grammar.tokenizeLine>[1] = null;
  for (const [i, line] of text.split('\n').entries()) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const part = line.slice(startIndex, endIndex);
      const [, scope] = scopes;
      if (part.trim() !== '' && (scope === undefined || scopes.some((each) => each.startsWith('invalid'))))
        wrong.push(`line ${i + 1}: ${part} (${scopes.join(' ')})`);
    }
  }
  expect(wrong).toEqual([]);
});
