/**
 * What an editor waits for, measured without the protocol: hover and completion at random positions, the first after an edit included;
 * from an edit to its diagnostics; the longest slice of counting in idle time. Times by the clock and of the processor, which other work
 * on the machine disturbs less; and ratios to `JSON.parse` of 175 KB in the same run, since times of different machines do not compare.
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

/** One run: milliseconds by the clock, and of the processor (all threads of this process). */
interface Sample {
  readonly clock: number;
  readonly processor: number;
}

function sample(run: () => unknown): Sample {
  const used = process.cpuUsage();
  const started = performance.now();
  run();
  const clock = performance.now() - started;
  const { user, system } = process.cpuUsage(used);
  return { clock, processor: (user + system) / 1_000 };
}

const quantile = (samples: readonly number[], q: number): number =>
  samples.toSorted((a, b) => a - b)[Math.min(samples.length - 1, Math.floor(samples.length * q))] ?? Number.NaN;

function jsonOf(bytes: number): string {
  const row = { name: 'MBConv', params: [{ k: 3 }, { e: 6 }], out: [24, 40, 80], act: 'relu', se: true };
  return JSON.stringify(Array.from({ length: Math.ceil(bytes / (JSON.stringify(row).length + 1)) }, () => row));
}

/** What stands beside every row: `JSON.parse` of 175 KB, as many bytes as 5,000 lines have. */
const yardstickText = jsonOf(175_000);

function row(name: string, samples: readonly Sample[]): void {
  const beside = Array.from({ length: 20 }, () => sample(() => JSON.parse(yardstickText)));
  const yardstick = quantile(
    beside.map(({ processor }) => processor),
    0.5,
  );
  const clock = samples.map((each) => each.clock);
  const processor = samples.map((each) => each.processor);
  const cells = [
    ...[0.5, 0.95, 1].map((q) => quantile(clock, q).toFixed(1)),
    ...[0.5, 0.95].map((q) => quantile(processor, q).toFixed(1)),
    (quantile(processor, 0.95) / yardstick).toFixed(1),
  ];
  console.log(`| ${name} | ${samples.length} | ${cells.join(' | ')} |`);
}

/** Runs a request at the beginnings of random words, as a pointer rests and a writer pauses. */
function requests(text: string, request: (offset: number) => unknown): Sample[] {
  const random = seededRandom(`positions ${text.length}`);
  const words = [...text.matchAll(/\w+/g)].map(({ index }) => index);
  return Array.from({ length: positions }, () => sample(() => request((words[random.int(words.length)] ?? 0) + 1)));
}

/** A few characters typed, a line added, a bracket broken, at random places; each from the text as it was. */
function editsOf(text: string, memory: AnalysisMemory): Sample[] {
  const random = seededRandom(`edits ${text.length}`);
  const insertions = [' ', 'x', '3', '(', '}', '\n// note\n', ', ', 'relu >> '];
  return Array.from({ length: edits }, (_, i) => {
    const at = random.int(text.length + 1);
    const edited = text.slice(0, at) + (insertions[i % insertions.length] ?? '') + text.slice(at);
    return sample(() => analyse(programOf(edited, file), memory).diagnostics);
  });
}

/** Idle slices until all that hints and hovers have asked for is counted. */
function slices(program: Program, text: string): Sample[] {
  inlayHints(program, file, { start: 0, end: text.length }, 'all', 1_000);
  for (let offset = 0; offset < text.length; offset += 7) hover(program, file, offset);
  const found: Sample[] = [];
  let left = 1;
  while (left > 0) found.push(sample(() => (left = continueJobs(program, 10).left)));
  return found;
}

console.log(`\`node bench/service/facts.ts\`: Node ${process.versions.node}.\n`);
console.log('| what | samples | p50 ms | p95 ms | most ms | processor p50 | processor p95 | that in yardsticks |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
const all: Record<'hover' | 'completion' | 'slices', Sample[]> = { hover: [], completion: [], slices: [] };
for (const text of examples) {
  const program = programOf(text, file);
  void analyse(program, newMemory()).diagnostics;
  all.hover.push(...requests(text, (offset) => hover(program, file, offset)));
  all.completion.push(...requests(text, (offset) => complete(program, file, offset)));
  all.slices.push(...slices(program, text));
}
row('hover, examples', all.hover);
row('completion, examples', all.completion);
row('a slice of counting, examples', all.slices);
for (const lines of [300, 5_000]) {
  const text = generated(lines);
  const memory = newMemory();
  const program = programOf(text, file);
  row(`opening ${lines} lines`, [sample(() => analyse(program, memory).diagnostics)]);
  row(`edit to diagnostics, ${lines} lines`, editsOf(text, memory));
  row(
    `hover, ${lines} lines`,
    requests(text, (offset) => hover(program, file, offset)),
  );
  row(
    `completion, ${lines} lines`,
    requests(text, (offset) => complete(program, file, offset)),
  );
}
