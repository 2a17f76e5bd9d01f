import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendLine, readLines } from '../../../../bench/ghn/lines.ts';
import { readTable } from '../../../../bench/ghn/trained-table.ts';

describe('measurements as lines', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hnas-lines-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are read back in the order of writing, in a folder made for them', () => {
    const file = join(folder, 'new', 'rows.jsonl');
    expect(readLines(file)).toEqual([]);
    appendLine(file, { index: 0 });
    appendLine(file, { index: 1 });
    expect(readLines(file)).toEqual([{ index: 0 }, { index: 1 }]);
  });

  it('lose only the one that a killed writer was at', () => {
    const file = join(folder, 'rows.jsonl');
    appendLine(file, { index: 0 });
    appendFileSync(file, '{"index":1,"accu');
    expect(readLines(file)).toEqual([{ index: 0 }]);
    appendLine(file, { index: 1 });
    expect(readLines(file)).toEqual([{ index: 0 }, { index: 1 }]);
    expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true);
  });

  it('make a table by index, a row measured again in place of the first', () => {
    const file = join(folder, 'rows.jsonl');
    for (const [index, testAccuracy] of [[2, 40], [0, 30], [2, 50]] as const) appendLine(file, { index, testAccuracy }); // prettier-ignore
    expect(readTable(file)).toEqual([
      { index: 0, testAccuracy: 30 },
      { index: 2, testAccuracy: 50 },
    ]);
  });
});
