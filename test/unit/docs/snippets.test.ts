/** Every example of the language in README.md and docs/ is checked, counted where it states a size, and in the formatter's layout. */
import { describe, expect, it } from 'vitest';
import { lowerSpace } from '../../../dsl/space/lower.ts';
import {
  diagnosticsOf,
  documentationSnippets,
  formatted,
  programOfSnippet,
  snippetsOf,
} from '../../support/snippets.ts';

const snippets = documentationSnippets();

describe('the documentation', () => {
  it('has examples', () => {
    expect(snippets.length).toBeGreaterThan(20);
  });

  it.each(snippets)('$where gets the diagnostics that it states', (snippet) => {
    const found = diagnosticsOf(snippet);
    expect(
      found.map(({ code }) => code),
      found.map(({ message }) => message).join('\n'),
    ).toEqual(snippet.codes);
  });

  it.each(snippets)('$where is formatted', (snippet) => {
    expect(formatted(snippet)).toBe(snippet.text);
  });

  it.each(snippets.filter(({ size }) => size !== undefined))(
    '$where has as many architectures as it states',
    (snippet) => {
      expect(lowerSpace(programOfSnippet(snippet)).value?.size()).toEqual({ value: snippet.size, method: 'exact' });
    },
  );

  it.each(snippets.filter(({ paths }) => paths !== undefined))('$where has the paths that it states', (snippet) => {
    const space = lowerSpace(programOfSnippet(snippet)).value;
    expect(space?.decisions.map(({ path }) => path)).toEqual(snippet.paths);
  });
});

describe('the reader of examples', () => {
  it('takes modes, codes and sizes from the info string', () => {
    const text = '```hnas network shape-mismatch size=3\nrelu\n```\n```paths\na\nb\n```\n```ts\nlet a = 1;\n```\n';
    const [snippet, ...others] = snippetsOf('x.md', text);
    expect(others).toEqual([]);
    expect(snippet).toMatchObject({ where: 'x.md:1', codes: ['shape-mismatch'], size: 3n, paths: ['a', 'b'] });
    expect(snippet?.text).toContain('  network {\n    relu\n');
  });

  it('finds what is wrong', () => {
    const [snippet] = snippetsOf('x.md', '```hnas network\nrelux\n```\n');
    expect(snippet === undefined ? [] : diagnosticsOf(snippet).map(({ code }) => code)).toEqual(['unknown-name']);
  });
});
