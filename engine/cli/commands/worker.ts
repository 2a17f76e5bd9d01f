/** `hnas worker`: takes evaluations from a queue, makes them on this machine, and answers. */
import type { Command } from 'commander';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { statSync } from 'node:fs';
import { readAddress } from '../../evaluate/queue/address.ts';
import type { EvaluationJob } from '../../evaluate/queue/job.ts';
import { openLink, type Link } from '../../evaluate/queue/link.ts';
import { namesOf } from '../../evaluate/queue/names.ts';
import { DEFAULT_QUEUE, queueName } from '../../evaluate/queue/options.ts';
import { readRoster, type KnownWorker } from '../../evaluate/queue/roster.ts';
import { work, type WorkerEvent } from '../../evaluate/queue/worker.ts';
import { showDuration } from '../../report/numbers.ts';
import { textTable, type Column } from '../../report/text-table.ts';
import { openForJobs } from '../../search/open-evaluator.ts';
import { CommandFailure, usage } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import { wholeNumber } from '../numbers.ts';
import type { Register } from '../register.ts';
import { versions } from '../versions.ts';

interface Options {
  readonly redis?: string;
  readonly queue?: string;
  readonly concurrency?: number;
  readonly name?: string;
  readonly data?: string;
  readonly lease?: number;
  readonly idle?: number;
  readonly list?: boolean;
}

/** Seconds. */
const DEFAULT_LEASE = 30;

export function registerWorker(program: Command, register: Register): void {
  register(
    program
      .command('worker')
      .summary('evaluate for searches on other machines')
      .description(
        'Takes evaluations from a queue of Redis or Valkey, makes them here, and answers (docs/queue.md). Asked to stop (SIGTERM), it gives its jobs ' +
          'back. Whoever may write to that Redis can run programs here.',
      )
      .option('--redis <url>', 'the Redis, such as rediss://user:password@host:6379; unless told, that of HNAS_REDIS')
      .option('--queue <name>', `the queue; "${DEFAULT_QUEUE}" unless told`)
      .option('--concurrency <n>', 'evaluations at the same time; 1 unless told', wholeNumber(1, 256))
      .option('--name <name>', "what it is called; unless told, the host's name and the process's number")
      .option(
        '--data <folder>',
        'stands for the folder of the spec: data, tables and programs are found from there; here unless told',
      )
      .option(
        '--lease <seconds>',
        `after so long without a sign of life its jobs go to others; ${DEFAULT_LEASE} unless told`,
        wholeNumber(1, 86_400),
      )
      .option('--idle <seconds>', 'end after so long without a job; never unless told', wholeNumber(1, 10_000_000))
      .option('--list', 'list the workers of the queue, the dead ones too'),
    (io, _, options: Options) => (options.list === true ? list(options, io) : start(options, io)),
  );
}

async function start(options: Options, io: Io): Promise<CommandResult> {
  const queue = queueOf(options);
  const name = options.name ?? `${hostname()}-${process.pid}`;
  if (!/^[\w.@-]{1,100}$/.test(name)) throw usage(`--name is of letters, digits, ".", "_", "@" and "-", not "${name}"`);
  const folder = resolve(io.cwd, options.data ?? '.');
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CommandFailure(2, 'unreadable', `there is no folder ${options.data ?? '.'}`);
  const link = await linkOf(options);
  const places = options.concurrency ?? 1;
  try {
    io.err(`worker ${name} takes jobs of queue ${queue} at ${link.address.shown}, ${places} at a time\n`);
    if (link.advice !== undefined) io.err(`${link.advice}\n`);
    const evaluated = await work({
      ...{ link, queue, name, places, folder, version: versions().hnas, signal: io.signal },
      ...{ lease: options.lease ?? DEFAULT_LEASE, idle: options.idle, open: openForJobs },
      say: (event) => io.err(`${eventWords(event)}\n`),
    });
    return {
      json: { worker: name, queue, evaluated },
      text: [`worker ${name} ends after ${evaluated} evaluation${evaluated === 1 ? '' : 's'}`],
    };
  } finally {
    link.close();
  }
}

const jobWords = ({ experiment, position }: EvaluationJob): string => `${experiment}, evaluation ${position + 1}`;

function eventWords(event: WorkerEvent): string {
  switch (event.kind) {
    case 'took':
      return `${jobWords(event.job)}: begins`;
    case 'gave-back':
      return `${jobWords(event.job)}: given back, another worker goes on with it`;
    case 'stopped':
      return `${jobWords(event.job)}: stopped by its search`;
    case 'refused':
      return `${jobWords(event.job)}: not taken, since ${event.why}`;
    case 'trouble':
      return event.trouble === undefined ? 'Redis is back' : `waiting for Redis: ${event.trouble}`;
    case 'answered': {
      const { status, accuracy, message, seconds } = event.result;
      const measured = accuracy === undefined ? status : `${status}, ${accuracy.toFixed(2)} %`;
      const why = message === undefined ? '' : `, ${message}`;
      return `${jobWords(event.job)}: ${measured} after ${showDuration(seconds)}${why}`;
    }
  }
}

const columns: readonly Column[] = [
  ...['worker', 'host', 'version', 'state'].map((title) => ({ title, align: 'left' as const })),
  { title: 'done', align: 'right' },
  { title: 'works on', align: 'left', cut: true },
];

async function list(options: Options, io: Io): Promise<CommandResult> {
  const queue = queueOf(options);
  const link = await linkOf(options);
  try {
    const workers = await readRoster(link.client, namesOf(queue, versions().hnas));
    return {
      json: {
        queue,
        workers: workers.map(({ name, host, version, state, why, places, jobs, done, started, silent, isDead }) => ({
          ...{ name, host, version, state: isDead ? 'dead' : state, why: why ?? null, silentSeconds: silent },
          ...{ places, jobs, done, started },
        })),
      },
      text:
        workers.length === 0
          ? [`queue ${queue} has no worker; start one with "hnas worker"`]
          : textTable(
              columns,
              workers.map((each) => [
                each.name,
                each.host,
                each.version,
                stateWords(each),
                String(each.done),
                jobsOf(each),
              ]),
              io.outWidth,
            ),
    };
  } finally {
    link.close();
  }
}

function stateWords({ state, isDead, silent }: KnownWorker): string {
  return isDead ? `dead for ${showDuration(silent)}` : state;
}

/** What it works on, or worked on when it died, or why it works on nothing. */
function jobsOf({ jobs, why }: KnownWorker): string {
  if (jobs.length === 0) return why ?? '';
  return jobs
    .map(({ experiment, position, doing }) => `${experiment} ${position + 1}${doing === '' ? '' : ` (${doing})`}`)
    .join(', ');
}

function queueOf({ queue }: Options): string {
  const read = queueName(queue ?? DEFAULT_QUEUE);
  if ('error' in read) throw usage(`--queue ${read.error}`);
  return read.value;
}

async function linkOf({ redis }: Options): Promise<Link> {
  const address = readAddress(redis, process.env);
  if ('error' in address) throw usage(`--redis ${address.error}`);
  const link = await openLink(address.value);
  if ('error' in link) throw new CommandFailure(2, 'no-redis', link.error);
  return link.value;
}
