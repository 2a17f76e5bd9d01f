/**
 * How far costs and graph hashes agree with published tables, and sizes with known answers.
 *   node bench/dsl/agreement.ts
 * Tables are looked for in ../shared/data or $HNAS_DATA; what is missing is said. Nothing here is random. The yardstick beside each
 * figure is what a simpler rule reaches: the live graph's costs, the cells' choices as they are written.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { costsOf } from '../../dsl/graph/costs.ts';
import { programOf } from '../../dsl/semantics/program.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';
import { bindNotation } from '../../dsl/space/notations/bind.ts';

const root = join(import.meta.dirname, '../..');
const data = join(root, process.env['HNAS_DATA'] ?? '../shared/data');

function space(name: string): DecisionSpace {
  const file = join(root, 'examples/spaces', `${name}.hnas`);
  const { value, diagnostics } = lowerSpace(programOf(readFileSync(file, 'utf8'), file));
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'));
  return value;
}

function* rows(file: string): Generator<(column: string) => string> {
  const [header = '', ...lines] = gunzipSync(readFileSync(join(data, file)))
    .toString()
    .trim()
    .split('\n');
  const columns = header.split(',');
  for (const line of lines) {
    const cells = line.split(',');
    yield (column) => cells[columns.indexOf(column)] ?? '';
  }
}

console.log('| what | figure | yardstick |\n|---|---|---|');
const show = (what: string, figure: string, yardstick: string): void =>
  console.log(`| ${what} | ${figure} | ${yardstick} |`);

if (existsSync(join(data, 'nasbench201.csv.gz'))) {
  const nb201 = space('nasbench201');
  const bound = bindNotation(nb201, { notation: 'nb201', key: 'arch_str', columns: ['arch_str'] });
  if ('error' in bound) throw new Error(bound.error);
  const count = { rows: 0, params: 0, flops: 0, live: 0, groups: 0 };
  const groups = new Map<string, string>();
  const numbers = new Set<string>();
  for (const row of rows('nasbench201.csv.gz')) {
    const read = bound.value.read(row);
    if (!('value' in read)) throw new Error(read.error);
    const costs = nb201.costs(read.value);
    count.rows++;
    if ((costs.params / 1e6).toFixed(6) === Number(row('params_m')).toFixed(6)) count.params++;
    if ((costs.flops / 1e6).toFixed(6) === Number(row('flops_m')).toFixed(6)) count.flops++;
    if ((costsOf(nb201.network(read.value)).params / 1e6).toFixed(6) === Number(row('params_m')).toFixed(6))
      count.live++;
    const hash = nb201.graphHash(read.value);
    const group = groups.get(hash) ?? row('iso_group');
    groups.set(hash, group);
    numbers.add(row('iso_group'));
    if (group === row('iso_group')) count.groups++;
  }
  show(
    'NAS-Bench-201: rows with the published parameters',
    `${count.params} of ${count.rows}`,
    `${count.live} by the live graph alone`,
  );
  show('NAS-Bench-201: rows with the published FLOPs', `${count.flops} of ${count.rows}`, '-');
  show('NAS-Bench-201: rows whose hash agrees with iso_group', `${count.groups} of ${count.rows}`, '-');
  show('NAS-Bench-201: distinct hashes', `${groups.size}`, `${numbers.size} groups in the table`);
} else console.log(`NAS-Bench-201: no table in ${data}`);

if (existsSync(join(data, 'nasbench101_10k.csv.gz'))) {
  const nb101 = space('nasbench101');
  const bound = bindNotation(nb101, { notation: 'nb101', key: undefined, columns: ['vertices', 'adj', 'ops'] });
  if ('error' in bound) throw new Error(bound.error);
  const count = { rows: 0, params: 0 };
  const hashes = new Set<string>();
  for (const row of rows('nasbench101_10k.csv.gz')) {
    const read = bound.value.read(row);
    if (!('value' in read)) throw new Error(read.error);
    count.rows++;
    if (nb101.costs(read.value).params === Number(row('params'))) count.params++;
    hashes.add(nb101.graphHash(read.value));
  }
  show('NAS-Bench-101: rows with the published parameters', `${count.params} of ${count.rows}`, '-');
  show('NAS-Bench-101: distinct hashes', `${hashes.size}`, `${count.rows} rows, all different cells`);
} else console.log(`NAS-Bench-101: no table in ${data}`);

const known: Record<string, string> = {
  nasbench201: '5^6 = 15625',
  darts: '(180 * 7^8)^2 = 1076746950455072400',
  ofa_mobilenetv3: '5 * (9^2 + 9^3 + 9^4)^5 = 108793277462862429255',
  autoformer_tiny: '3 * (4^12 + 4^13 + 4^14) = 1056964608',
  nasbench101: 'no closed form; 423624 distinct cells published',
};
for (const [name, answer] of Object.entries(known)) {
  const lowered = space(name);
  const { value, method } = lowered.size();
  const distinct = name.startsWith('nasbench')
    ? `, distinct ${lowered.distinct().value} (${lowered.distinct().method})`
    : '';
  show(
    `${lowered.name}: architectures before and under its requirements`,
    `${lowered.rawSize()}, ${value} (${method})${distinct}`,
    answer,
  );
}
