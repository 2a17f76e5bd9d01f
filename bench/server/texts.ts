/** The texts of the benchmark: the bundled examples, long files made of them, many literal architectures, and JSON of the same sizes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../dsl/random.ts';

const folder = join(import.meta.dirname, '../../examples');

const spaces = readdirSync(join(folder, 'spaces')).map((name) => readFileSync(join(folder, 'spaces', name), 'utf8'));

export const demo = readFileSync(join(folder, 'demo.hnas'), 'utf8');
export const examples: readonly string[] = [demo, ...spaces];

/** The example spaces over and over, each time by other names, until there are so many lines. */
export function longFile(lines: number): string {
  let text = '';
  for (let i = 0; text.split('\n').length <= lines; i++) text += renamed(spaces[i % spaces.length] ?? '', i);
  return text;
}

function renamed(text: string, i: number): string {
  const names = [...text.matchAll(/^(?:space|arch) (\w+)/gm)].map(([, name]) => name ?? '');
  return names.reduce((result, name) => result.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `${name}_${i}`), text);
}

const EDGES = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'];

/** The space of NAS-Bench-201 with different literal architectures of it. */
export function manyArchs(count: number, random: Random): string {
  const space = spaces.find((text) => text.includes('space NASBench201')) ?? '';
  const cells = new Set<string>();
  while (cells.size < count) {
    const edge = (from: number): string => `${EDGES[random.int(EDGES.length)] ?? ''}~${from}`;
    cells.add(
      [1, 2, 3].map((node) => `|${Array.from({ length: node }, (_, from) => edge(from)).join('|')}|`).join('+'),
    );
  }
  return `${space}${[...cells].map((cell, i) => `arch a${i} of NASBench201 = nb201 "${cell}"\n`).join('')}`;
}

/** A JSON document of so many lines, and the schema that it is checked against. */
export function json(lines: number): string {
  const rows = Array.from({ length: lines - 2 }, (_, i) =>
    JSON.stringify({
      name: `stage${i}`,
      kernel: 3 + (i % 3),
      out: [16, 32, 64],
      operator: 'conv',
      residual: i % 2 === 0,
    }),
  );
  return `[\n${rows.map((row) => `  ${row}`).join(',\n')}\n]\n`;
}

export const jsonSchema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['name', 'kernel'],
    properties: {
      name: { type: 'string', description: 'What the stage is called.' },
      kernel: { type: 'integer', minimum: 1, maximum: 7, description: 'Side of the kernels.' },
      out: { type: 'array', items: { type: 'integer' }, description: 'Channels.' },
      operator: { enum: ['conv', 'pool', 'skip'], description: 'The operator of every node.' },
      residual: { type: 'boolean', description: 'Whether the input is added to the output.' },
    },
  },
};

/** Where numbers begin that may become others without an error, and where names begin. */
export const numbersIn = (text: string): number[] =>
  [...text.matchAll(/(?<![\w.])\d(?=\d*\b)/g)].map(({ index }) => index);
export const namesIn = (text: string): number[] => [...text.matchAll(/\b[A-Za-z]\w+/g)].map(({ index }) => index);
