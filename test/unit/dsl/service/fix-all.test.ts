import { expect, it } from 'vitest';
import type { DiagnosticCode } from '../../../../dsl/diagnostics/catalogue.ts';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { fixAllOf, fixAllSafely } from '../../../../dsl/service/fix-all.ts';
import { applyEdits } from '../../../../dsl/service/rename/paths.ts';
import { inSpace, marked } from './cursor.ts';

const wrong = inSpace(
  'param k = choice [3, 5, 3]\nrequire k > 1',
  'conv3x4(out: choice [8, 8]) >> conv3x4\nif 1 > 2 { relu }\nconv(k: k)',
);

it.each<[DiagnosticCode | 'safe', number, readonly string[]]>([
  ['repeated-alternative', 2, ['choice [3, 5]', 'choice [8]', 'conv3x4 ', 'require k > 1']],
  ['unknown-name', 2, ['choice [3, 5, 3]', 'conv3x3(', '>> conv3x3\n']],
  ['safe', 3, ['choice [3, 5]', 'choice [8]', 'conv3x4 ']],
  ['empty-range', 0, ['choice [3, 5, 3]']],
])('fix all: %s', (code, count, parts) => {
  const { program, text } = marked(wrong.replace('>> conv3x4', '>> conv3x4 '));
  const found = checkProgram(program);
  const all = code === 'safe' ? fixAllSafely(found) : fixAllOf(found, code);
  expect(all.count).toBe(count);
  const after = applyEdits(text, all.edits);
  for (const part of parts) expect(after).toContain(part.replace('conv3x3\n', 'conv3x3 \n'));
});
