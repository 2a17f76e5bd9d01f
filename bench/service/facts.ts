/**
 * What an editor waits for, measured without the protocol: hover and completion at random positions, the first after an edit included;
 * from an edit to its diagnostics; the longest slice of counting in idle time. Ratios to `JSON.parse` of as many bytes in the same run,
 * since times of different machines do not compare.
 *
 *   node bench/service/facts.ts [positions] [edits]
 *
 * Texts: the bundled examples, and generated ones of 300 and 5,000 lines (their spaces over and over, every name its own).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../dsl/random.ts';
import { analyse, newMemory, type AnalysisMemory } from '../../dsl/semantics/analysis.ts';
import { programOf, type Program } from '../../dsl/semantics/program.ts';
import { complete } from '../../dsl/service/completion.ts';
import { continueJobs } from '../../dsl/service/facts/space-facts.ts';
import { hover } from '../../dsl/service/hover.ts';
import { inlayHints } from '../../dsl/service/inlay-hints.ts';

const positions = Number(process.argv[2] ?? 300);
const edits = Number(process.argv[3] ?? 100);
const file = 'untitled.hnas';
const folder = join(import.meta.dirname, '../../examples/spaces');
const examples = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

/** Spaces until there are so many lines, with a literal architecture after every NAS-Bench-201. */
function generated(lines: number): string {
  let text = '';
  for (let i = 0; text.split('\n').length <= lines; i++) {
    const example = examples[i % examples.length] ?? '';
    text += example.replaceAll(/\b(space|arch|of) (\w+)/g, (_, word: string, name: string) =>
      word === 'of' && !/^[A-Z]/.test(name) ? `${word} ${name}` : `${word} ${name}_${i}`,
    );
  }
  return text;
}

const milliseconds = (run: () => unknown): number => {
  const started = performance.now();
  run();
  return performance.now() - started;
};

const quantile = (samples: readonly number[], q: number): number =>
  samples.toSorted((a, b) => a - b)[Math.min(samples.length - 1, Math.floor(samples.length * q))] ?? Number.NaN;

function jsonOf(bytes: number): string {
  const row = { name: 'MBConv', params: [{ k: 3 }, { e: 6 }], out: [24, 40, 80], act: 'relu', se: true };
  return JSON.stringify(Array.from({ length: Math.ceil(bytes / (JSON.stringify(row).length + 1)) }, () => row));
}

function row(name: string, samples: readonly number[], bytes: number): void {
  const json = jsonOf(bytes);
  const yardstick = quantile(
    Array.from({ length: 20 }, () => milliseconds(() => JSON.parse(json))),
    0.5,
  );
  const [p50, p95, most] = [0.5, 0.95, 1].map((q) => quantile(samples, q));
  console.log(
    `| ${name} | ${samples.length} | ${p50?.toFixed(1)} | ${p95?.toFixed(1)} | ${most?.toFixed(1)} | ${((p50 ?? 0) / yardstick).toFixed(0)} |`,
  );
}

/** Runs a request at random positions. */
function requests(text: string, request: (offset: number) => unknown): number[] {
  const random = seededRandom(`positions ${text.length}`);
  return Array.from({ length: positions }, () => {
    const offset = random.int(text.length + 1);
    return milliseconds(() => request(offset));
  });
}

/** One character typed, a line added, a bracket broken, at random places; each from the text as it was. */
function editsOf(text: string, memory: AnalysisMemory): number[] {
  const random = seededRandom(`edits ${text.length}`);
  const insertions = [' ', 'x', '3', '(', '}', '\n// note\n', ', ', 'relu >> '];
  return Array.from({ length: edits }, (_, i) => {
    const at = random.int(text.length + 1);
    const edited = text.slice(0, at) + (insertions[i % insertions.length] ?? '') + text.slice(at);
    return milliseconds(() => analyse(programOf(edited, file), memory).diagnostics);
  });
}

function slices(program: Program, text: string): number[] {
  inlayHints(program, file, { start: 0, end: text.length }, 'all', 1_000);
  for (let offset = 0; offset < text.length; offset += 7) hover(program, file, offset);
  const found: number[] = [];
  let left = 1;
  while (left > 0 && found.length < 20_000) found.push(milliseconds(() => (left = continueJobs(program, 10).left)));
  return found;
}

console.log(`\`node bench/service/facts.ts\`: Node ${process.versions.node}.\n`);
console.log(
  '| what | samples | p50 ms | p95 ms | most ms | p50 in `JSON.parse` of the text |\n|---|---|---|---|---|---|',
);
const all: Record<'hover' | 'completion' | 'slices', number[]> = { hover: [], completion: [], slices: [] };
for (const text of examples) {
  const memory = newMemory();
  const program = analyse(programOf(text, file), memory).program;
  analyse(program, memory);
  all.hover.push(...requests(text, (offset) => hover(program, file, offset)));
  all.completion.push(...requests(text, (offset) => complete(program, file, offset)));
  all.slices.push(...slices(program, text));
}
row('hover, examples', all.hover, 1_000);
row('completion, examples', all.completion, 1_000);
row('a slice of counting, examples', all.slices, 1_000);
for (const lines of [300, 5_000]) {
  const text = generated(lines);
  const memory = newMemory();
  const program = programOf(text, file);
  const opened = milliseconds(() => analyse(program, memory).diagnostics);
  row(`opening ${lines} lines`, [opened], text.length);
  row(`edit to diagnostics, ${lines} lines`, editsOf(text, memory), text.length);
  row(
    `hover, ${lines} lines`,
    requests(text, (offset) => hover(program, file, offset)),
    text.length,
  );
  row(
    `completion, ${lines} lines`,
    requests(text, (offset) => complete(program, file, offset)),
    text.length,
  );
}
