import { describe, expect, test } from 'vitest';
import { costsOf } from '../../../../dsl/graph/costs.ts';
import type { Expansion, Network } from '../../../../dsl/graph/network.ts';
import { elementsOf } from '../../../../dsl/graph/shape.ts';
import { cellExpression } from '../../../../dsl/graph/topology-expression.ts';
import { edgesOf, networkOf, topologyOf } from './nasbench201.ts';
import { hasTable, readTable } from './tables.ts';

const TABLE = 'nasbench201.csv.gz';

/** What the table's counter adds to our MACs for one operator (docs/costs.md). */
const extras = new WeakMap<Expansion, number>();
function extraOf(expansion: Expansion): number {
  let sum = extras.get(expansion);
  if (sum !== undefined) return sum;
  sum = 0;
  for (const { op, shape, attributes } of expansion.nodes) {
    if (op === 'batchnorm') sum += 2 * elementsOf(shape);
    if (op === 'relu') sum += elementsOf(shape);
    if (op === 'avgpool') sum += Number(attributes['k']) ** 2 * elementsOf(shape);
    if (op === 'global_avgpool') sum += 5184;
  }
  extras.set(expansion, sum);
  return sum;
}

function tableFlops(network: Network, macs: number): number {
  return network.nodes.reduce((sum, node) => sum + extraOf(node.expansion), macs);
}

/** Whether two labellings of the same rows make the same classes. */
function sameClasses(a: readonly string[], b: readonly string[]): boolean {
  const pairs = new Set(a.map((x, i) => `${x} ${b[i]}`));
  return pairs.size === new Set(a).size && pairs.size === new Set(b).size;
}

describe.skipIf(!hasTable(TABLE))('NAS-Bench-201, all 15,625 rows (needs ../shared/data)', { timeout: 60_000 }, () => {
  // Also a group that is skipped is read through.
  const rows = hasTable(TABLE) ? readTable(TABLE) : [];
  const notations = rows.map((row) => row['arch_str'] ?? '');

  test('parameters equal the table in every fourth row, and MACs by the stated formula, to the last digit', () => {
    const wrong = rows.filter((row, i) => {
      if (i % 4 !== 0) return false; // the slow suite reads them all, through the language
      const network = networkOf(edgesOf(notations[i] ?? '').filter(([, , operator]) => operator !== 'none'));
      const { params, macs } = costsOf(network);
      const flops = tableFlops(network, macs);
      return (params / 1e6).toFixed(6) !== row['params_m'] || (flops / 1e6).toFixed(6) !== row['flops_m'];
    });
    expect(rows.length).toBe(15625);
    expect(wrong).toEqual([]);
  });

  test("the expression makes the benchmark's 6,466 classes, iso_group by iso_group", () => {
    const expressions = notations.map((notation) => cellExpression(topologyOf(notation)));
    expect(new Set(expressions).size).toBe(6466);
    expect(
      sameClasses(
        expressions,
        rows.map((row) => row['iso_group'] ?? ''),
      ),
    ).toBe(true);
  });
});
