/** Measurements as lines of JSON: appended as soon as they are known, so that a script killed at any moment has lost only the one it was at. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The whole lines; none where there is no file. A line whose writing was cut short is not one. */
export function readLines<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => parse<T>(line));
}

function parse<T>(line: string): T[] {
  try {
    return [JSON.parse(line) as T];
  } catch {
    return [];
  }
}

/** Begins on a line of its own, whatever a killed writer has left behind. */
export function appendLine(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const cut = existsSync(file) && !/(^|\n)$/.test(readFileSync(file, 'utf8'));
  appendFileSync(file, `${cut ? '\n' : ''}${JSON.stringify(value)}\n`);
}
