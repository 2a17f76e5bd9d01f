import { describe, expect, test } from 'vitest';
import { topologyHash } from '../../../../dsl/graph/topology-hash.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { cellOfRow, randomOrder, renumbered, topologyOf } from '../../../unit/dsl/graph/nasbench101.ts';
import { hasTable, readTable } from '../../../unit/dsl/graph/tables.ts';

const ALL = 'nasbench101_all_cells.csv.gz';

describe.skipIf(!hasTable(ALL))('NAS-Bench-101, all 423,624 cells (needs ../shared/data)', () => {
  test('every cell has a hash of its own, which renumbering does not change', () => {
    const random = seededRandom(3);
    const hashes = new Set<string>();
    readTable(ALL).forEach((row, i) => {
      const cell = cellOfRow(row);
      const hash = topologyHash(topologyOf(cell));
      hashes.add(hash);
      if (i % 4 !== 0) return;
      const copy = renumbered(cell, randomOrder(cell, random));
      if (topologyHash(topologyOf(copy)) !== hash) throw new Error(`row ${i} changes its hash when renumbered`);
    });
    expect(hashes.size).toBe(423624);
  });
});
