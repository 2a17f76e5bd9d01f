/** Benchmark tables for tests, where the machine has them: `HNAS_DATA`, else `../shared/data` beside the project. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const root = new URL('../../../../', import.meta.url).pathname;
const folder = resolve(root, process.env['HNAS_DATA'] ?? '../shared/data');

export function hasTable(name: string): boolean {
  return existsSync(resolve(folder, name));
}

/** Rows of a gzipped CSV without quotes, one record a row. */
export function readTable(name: string): Record<string, string>[] {
  const lines = gunzipSync(readFileSync(resolve(folder, name)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  const header = lines[0]?.split(',') ?? [];
  return lines.slice(1).map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(header.map((key, i) => [key, cells[i] ?? '']));
  });
}
