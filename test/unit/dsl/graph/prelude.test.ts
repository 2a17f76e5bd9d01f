import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  primitiveNames,
  primitives,
  type PrimitiveName,
  type PrimitiveParameter,
} from '../../../../dsl/graph/primitives.ts';
import { preludeFile, preludeText } from '../../../../dsl/prelude/prelude.ts';
import type { OpItem } from '../../../../dsl/syntax/ast.ts';
import { format } from '../../../../dsl/syntax/format/formatter.ts';
import { parse } from '../../../../dsl/syntax/parser.ts';

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

const parsed = parse(preludeText, preludeFile);
const operators = parsed.value.items.flatMap((item) => (item.kind === 'op' ? [item] : []));

/** Documentation and signature of a declaration, as `describePrimitive` writes those of the table. */
function describeDeclaration(item: OpItem): string {
  const parameters = item.params.map((parameter) => {
    const value = parameter.default;
    const written = value === undefined ? '' : ` = ${preludeText.slice(value.span.start, value.span.end)}`;
    return `${parameter.name.text}: ${parameter.type?.text}${written}`;
  });
  return `${item.doc}\n${item.name.text}(${parameters.join(', ')})`;
}

function describePrimitive(name: PrimitiveName): string {
  const { doc, parameters } = primitives[name];
  return `${doc}\n${name}(${parameters.map(showParameter).join(', ')})`;
}

describe('the prelude', () => {
  test('is embedded as it stands in its file', () => {
    const file = new URL('../../../../dsl/prelude/prelude.hnas', import.meta.url);
    expect(preludeText).toBe(readFileSync(file, 'utf8'));
  });

  test('parses, and is formatted', () => {
    expect(parsed.diagnostics).toEqual([]);
    expect(format(preludeText, preludeFile)).toEqual({ value: preludeText, diagnostics: [] });
  });

  test('declares exactly the primitives that users write, as the table has them', () => {
    const declared = operators.filter((item) => item.native).map(describeDeclaration);
    const expected = primitiveNames.filter((name) => primitives[name].role === 'operator').map(describePrimitive);
    expect(declared.sort()).toEqual(expected.sort());
  });

  test('documents every operator in one sentence and names each once', () => {
    const names = operators.map((item) => item.name.text);
    expect(new Set(names).size).toBe(names.length);
    for (const item of operators) expect(item.doc, item.name.text).toMatch(/^[^\n]+\.$/);
  });
});
