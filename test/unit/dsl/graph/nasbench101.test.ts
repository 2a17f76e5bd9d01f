import { describe, expect, test } from 'vitest';
import { countDistinctNodeCells, type CellStructure } from '../../../../dsl/graph/count-cells.ts';
import { costsOf } from '../../../../dsl/graph/costs.ts';
import { networkHash } from '../../../../dsl/graph/network-hash.ts';
import { topologyHash } from '../../../../dsl/graph/topology-hash.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { cellOfRow, networkOf, randomOrder, renumbered, topologyOf } from './nasbench101.ts';
import { hasTable, readTable } from './tables.ts';

const MEASURED = 'nasbench101_10k.csv.gz';

describe.skipIf(!hasTable(MEASURED))(
  'NAS-Bench-101, 10,000 measured rows (needs ../shared/data)',
  { timeout: 60_000 },
  () => {
    test('parameters equal the table in every fourth row, and do not depend on the numbering', () => {
      const random = seededRandom(1);
      const rows = readTable(MEASURED);
      const wrong = rows.filter((row, i) => {
        if (i % 4 !== 0) return false; // the slow suite reads them all, through the language
        const cell = cellOfRow(row);
        const { params } = costsOf(networkOf(cell));
        if (i % 20 === 0) {
          const other = networkOf(renumbered(cell, randomOrder(cell, random)));
          if (costsOf(other).params !== params || networkHash(other) !== networkHash(networkOf(cell))) return true;
        }
        return params !== Number(row['params']);
      });
      expect(rows.length).toBe(10000);
      expect(wrong).toEqual([]);
    });
  },
);

describe.skipIf(!hasTable(MEASURED))(
  'NAS-Bench-101, distinct cells (needs ../shared/data)',
  { timeout: 60_000 },
  () => {
    test('every cell has a hash of its own, which renumbering does not change', () => {
      const random = seededRandom(2);
      const rows = readTable(MEASURED);
      const hashes = rows.map((row) => {
        const cell = cellOfRow(row);
        const hash = topologyHash(topologyOf(cell));
        const copy = renumbered(cell, randomOrder(cell, random));
        if (topologyHash(topologyOf(copy)) !== hash) throw new Error(`${row['hash']} changes its hash when renumbered`);
        return hash;
      });
      expect(new Set(hashes).size).toBe(10000);
    });
  },
);

/** Every structure of at most 7 vertices and 9 edges in which all vertices are on a path from the input to the output. */
function* structures(): Generator<CellStructure> {
  for (let inner = 0; inner <= 5; inner++) {
    const last = inner + 1;
    const pairs: [number, number][] = [];
    for (let to = 1; to <= last; to++) for (let from = 0; from < to; from++) pairs.push([from, to]);
    for (let bits = 1; bits < 2 ** pairs.length; bits++) {
      let count = 0;
      let sources = 0;
      let targets = 0;
      for (let p = 0; p < pairs.length; p++) {
        if ((bits & (1 << p)) === 0) continue;
        count++;
        sources |= 1 << (pairs[p]?.[0] ?? 0);
        targets |= 1 << (pairs[p]?.[1] ?? 0);
      }
      // With edges that point forwards, a source and a target everywhere is a path through everywhere.
      if (count > 9 || sources !== 2 ** last - 1 || targets !== 2 ** (last + 1) - 2) continue;
      yield { inputs: 1, inner, edges: pairs.filter((_, p) => (bits & (1 << p)) !== 0) };
    }
  }
}

test("the count of distinct cells under NAS-Bench-101's rule is the benchmark's 423,624", () => {
  expect(countDistinctNodeCells(structures(), 3)).toBe(423624n);
});
