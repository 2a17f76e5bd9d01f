/** The texts that come with the project: examples, and the operator library. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export function textFiles(): [string, string][] {
  // A folder `.hnas` holds what the examples left when they ran.
  const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.hnas') && !name.split(sep).includes('.hnas'))
    .map((name) => `examples/${name}`);
  return [...examples, 'dsl/prelude/prelude.hnas'].map((name) => [name, readFileSync(join(root, name), 'utf8')]);
}
