/** Accel-NASBench's table, whose architectures are digits of seven stages packed in columns, as a table with a column per decision. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRows } from '../../engine/evaluate/table/read-rows.ts';

const usual = ['val_top1', 'throughput_a100'];
const stages = [0, 1, 2, 3, 4, 5, 6];

/** Writes the table to a temporary file and returns its path. `kept`: the measured columns; rows that lack one are left out. */
export async function unpackAccelTable(file: string, kept: readonly string[] = usual): Promise<string> {
  const parameters = ['e', 'k', 'l', 'se'];
  const paths = stages.flatMap((stage) => parameters.map((name) => `network.stages[${stage}].${name}`));
  const lines = [[...paths, ...kept].join()];
  for await (const row of readRows(file)) {
    const values = kept.map((column) => String(row.value(column) ?? ''));
    if (values.includes('')) continue;
    const digits = stages.flatMap((stage) =>
      parameters.map((name) => {
        const digit = String(row.value(name))[stage] ?? '';
        return name === 'se' ? String(digit === '1') : digit;
      }),
    );
    lines.push([...digits, ...values].join());
  }
  const path = join(await mkdtemp(join(tmpdir(), 'hnas-accel-')), 'accel.csv');
  await writeFile(path, lines.join('\n'));
  return path;
}
