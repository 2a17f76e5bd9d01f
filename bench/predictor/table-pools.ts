/** Benchmark tables as pools of measured architectures: for meta-training on other spaces' tables, and for judging what it brings. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readArchitectureTable } from '../../engine/evaluate/table/architecture-table.ts';
import { poolOf, type Pool } from '../../engine/predictor/incontext/meta/pool.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { unpackAccelTable } from './accel-table.ts';
import { dataFolder, openSpace } from './open-space.ts';

export interface TableSource {
  readonly space: string;
  readonly table: string;
  readonly label: string;
  readonly test: string;
  /** Rows used, evenly spaced; all where absent. */
  readonly most?: number;
}

export const tableSources: Readonly<Record<string, TableSource>> = {
  nb201: { space: 'examples/spaces/nasbench201.hnas', table: 'nasbench201.csv.gz', label: 'c10_valid', test: 'c10_test', most: 3000 }, // prettier-ignore
  nb101: { space: 'examples/spaces/nasbench101.hnas', table: 'nasbench101_10k.csv.gz', label: 'val108', test: 'val108', most: 3000 }, // prettier-ignore
  darts: { space: 'examples/spaces/darts.hnas', table: 'nasbench301_surrogate.csv.gz', label: 'surrogate_val_accuracy', test: 'surrogate_val_accuracy' }, // prettier-ignore
  accel: { space: 'bench/predictor/accel.hnas', table: 'accel_nasbench_2500.csv.gz', label: 'val_top1', test: 'val_top1' }, // prettier-ignore
  autoformer: { space: 'examples/spaces/autoformer_tiny.hnas', table: 'vit_autoformer_100.jsonl', label: 'c100_base_acc', test: 'c100_base_acc' }, // prettier-ignore
};

export interface ReadTable {
  readonly space: DecisionSpace;
  readonly architectures: readonly Architecture[];
  readonly label: Float64Array;
  readonly test: Float64Array;
}

/** Throws where the table is absent or cannot be read. `columns` in place of label and test. */
export async function readTableSource(name: string): Promise<ReadTable> {
  const source = tableSources[name];
  if (source === undefined)
    throw new Error(`there is no table "${name}"; there are ${Object.keys(tableSources).join(', ')}`);
  const file = resolve(dataFolder, source.table);
  if (!existsSync(file)) throw new Error(`${file} is absent`);
  const space = openSpace(source.space).withoutCosts();
  const read = await readArchitectureTable(space, {
    file: name === 'accel' ? await unpackAccelTable(file) : file,
    numbers: [source.label, source.test],
  });
  if ('error' in read) throw new Error(read.error);
  const { architectures, numbers } = read.value;
  const step = Math.max(1, Math.ceil(architectures.length / (source.most ?? Infinity)));
  const kept = architectures.filter((_, i) => i % step === 0);
  const [label, test] = numbers.map((values) => Float64Array.from(values).filter((_, i) => i % step === 0));
  if (label === undefined || test === undefined) throw new Error('the table gave fewer columns than asked for');
  return { space, architectures: kept, label, test };
}

export async function tablePools(names: readonly string[]): Promise<Pool[]> {
  const pools: Pool[] = [];
  for (const name of names) {
    const { space, architectures, label } = await readTableSource(name);
    pools.push(poolOf(name, space, architectures, label));
  }
  return pools;
}
