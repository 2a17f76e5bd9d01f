/** The processor in a few words: what it is called, its cores, and the widest instructions that it has. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/** One sentence: `AMD EPYC 7B13, 2 of 64 cores, AVX2.` */
export function processorWords(): string {
  const all = cpus();
  const usable = availableParallelism();
  const cores = usable < all.length ? `${usable} of ${all.length} threads` : `${usable} threads`;
  const words = [all[0]?.model.trim() ?? 'unknown processor', cores, instructionSet()];
  return `${words.filter((word) => word !== undefined && word !== '').join(', ')}.`;
}

/** Widest first, as Linux calls them. */
const SETS: readonly (readonly [flag: string, name: string])[] = [
  ['avx512f', 'AVX-512'],
  ['avx2', 'AVX2'],
  ['avx', 'AVX'],
  ['asimd', 'NEON'],
  ['sse4_2', 'SSE 4.2'],
];

/** Undefined where the system does not tell. */
export function instructionSet(flags: string = flagsOfLinux(), arch: string = process.arch): string | undefined {
  const words = new Set(flags.split(/\s+/));
  return SETS.find(([flag]) => words.has(flag))?.[1] ?? (arch === 'arm64' ? 'NEON' : undefined);
}

function flagsOfLinux(): string {
  try {
    return /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}
