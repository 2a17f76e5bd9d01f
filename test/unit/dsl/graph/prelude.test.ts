import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { primitiveNames, primitives, type PrimitiveParameter } from '../../../../dsl/graph/primitives.ts';
import { preludeText } from '../../../../dsl/prelude/prelude.ts';

/** `k: int = 3`, as the language writes a parameter of the table. */
function showParameter(parameter: PrimitiveParameter): string {
  const head = `${parameter.name}: ${parameter.type}`;
  const value = parameter.default;
  switch (typeof value) {
    case 'undefined':
      return head;
    case 'object':
      return `${head} = ${value.text}`;
    case 'string':
      return `${head} = "${value}"`;
    case 'number':
      return `${head} = ${Number.isInteger(value) ? value : value.toFixed(8).replace(/0+$/, '')}`;
    default:
      return `${head} = ${value}`;
  }
}

/** Every `native op` line with the documentation line above it. */
function nativeLines(): string[] {
  const lines = preludeText.split('\n');
  return lines.flatMap((line, i) => (line.startsWith('native op ') ? [`${lines[i - 1]}\n${line}`] : []));
}

describe('the prelude', () => {
  test('is embedded as it stands in its file', () => {
    const file = new URL('../../../../dsl/prelude/prelude.hnas', import.meta.url);
    expect(preludeText).toBe(readFileSync(file, 'utf8'));
  });

  test('declares exactly the primitives that users write, as the table has them', () => {
    const expected = primitiveNames
      .filter((name) => primitives[name].role === 'operator')
      .map((name) => {
        const { doc, parameters } = primitives[name];
        const list = parameters.length === 0 ? '' : `(${parameters.map(showParameter).join(', ')})`;
        return `/// ${doc}\nnative op ${name}${list}`;
      });
    expect(nativeLines().sort()).toEqual(expected.sort());
  });

  test('documents every operator in one line', () => {
    const lines = preludeText.split('\n');
    const undocumented = lines.filter((line, i) => /^(native )?op /.test(line) && !lines[i - 1]?.startsWith('/// '));
    expect(undocumented).toEqual([]);
  });
});
