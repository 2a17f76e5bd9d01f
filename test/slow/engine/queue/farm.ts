/** A queue in one process: a search and workers, as the command line starts them, in folders of their own. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { terminal, type Ran, type Terminal } from '../../../unit/engine/cli/terminal.ts';
import { results } from '../cli/process.ts';

export const space = `space Small {
  input image[1, 8, 8]
  output logits[10]
  param width = choice 2..12
  param k = choice [1, 3]
  network { conv(k: k, out: width) >> relu >> global_avgpool >> linear(out: 10) }
}
`;

/** A program that waits, where a file says so, and prints what follows from the seed. */
export const program = `echo "$HNAS_SEED" >> started
echo '{"step": 1, "of": 2, "accuracy": 1}'
while [ -e hold ]; do sleep 0.02; done
echo "{\\"accuracy\\": $((HNAS_SEED % 10000))e-2}"
`;

export interface Options {
  readonly redis: string;
  readonly evaluator?: string;
  readonly queue?: string;
  readonly search?: string;
  readonly evaluations?: number;
}

/** `Far` searches through the queue, `Near` on this machine. */
export function spec({ redis, evaluator, queue = '', search = 'random {}', evaluations = 6 }: Options): string {
  const experiment = (name: string, by: string): string =>
    `experiment ${name} {\n  space: Small\n  dataset: Digits\n  evaluator: ${by}\n  maximize accuracy\n` +
    `  search ${search}\n  budget { evaluations: ${evaluations} }\n  seed: 5\n}\n`;
  return (
    `${space}dataset Digits = glyphs { classes: "digits", size: 8, train: 100, val: 100, test: 0, seed: 1 }\n` +
    `evaluator Work = ${evaluator ?? 'command { run: ["sh", "train.sh"], retry_after: 0.05 }'}\n` +
    `evaluator Farm = queue { redis: "${redis}", evaluator: Work${queue} }\n` +
    experiment('Far', 'Farm') +
    experiment('Near', 'Work')
  );
}

export interface Job {
  readonly ended: Promise<Ran>;
  /** Standard error so far. */
  err(): string;
  stop(): void;
}

/** A command under way in this process. */
export function begin(shell: Terminal, ...args: string[]): Job {
  const interrupt = new AbortController();
  const err: string[] = [];
  const ended = shell.runWith({ signal: interrupt.signal, err: (text) => void err.push(text) }, ...args);
  return { ended, err: () => err.join(''), stop: () => interrupt.abort(new Error('interrupted')) };
}

export function field(files: Readonly<Record<string, string>>): Terminal {
  const shell = terminal();
  for (const [name, text] of Object.entries({ 'train.sh': program, ...files })) shell.write(name, text);
  return shell;
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

/** The history of a run, without what the machine's speed decides. */
export function found(shell: Terminal, run: string): ReturnType<typeof results> {
  return results(join(shell.folder, '.hnas/runs.db'), run).map(({ metrics, ...rest }) => ({
    ...rest,
    metrics: Object.fromEntries(Object.entries(metrics).filter(([key]) => !key.startsWith('images_per_second'))),
  }));
}

/** What Redis holds beside the queue's own books and its workers. */
export async function leftOvers(url: string): Promise<readonly string[]> {
  const client = new Redis(url);
  const keys = await client.keys('*');
  client.disconnect();
  const books = /:(id|meta|events|stalled-check|marker|pc|limiter)$|\/(data\/\w+|workers|seen)$/;
  return keys.filter((key) => !books.test(key)).toSorted();
}
