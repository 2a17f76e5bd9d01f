/**
 * Scanning and parsing, measured against `JSON.parse` of as many bytes in the same run (times of different machines do not compare, ratios do).
 *
 *   node bench/dsl/parse.ts
 *
 * Prints a table row per text: 40 lines (the once-for-all space), 300 and 5,000 lines (the bundled spaces, repeated).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HnasParser, parse, parseExpression } from '../../dsl/syntax/parser.ts';

const folder = join(import.meta.dirname, '../../examples/spaces');
const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
const all = texts.join('\n');

const linesOf = (text: string): number => text.split('\n').length - 1;

/** The bundled spaces, over and over, cut at a whole space near the wanted number of lines. */
function textOf(lines: number): string {
  let text = '';
  for (let i = 0; linesOf(text) < lines; i++) text += texts[i % texts.length] ?? '';
  return text;
}

/** A JSON text of the same number of bytes with a like mixture of records, lists, strings and numbers. */
function jsonOf(bytes: number): string {
  const row = { name: 'MBConv', params: [{ k: 3 }, { e: 6 }], out: [24, 40, 80], act: 'relu', se: true };
  const count = Math.ceil(bytes / (JSON.stringify(row).length + 1));
  return JSON.stringify(Array.from({ length: count }, () => row));
}

/** Median milliseconds of one run, after warming up; short runs are repeated within a sample. */
function median(run: () => unknown): number {
  const once = (): number => {
    const started = performance.now();
    run();
    return performance.now() - started;
  };
  for (let i = 0; i < 10; i++) once();
  const repeats = Math.max(1, Math.ceil(2 / once()));
  const samples = Array.from({ length: 15 }, () => {
    const started = performance.now();
    for (let i = 0; i < repeats; i++) run();
    return (performance.now() - started) / repeats;
  });
  return samples.toSorted((a, b) => a - b)[7] ?? Number.NaN;
}

const building = performance.now();
new HnasParser();
const built = performance.now() - building;

console.log(
  `\`node bench/dsl/parse.ts\`: Node ${process.versions.node}; the parser is built in ${built.toFixed(0)} ms.\n`,
);
console.log('| text | bytes | parse ms | JSON.parse ms | ratio |\n|---|---|---|---|---|');
const row = (name: string, bytes: number, ours: number, json: number): void => {
  console.log(`| ${name} | ${bytes} | ${ours.toFixed(3)} | ${json.toFixed(4)} | ${(ours / json).toFixed(1)} |`);
};
for (const text of [texts.find((found) => found.includes('OFAMobileNetV3')) ?? all, textOf(300), textOf(5000)]) {
  const json = jsonOf(text.length);
  row(
    `${linesOf(text)} lines`,
    text.length,
    median(() => parse(text, 'bench')),
    median(() => JSON.parse(json)),
  );
}
const architecture = `{ ${Array.from({ length: 12 }, (_, i) => `Cell.h[${i}].edge[0]: skip`).join(', ')} }`;
const json = JSON.stringify(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`Cell.h[${i}].edge[0]`, 'skip'])));
row(
  'architecture, 12 decisions',
  architecture.length,
  median(() => parseExpression(architecture, 'bench')),
  median(() => JSON.parse(json)),
);
