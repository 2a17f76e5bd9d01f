/** Accel-NASBench's table, whose architectures are digits of seven stages packed in columns, as a table with a column per decision. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRows } from '../../engine/evaluate/table/read-rows.ts';

const kept = ['val_top1', 'throughput_a100'];
const stages = [0, 1, 2, 3, 4, 5, 6];

/** Writes the table to a temporary file and returns its path. */
export async function unpackAccelTable(file: string): Promise<string> {
  const parameters = ['e', 'k', 'l', 'se'];
  const paths = stages.flatMap((stage) => parameters.map((name) => `network.stages[${stage}].${name}`));
  const lines = [[...paths, ...kept].join()];
  for await (const row of readRows(file)) {
    const digits = stages.flatMap((stage) =>
      parameters.map((name) => {
        const digit = String(row.value(name))[stage] ?? '';
        return name === 'se' ? String(digit === '1') : digit;
      }),
    );
    lines.push([...digits, ...kept.map((column) => String(row.value(column)))].join());
  }
  const path = join(await mkdtemp(join(tmpdir(), 'hnas-accel-')), 'accel.csv');
  await writeFile(path, lines.join('\n'));
  return path;
}
