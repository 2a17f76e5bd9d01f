/** Spaces for benchmarks: from an example file or a text. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadProgram } from '../../dsl/semantics/program.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';

const root = resolve(import.meta.dirname, '../..');

/** Folder of the benchmark tables; see docs/tables.md for what it holds. */
export const dataFolder = resolve(root, process.env['HNAS_DATA'] ?? '../shared/data');

export function openSpace(path: string): DecisionSpace {
  const host = {
    read: (file: string) => ({ text: readFileSync(file, 'utf8') }),
    resolve: (from: string, to: string) => resolve(dirname(from), to),
  };
  const program = loadProgram(resolve(root, path), host).value;
  const lowered = program === undefined ? undefined : lowerSpace(program);
  if (lowered?.value === undefined) throw new Error(`${path}: ${lowered?.diagnostics[0]?.message ?? 'no program'}`);
  return lowered.value;
}
