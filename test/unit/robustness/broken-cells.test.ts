/** Cells in the middle of being typed: brackets anywhere in one whose output asks which nodes are loose. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkProgram } from '../../../dsl/semantics/check.ts';
import { programOf } from '../../../dsl/semantics/program.ts';

const text = readFileSync(join(import.meta.dirname, '../../../examples/spaces/ghn_random.hnas'), 'utf8');

it('a bracket too many in a cell is an error of the text', () => {
  const [start, end] = [text.indexOf('cell Node'), text.indexOf('cell Down')];
  for (let at = start; at < end; at += 7) {
    const bracket = '([]'.charAt(at % 3);
    expect(checkProgram(programOf(text.slice(0, at) + bracket + text.slice(at))), `at ${at}`).not.toEqual([]);
  }
});
