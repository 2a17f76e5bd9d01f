/** Every network of NAS-Bench-201, built and hashed whole: its classes are those of its live cell. */
import { describe, expect, test } from 'vitest';
import { costsOf } from '../../../../dsl/graph/costs.ts';
import { networkHash } from '../../../../dsl/graph/network-hash.ts';
import { topologyHash } from '../../../../dsl/graph/topology-hash.ts';
import { edgesOf, liveEdges, networkOf, topologyOf } from '../../../unit/dsl/graph/nasbench201.ts';
import { hasTable, readTable } from '../../../unit/dsl/graph/tables.ts';

const TABLE = 'nasbench201.csv.gz';

/** Whether two labellings of the same rows make the same classes. */
function sameClasses(a: readonly string[], b: readonly string[]): boolean {
  const pairs = new Set(a.map((x, i) => `${x} ${b[i]}`));
  return pairs.size === new Set(a).size && pairs.size === new Set(b).size;
}

describe.skipIf(!hasTable(TABLE))('NAS-Bench-201, all 15,625 networks (needs ../shared/data)', () => {
  const rows = readTable(TABLE);
  const notations = rows.map((row) => row['arch_str'] ?? '');

  test('cells and whole networks agree on the 5,425 distinct live graphs, which have at most the parameters of the table', () => {
    const cells = notations.map((notation) => topologyHash(topologyOf(notation)));
    expect(new Set(cells).size).toBe(5425);
    let equal = 0;
    const networks = notations.map((notation, i) => {
      const network = networkOf(liveEdges(edgesOf(notation)));
      const { params } = costsOf(network);
      const counted = Math.round(Number(rows[i]?.['params_m']) * 1e6);
      if (params > counted) throw new Error(`${notation}: ${params} parameters, the table counts ${counted}`);
      if (params === counted) equal++;
      return networkHash(network);
    });
    expect(sameClasses(cells, networks)).toBe(true);
    expect(equal).toBe(11375); // the table counts operators whose result goes nowhere in the other 4,250
  });
});
