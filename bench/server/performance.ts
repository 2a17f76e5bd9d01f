/**
 * How quick the bundled language server is, as a process over its standard streams, beside a public one in the same run.
 *
 *   npm run build && node bench/server/performance.ts [--rounds 10] [--seed 1]
 *
 * Installs the other server from npm into a temporary folder. Prints a table: median and 95th percentile, the target, and the ratio to
 * the other server, which does the same with JSON of as many lines.
 */
import { spawnSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { InlayHint } from 'vscode-languageserver';
import { seededRandom } from '../../dsl/random.ts';
import { SERVER } from '../../test/support/lsp/channels.ts';
import {
  answers,
  edits,
  memoryOf,
  processorOf,
  start,
  stop,
  type Opened,
  type OpenText,
  type Subject,
} from './measures.ts';
import { installPeer } from './peer.ts';
import { demo, examples, json, longFile, manyArchs } from './texts.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const rounds = Number(values.rounds);
const own: Subject = { name: 'HyperNAS', args: [SERVER, '--stdio'], languageId: 'hnas', extension: 'hnas' };

const { subject: peer, remove } = installPeer();

interface Sample {
  readonly times: readonly number[];
  /** Milliseconds of the processor for each, on average; undefined where unknown. */
  readonly processor: number | undefined;
}

interface Measured {
  readonly what: string;
  readonly unit: 'ms' | 'MB';
  readonly target: number;
  readonly own: Sample;
  readonly peer: Sample | undefined;
  /** Whether the target is for the 95th percentile rather than the median. */
  readonly tail: boolean;
}

const measured: Measured[] = [];
const linesOf = (text: string): number => text.split('\n').length - 1;

await starts();
const [ours, theirs] = [await start(own, demo), await start(peer, json(linesOf(demo)))];
await editsOf(300, 30, 20 * rounds);
await editsOf(5000, 250, 6 * rounds);
await places();
await hints();
stop(ours);
stop(theirs);
await memory();
remove();
print();

async function sampled(opened: Opened, run: () => Promise<readonly number[]>): Promise<Sample> {
  const before = processorOf(opened);
  const times = await run();
  const after = processorOf(opened);
  return {
    times,
    processor: before === undefined || after === undefined ? undefined : (after - before) / times.length,
  };
}

async function starts(): Promise<void> {
  const node: number[] = [];
  const samples: Sample[][] = [[], []];
  for (let i = 0; i < rounds; i++) {
    samples[0]?.push(await startOnce(own, demo));
    samples[1]?.push(await startOnce(peer, json(linesOf(demo))));
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    node.push(performance.now() - began);
  }
  const [a, b] = samples.map(together);
  if (a === undefined || b === undefined) return;
  measured.push({ what: 'process start to first diagnostics', unit: 'ms', target: 400, own: a, peer: b, tail: false });
  console.log(`Load average ${loadavg()[0]?.toFixed(1) ?? '?'} on ${cpus().length} processors. Node alone starts and ends in ${quantile(node, 0.5).toFixed(0)} ms.\n`); // prettier-ignore
}

async function startOnce(subject: Subject, first: string): Promise<Sample> {
  const opened = await start(subject, first);
  const processor = processorOf(opened);
  stop(opened);
  return { times: [opened.start], processor };
}

function together(samples: readonly Sample[]): Sample {
  const processors = samples.flatMap(({ processor }) => (processor === undefined ? [] : [processor]));
  const mean = processors.reduce((sum, each) => sum + each, 0) / processors.length;
  return { times: samples.flatMap(({ times }) => times), processor: processors.length > 0 ? mean : undefined };
}

async function editsOf(lines: number, target: number, times: number): Promise<void> {
  const [a, b] = [ours.open(longFile(lines)), theirs.open(json(lines))];
  const run = (opened: Opened, document: OpenText, count: number): Promise<Sample> =>
    sampled(opened, () => edits(opened, document, count, seededRandom(`${values.seed} edits of ${lines} lines`)));
  await run(ours, a, 20);
  await run(theirs, b, 20);
  const [own, peer] = [await run(ours, a, times), await run(theirs, b, times)];
  measured.push({ what: `edit to diagnostics, ${linesOf(a.text)} lines`, unit: 'ms', target, own, peer, tail: true });
}

async function places(): Promise<void> {
  const [a, b] = [ours.open(longFile(300)), theirs.open(json(300))];
  for (const method of ['hover', 'completion'] as const)
    for (const afterEdit of [false, true]) {
      const run = (opened: Opened, document: OpenText): Promise<Sample> => {
        const random = seededRandom(`${values.seed} ${method}`);
        const at = `textDocument/${method}` as const;
        return sampled(opened, () => answers(opened, at, document, 20 * rounds, random, afterEdit));
      };
      const [own, peer] = [await run(ours, a), await run(theirs, b)];
      const what = `${method}, 300 lines, ${afterEdit ? 'right after an edit' : 'at rest'}`;
      measured.push({ what, unit: 'ms', target: 20, own, peer, tail: true });
    }
}

async function hints(): Promise<void> {
  const text = manyArchs(200, seededRandom(`${values.seed} archs`));
  const { uri } = ours.open(text);
  const range = { start: { line: 0, character: 0 }, end: { line: linesOf(text), character: 0 } };
  const ask = (): Promise<InlayHint[]> =>
    ours.client.request('textDocument/inlayHint', { textDocument: { uri }, range });
  const began = performance.now();
  let passes = 1;
  while ((await ask()).length < 202) if (++passes > 1000) throw new Error('hints of 200 architectures never came');
  console.log(`All hints of 200 architectures had been computed after ${passes} passes, ${(performance.now() - began).toFixed(0)} ms.\n`); // prettier-ignore
  const own = await sampled(ours, async () => {
    const times: number[] = [];
    for (let i = 0; i < 3 * rounds; i++) {
      const from = performance.now();
      await ask();
      times.push(performance.now() - from);
    }
    return times;
  });
  const what = 'all hints of 200 architectures, from cache';
  measured.push({ what, unit: 'ms', target: 50, own, peer: undefined, tail: true });
}

async function memory(): Promise<void> {
  const of = async (subject: Subject, texts: readonly string[]): Promise<Sample> => {
    const opened = await start(subject, texts[0] ?? '');
    for (const text of texts) await edits(opened, opened.open(text), 4, seededRandom(values.seed));
    const resident = memoryOf(opened);
    stop(opened);
    return { times: [resident], processor: undefined };
  };
  const jsons = examples.map((text) => json(linesOf(text)));
  const [a, b] = [await of(own, examples), await of(peer, jsons)];
  const what = `resident with all ${examples.length} examples open`;
  measured.push({ what, unit: 'MB', target: 150, own: a, peer: b, tail: false });
}

/** Between the nearest two of the sorted values. */
function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((x, y) => x - y);
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? below) - below);
}

function print(): void {
  const heads = ['what', 'median', 'p95', 'processor', 'target', 'other: median', 'p95', 'processor', 'ratio'];
  console.log(`The other server is ${peer.name}.\n\n| ${heads.join(' | ')} |\n|${' --- |'.repeat(heads.length)}`);
  for (const { what, unit, target, own, peer: other, tail } of measured) {
    const figures = (sample: Sample | undefined): string[] => {
      if (sample === undefined) return ['-', '-', '-'];
      const { times, processor } = sample;
      const digits = unit === 'ms' ? 1 : 0;
      return [
        quantile(times, 0.5).toFixed(digits),
        quantile(times, 0.95).toFixed(digits),
        processor?.toFixed(1) ?? '-',
      ];
    };
    const q = tail ? 0.95 : 0.5;
    const ratio = other === undefined ? '-' : (quantile(own.times, q) / quantile(other.times, q)).toFixed(2);
    const aim = `${target} (${tail ? 'p95' : 'median'})`;
    console.log(`| ${[`${what}, ${unit}`, ...figures(own), aim, ...figures(other), ratio].join(' | ')} |`);
  }
}
