/** Every row of NAS-Bench-201 through the language: notation, costs, hash. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readNotation } from '../../../../dsl/space/notations/read-notation.ts';
import { exampleSpace, root } from '../../../support/spaces.ts';

const table = join(root, process.env['HNAS_DATA'] ?? '../shared/data', 'nasbench201.csv.gz');

describe.skipIf(!existsSync(table))('NAS-Bench-201 row by row (needs ../shared/data)', () => {
  it('has the published parameters and FLOPs, and the groups of iso_group', () => {
    const space = exampleSpace('nasbench201');
    const [header, ...lines] = gunzipSync(readFileSync(table)).toString().trim().split('\n');
    const columns = (header as string).split(',');
    const column = (cells: readonly string[], name: string): string => cells[columns.indexOf(name)] as string;
    const groups = new Map<string, string>();
    let wrong = 0;
    for (const line of lines) {
      const cells = line.split(',');
      const read = readNotation(space, 'nb201', column(cells, 'arch_str'));
      if (!('value' in read)) throw new Error(read.error);
      const { params, flops } = space.costs(read.value);
      if ((flops / 1e6).toFixed(6) !== Number(column(cells, 'flops_m')).toFixed(6)) wrong++;
      if ((params / 1e6).toFixed(6) !== Number(column(cells, 'params_m')).toFixed(6)) wrong++;
      const hash = space.graphHash(read.value);
      const group = groups.get(hash) ?? column(cells, 'iso_group');
      if (group !== column(cells, 'iso_group')) wrong++;
      groups.set(hash, group);
    }
    expect(lines).toHaveLength(15_625);
    expect(wrong).toBe(0);
    expect(groups.size).toBe(6_466);
    expect(new Set(groups.values()).size).toBe(6_466);
  });
});
