/**
 * How large the packages are and what is in them; how soon the engine of the package answers, and what it keeps resident.
 *
 *   node bench/package/size.ts [--platforms linux-x64,linux-arm64,darwin-arm64,win32-x64,win32-arm64] [--rounds 9]
 *
 * Yardsticks: the packages that are bundled as npm installs them, and a Node process that does nothing but answer.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deflateSync } from 'fflate';
import { PROTOCOL } from '../../engine/protocol/messages.ts';
import { makePackage, root, unpack, type Packed } from '../../test/slow/package/packed.ts';

const { platforms, rounds } = parseArgs({
  options: {
    platforms: { type: 'string', default: 'linux-x64,linux-arm64,darwin-arm64,win32-x64,win32-arm64' },
    rounds: { type: 'string', default: '9' },
  },
}).values;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);
const unpacked = ({ files }: Packed): number => [...files.values()].reduce((sum, { length }) => sum + length, 0);

const everywhere = makePackage();
console.log('| package | packed, MB | unpacked, MB |\n|---|---|---|');
console.log(`| for every platform | ${megabytes(everywhere.size)} | ${megabytes(unpacked(everywhere))} |`);
for (const target of platforms.split(',').filter((each) => each !== '')) {
  const made = makePackage('--target', target);
  console.log(`| ${target} | ${megabytes(made.size)} | ${megabytes(unpacked(made))} |`);
}
// The names in the notices are the packages that went in, the runtime included.
const bundled = [...everywhere.text('THIRD_PARTY_NOTICES.txt').matchAll(/^(\S+) \d+\.\S* \([^)]+\)$/gm)].map(
  ([, name]) => name as string,
);
const installed = bundled.reduce((sum, name) => sum + folderSize(join(root, 'node_modules', name)), 0);
console.log(`| yardstick: its ${bundled.length} packages as npm installs them | - | ${megabytes(installed)} |`);

const parts: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['WebAssembly runtime', /^dist\/onnxruntime-web\//],
  ['engine and command line', /^dist\/(engine|hnas|chunk-[A-Z0-9]+)\.mjs$/],
  ['weights of the in-context predictor', /^dist\/checkpoint\//],
  ['language server', /^dist\/server\./],
  ['client', /^dist\/client\./],
  ['Pareto page', /^dist\/pareto\./],
  ['documentation and examples', /^(docs|examples)\/|\.md$/],
  ['everything else', /./],
];
console.log('\n| part | MB | deflated, MB |\n|---|---|---|');
const left = new Map(everywhere.files);
for (const [name, pattern] of parts) {
  const own = [...left].filter(([file]) => pattern.test(file));
  for (const [file] of own) left.delete(file);
  const raw = own.reduce((sum, [, { length }]) => sum + length, 0);
  const deflated = own.reduce((sum, [, content]) => sum + deflateSync(content).length, 0);
  console.log(`| ${name} | ${megabytes(raw)} | ${megabytes(deflated)} |`);
}

const folder = unpack(everywhere);
const empty = mkdtempSync(join(tmpdir(), 'hnas-bare-'));
try {
  const bare = join(empty, 'bare.mjs');
  writeFileSync(bare, "process.on('message', () => process.send({ id: 1 }));");
  const samples = { engine: await times(join(folder, 'dist/engine.mjs')), bare: await times(bare) };
  console.log('\n| process | until it answers, ms | resident then, MB |\n|---|---|---|');
  console.log(`| engine of the package | ${samples.engine} |\n| yardstick: Node that only answers | ${samples.bare} |`);
} finally {
  for (const each of [folder, empty]) rmSync(each, { recursive: true });
}

/** Medians with quartiles over several starts of a module that answers a message. */
async function times(module: string): Promise<string> {
  const [milliseconds, resident]: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(rounds); round += 1) {
    const began = performance.now();
    const child = fork(module, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocol: PROTOCOL } });
    await once(child, 'message');
    milliseconds.push(performance.now() - began);
    resident.push(residentOf(child.pid ?? 0));
    child.kill();
    await once(child, 'exit');
  }
  return `${spread(milliseconds)} | ${spread(resident)}`;
}

/** Megabytes, where the system tells (Linux). */
function residentOf(pid: number): number {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1e6;
  } catch {
    return NaN;
  }
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.floor(q * (sorted.length - 1))] ?? NaN).toFixed(0);
  return `${at(0.5)} (${at(0.25)}..${at(0.75)})`;
}

function folderSize(path: string): number {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(path, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}
