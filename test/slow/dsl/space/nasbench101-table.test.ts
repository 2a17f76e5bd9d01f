/** Rows of NAS-Bench-101 through the language: notation and parameters. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bindNotation } from '../../../../dsl/space/notations/bind.ts';
import { exampleSpace, root } from '../../../support/spaces.ts';

const table = join(root, process.env['HNAS_DATA'] ?? '../shared/data', 'nasbench101_10k.csv.gz');

describe.skipIf(!existsSync(table))('NAS-Bench-101 row by row (needs ../shared/data)', () => {
  it('has the published parameters in every row', () => {
    const space = exampleSpace('nasbench101');
    const [header, ...lines] = gunzipSync(readFileSync(table)).toString().trim().split('\n');
    const columns = (header as string).split(',');
    const bound = bindNotation(space, { notation: 'nb101', key: undefined, columns });
    if ('error' in bound) throw new Error(bound.error);
    const hashes = new Set<string>();
    let wrong = 0;
    for (const line of lines) {
      const cells = line.split(',');
      const column = (name: string): string => cells[columns.indexOf(name)] as string;
      const read = bound.value.read(column);
      if (!('value' in read)) throw new Error(read.error);
      if (space.costs(read.value).params !== Number(column('params'))) wrong++;
      hashes.add(space.graphHash(read.value));
    }
    expect(lines).toHaveLength(10_000);
    expect(wrong).toBe(0);
    expect(hashes.size).toBe(10_000);
  });
});
