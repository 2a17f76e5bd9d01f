/** Latency on a device that was never seen, from ten measurements, on NAS-Bench-201's devices. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import { readArchitectureTable } from '../../../../engine/evaluate/table/architecture-table.ts';
import { hardwarePredictor } from '../../../../engine/predictor/hardware/hardware-predictor.ts';
import { spearman } from '../../../../engine/statistics/spearman.ts';
import { exampleSpace } from '../../../unit/engine/encoding/spaces.ts';

const root = resolve(import.meta.dirname, '../../../..');
const nb201 = resolve(root, process.env['HNAS_DATA'] ?? '../shared/data', 'nasbench201.csv.gz');
const columns = ['edgegpu', 'raspi4', 'pixel3', 'fpga'].map((device) => `${device}_latency_c10`);

describe.skipIf(!existsSync(nb201))('hardwarePredictor on NAS-Bench-201 (needs ../shared/data)', () => {
  it('reaches a mean Spearman of 0.93 on all other architectures, each device held out', async () => {
    const space = exampleSpace('nasbench201');
    const read = await readArchitectureTable(space, { file: nb201, numbers: columns });
    if ('error' in read) throw new Error(read.error);
    const { architectures, numbers } = read.value;
    let sum = 0;
    for (const [held, truth] of numbers.entries()) {
      const known = numbers.flatMap((latencies, k) => (k === held ? [] : [{ name: columns[k] as string, architectures, latencies }])); // prettier-ignore
      for (let draw = 0; draw < 3; draw++) {
        const random = seededRandom(`slow/${held}/${draw}`);
        const made = hardwarePredictor(space, known, random);
        if ('error' in made) throw new Error(made.error);
        const candidates = random.shuffle(Array.from(architectures.keys())).slice(0, 500);
        const of = (rows: readonly number[]): typeof architectures => rows.flatMap((row) => architectures[row] ?? []);
        const rows = made.value.references(of(candidates), 10).map((k) => candidates[k] as number);
        const fit = made.value.fit(
          of(rows),
          Float64Array.from(rows, (row) => truth[row] as number),
        );
        if ('error' in fit) throw new Error(fit.error);
        const others = Array.from(architectures.keys()).filter((row) => !rows.includes(row));
        const { mean } = fit.value.predict(of(others));
        sum +=
          spearman(
            mean,
            Float64Array.from(others, (row) => truth[row] as number),
          ) /
          (3 * columns.length);
      }
    }
    expect(sum).toBeGreaterThan(0.93);
  });
});
