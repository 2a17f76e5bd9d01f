/** The texts that come with the project: examples, and the operator library. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export function textFiles(): [string, string][] {
  const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.hnas'))
    .map((name) => `examples/${name}`);
  return [...examples, 'dsl/prelude/prelude.hnas'].map((name) => [name, readFileSync(join(root, name), 'utf8')]);
}
