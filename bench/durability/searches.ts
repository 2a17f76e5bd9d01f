/** Searches in processes of their own that are killed and gone on with, until they are done. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../engine/store/store.ts';
import { keptFiles, weightsFile } from '../../engine/store/weights/folder.ts';
import { openSource } from '../../engine/serve/open-source.ts';

export type Work = 'table' | 'train';

const space = `space Tiny {
  input image[1, 8, 8]
  output logits[10]
  param width = choice [2, 3, 4, 6, 8, 12]
  param depth = choice 1..4
  param k = choice [1, 3, 5]
  network {
    conv(k: k, out: width) >> batchnorm >> relu >> maxpool(k: 2, stride: 2)
    repeat depth {
      param wide = choice [1, 3]
      conv(k: wide, out: width) >> batchnorm >> relu
    }
    global_avgpool >> linear(out: 10)
  }
}
`;

const measured: Readonly<Record<Work, string>> = {
  table: `evaluator Lookup = table { path: "table.csv", metric: val }
experiment Quick {
  space: Tiny
  evaluator: Lookup
  search predictor { initial: 10, batch: 2, candidates: 100 }
  budget { evaluations: 60 }
`,
  train: `dataset Digits = glyphs { classes: "digits", size: 8, train: 200, val: 100, test: 0, seed: 1 }
evaluator Train = train { epochs: 4, batch: 50, validations: 4, threads: 1 }
experiment Quick {
  space: Tiny
  dataset: Digits
  evaluator: Train
  search predictor { initial: 5, batch: 1, candidates: 40 }
  budget { evaluations: 8 }
  checkpoint { every: 0s }
`,
};

export function specOf(work: Work): string {
  return `${space}predictor Fast = gp {}\n${measured[work]}  predictor: Fast\n  maximize accuracy\n  minimize params\n  seed: 3\n}\n`;
}

/** Every architecture of the space, with an accuracy that follows from its costs. */
export async function writeTable(folder: string): Promise<void> {
  const entry = join(folder, 'spec.hnas');
  const opened = openSource({ entry, files: new Map(), experiment: 'Quick' });
  if ('error' in opened) throw new Error(opened.error);
  const rows: string[] = [];
  for (const architecture of opened.value.space.enumerate()) {
    const { params, macs } = opened.value.space.costs(architecture);
    rows.push(`"${opened.value.space.text(architecture)}",${(60 + 3 * Math.log(params) + Math.sin(macs)).toFixed(4)}`);
  }
  writeFileSync(join(folder, 'table.csv'), `arch,val\n${rows.join('\n')}\n`);
}

export interface Search {
  /** Of each evaluation all that does not depend on clocks, as text. */
  readonly results: readonly string[];
  /** Of each file of trained weights that is kept its evaluation and what it holds, as text. */
  readonly weights: readonly string[];
}

/** The search from its beginning to its end in one go. */
export async function undisturbed(folder: string): Promise<Search & { readonly seconds: number }> {
  const start = performance.now();
  const code = await attempt(folder, 'undisturbed.db', undefined);
  if (code !== 0) throw new Error(`the undisturbed search ended with ${String(code)}`);
  return { ...foundIn(join(folder, 'undisturbed.db')), seconds: (performance.now() - start) / 1000 };
}

export interface KilledSearch extends Search {
  readonly kills: number;
  /** Kills after the run was begun and before it was done. */
  readonly atWork: number;
}

/** Killed `most` times, each after `seconds()`, and then let to its end. */
export async function killedSearch(
  folder: string,
  store: string,
  most: number,
  seconds: () => number,
): Promise<KilledSearch> {
  const file = join(folder, store);
  let [kills, atWork] = [0, 0];
  for (; kills < most; kills++) {
    await attempt(folder, store, seconds());
    if (isUnderWay(file)) atWork++;
  }
  const code = await attempt(folder, store, undefined);
  if (code !== 0) throw new Error(`the search ended with ${String(code)}`);
  return { kills, atWork, ...foundIn(file) };
}

function attempt(folder: string, store: string, killAfter: number | undefined): Promise<number | null> {
  const resume = hasRun(join(folder, store)) ? ['--resume', 'last'] : [];
  const command = [join(import.meta.dirname, '../../bin/hnas.mjs'), 'search', 'spec.hnas', '--store', store, ...resume];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  if (killAfter !== undefined) void Promise.race([sleep(killAfter * 1000), ended]).then(() => child.kill('SIGKILL'));
  return ended.then((code) => {
    if (code !== 0 && code !== null)
      throw new Error(`${command.slice(1).join(' ')}: ${Buffer.concat(said).toString()}`);
    return code;
  });
}

const hasRun = (file: string): boolean => existsSync(file) && look(file, (store) => store.runs().length > 0);
const isUnderWay = (file: string): boolean =>
  hasRun(file) && look(file, (store) => store.run('last').status === 'interrupted');

const foundIn = (file: string): Search => ({ results: resultsOf(file), weights: weightsOf(file) });

function weightsOf(file: string): string[] {
  return keptFiles(file, 'quick-1')
    .sort((a, b) => a.position - b.position)
    .map(({ position }) => {
      const bytes = readFileSync(weightsFile(file, 'quick-1', position));
      return `${position} ${createHash('sha256').update(bytes).digest('hex')}`;
    });
}

function resultsOf(file: string): string[] {
  return look(file, (store) => {
    if (store.runs().length !== 1) throw new Error(`${file} holds ${store.runs().length} runs`);
    return store.evaluations('quick-1').map(({ seconds: _, finished: __, metrics, ...rest }) => {
      const { images_per_second: ___, ...stable } = metrics;
      return JSON.stringify({ ...rest, metrics: stable });
    });
  });
}

function look<T>(file: string, read: (store: ReturnType<typeof openStore>) => T): T {
  // A process that was killed while it made the store left none that may be read only.
  const store = openStore(file);
  try {
    return read(store);
  } finally {
    store.close();
  }
}
