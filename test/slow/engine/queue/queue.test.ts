/** A search through a queue finds what it finds on one machine, whatever befalls Redis and the workers. With a real Redis; workers that are killed: kill.test.ts. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, redisServer, type RedisServer } from '../../../../bench/queue/redis-server.ts';
import { namesOf } from '../../../../engine/evaluate/queue/names.ts';
import { versions } from '../../../../engine/cli/versions.ts';
import type { Terminal } from '../../../unit/engine/cli/terminal.ts';
import { begin, field, found, leftOvers, spec, until, type Job, type Options } from './farm.ts';

let server: RedisServer;
let password: RedisServer;
beforeAll(async () => {
  if (hasRedis === undefined) return;
  [server, password] = await Promise.all([redisServer(), redisServer({ password: 'p@ss/word' })]);
}, 60_000);
afterAll(async () => {
  await server?.remove();
  await password?.remove();
});

const names = namesOf('default', versions().hnas);

/** Each test has a Redis without keys. */
async function fresh(): Promise<void> {
  const client = new Redis(server.url);
  await client.flushall();
  client.disconnect();
}

async function prepared(options: Partial<Options> = {}): Promise<Terminal> {
  await fresh();
  return field({ 'spec.hnas': spec({ redis: server.url, ...options }) });
}

const underWay: Job[] = [];
// What a failed test leaves behind would take the jobs of the next one.
afterEach(() => stopped(...underWay.splice(0)));
const run = (shell: Terminal, ...args: string[]): Job => {
  const job = begin(shell, ...args);
  underWay.push(job);
  return job;
};
const worker = (shell: Terminal, ...more: string[]): Job =>
  run(shell, 'worker', '--redis', server.url, '--lease', '2', ...more);
const search = (shell: Terminal, ...more: string[]): Job => run(shell, 'search', 'spec.hnas#Far', ...more);
const started = (shell: Terminal): string[] =>
  existsSync(join(shell.folder, 'started'))
    ? readFileSync(join(shell.folder, 'started'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
const hold = (shell: Terminal): void => writeFileSync(join(shell.folder, 'hold'), '');
const release = (shell: Terminal): void => rmSync(join(shell.folder, 'hold'));

async function stopped(...jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) job.stop();
  await Promise.all(jobs.map(({ ended }) => ended));
}

/** As it is, position by position, on one machine. */
async function expectAsNear(shell: Terminal, far = 'far-1'): Promise<void> {
  expect((await run(shell, 'search', 'spec.hnas#Near').ended).exit).toBe(0);
  expect(found(shell, far)).toEqual(found(shell, 'near-1'));
}

const readManual = (page: string): string =>
  readFileSync(join(import.meta.dirname, `../../../../docs/${page}.md`), 'utf8');

/** Keys and kinds of values; `why` may be null. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]));
}

describe.skipIf(hasRedis === undefined)('a queue on a real Redis (redis-server)', () => {
  it.each<[string, Partial<Options>]>([
    ['a program', {}],
    ['real trainings', { evaluator: 'train { epochs: 1, batch: 50, validations: 1, threads: 1 }', evaluations: 3 }],
    [
      'trainings in parts, whose state goes from worker to worker',
      {
        evaluator: 'train { epochs: 4, batch: 50, validations: 1, threads: 1 }',
        search: 'halving { factor: 2, rungs: 3, batch: 4 }',
        evaluations: 10,
      },
    ],
  ])('gives the history of one machine: %s', async (_, options) => {
    const shell = await prepared(options);
    const workers = [worker(shell, '--name', 'a'), worker(shell, '--name', 'b', '--concurrency', '2')];
    expect(await search(shell).ended).toMatchObject({ exit: 0 });
    await stopped(...workers);
    expect((await Promise.all(workers.map(({ ended }) => ended))).map(({ exit }) => exit)).toEqual([0, 0]);
    await expectAsNear(shell);
    expect(await leftOvers(server.url)).toEqual([]);
  });

  it('takes a table that only the workers have, found from the folder of --data', async () => {
    const shell = await prepared({ evaluator: 'table { path: "data/table.csv", metric: acc, key: arch }' });
    const widths = Array.from({ length: 11 }, (_, i) => i + 2);
    const rows = widths.flatMap((width) => [1, 3].map((k) => `"{ width: ${width}, k: ${k} }",${40 + width + k}`));
    shell.write('elsewhere/data/table.csv', `arch,acc\n${rows.join('\n')}\n`);
    const job = worker(shell, '--data', 'elsewhere');
    expect(await search(shell).ended).toMatchObject({ exit: 0 });
    await stopped(job);
    expect(found(shell, 'far-1').map(({ status }) => status)).toEqual(Array(6).fill('ok'));
  });

  it('keeps the reports of programs on other machines beside the spec', async () => {
    const shell = await prepared({ evaluations: 2 });
    shell.write('other/train.sh', readFileSync(join(shell.folder, 'train.sh'), 'utf8'));
    const job = worker(shell, '--data', 'other');
    expect(await search(shell).ended).toMatchObject({ exit: 0 });
    await stopped(job);
    const reports = (folder: string): string[] => {
      const [file = ''] = readdirSync(join(shell.folder, folder, '.hnas/reports'));
      return readFileSync(join(shell.folder, folder, '.hnas/reports', file), 'utf8')
        .trim()
        .split('\n')
        .toSorted();
    };
    expect(reports('.')).toEqual(reports('other'));
    expect(reports('.')).toHaveLength(4);
  });

  it('puts no more into the queue than it is told to, and takes the more important ones first', async () => {
    const shell = await prepared({ queue: ', concurrency: 2', evaluations: 4 });
    shell.write('urgent.hnas', spec({ redis: server.url, queue: ', priority: 5', evaluations: 2 }));
    const client = new Redis(server.url);
    const waiting = (): Promise<number> => client.zcard(`hnas:${names.jobs}:prioritized`);
    const plain = search(shell);
    await until(async () => (await waiting()) === 2);
    const urgent = run(shell, 'search', 'urgent.hnas#Far', '--store', 'urgent.db');
    await until(async () => (await waiting()) === 4);
    const job = worker(shell);
    expect([await plain.ended, await urgent.ended].map(({ exit }) => exit)).toEqual([0, 0]);
    await stopped(job);
    client.disconnect();
    const order = [...job.err().matchAll(/evaluation (\d): begins/g)].map(([, position]) => position);
    // Two of the urgent search, which came later, before all of the other one.
    expect(order).toEqual(['1', '2', '1', '2', '3', '4']);
  });

  it('says that nobody works, and goes on when somebody does', async () => {
    const shell = await prepared({ evaluations: 2 });
    const far = search(shell);
    await until(() => far.err().includes('queue default has no worker; start one with "hnas worker --queue default"'));
    const job = worker(shell);
    expect(await far.ended).toMatchObject({ exit: 0 });
    await stopped(job);
  });

  it('waits while Redis is away, says so, and loses nothing', async () => {
    const shell = await prepared();
    hold(shell);
    const job = worker(shell, '--name', 'a');
    const far = search(shell);
    await until(() => started(shell).length === 1);
    await server.stop();
    await until(() => far.err().includes('the search waits, and goes on when Redis is back: there is no Redis at'));
    await until(() => job.err().includes('waiting for Redis: there is no Redis at'));
    // What is evaluated meanwhile is answered later.
    release(shell);
    await server.start();
    expect(await far.ended).toMatchObject({ exit: 0 });
    expect(far.err()).toContain('Redis is back, the search goes on');
    await stopped(job);
    await expectAsNear(shell);
  });

  it('puts its jobs in again where Redis comes back without them', async () => {
    const shell = await prepared();
    const far = search(shell);
    const client = new Redis(server.url);
    await until(async () => (await client.zcard(`hnas:${names.jobs}:prioritized`)) === 6);
    await client.flushall();
    client.disconnect();
    const job = worker(shell);
    expect(await far.ended).toMatchObject({ exit: 0 });
    await stopped(job);
    await expectAsNear(shell);
  });

  it('takes back its jobs when it is stopped, tells the worker, and goes on', async () => {
    const shell = await prepared();
    hold(shell);
    const job = worker(shell);
    const far = search(shell);
    await until(() => started(shell).length === 1);
    far.stop();
    expect(await far.ended).toMatchObject({ exit: 130 });
    await until(() => job.err().includes('stopped by its search'));
    const client = new Redis(server.url);
    expect(await client.zcard(`hnas:${names.jobs}:prioritized`)).toBe(0);
    client.disconnect();
    release(shell);
    expect(await search(shell, '--resume', 'far-1').ended).toMatchObject({ exit: 0 });
    await stopped(job);
    await expectAsNear(shell);
  });

  it('may be left for one machine in the middle of a run', async () => {
    const shell = await prepared();
    hold(shell);
    const job = worker(shell);
    const far = search(shell);
    await until(() => started(shell).length === 1);
    await stopped(far, job);
    release(shell);
    shell.write('spec.hnas', spec({ redis: server.url }).replace('evaluator: Farm', 'evaluator: Work'));
    expect(await search(shell, '--resume', 'far-1').ended).toMatchObject({ exit: 0 });
    await expectAsNear(shell);
  });

  it('is given the job of a worker that is asked to stop at once', async () => {
    const shell = await prepared();
    hold(shell);
    const first = worker(shell, '--name', 'first', '--lease', '3600');
    const far = search(shell);
    await until(() => started(shell).length === 1);
    await stopped(first);
    expect(first.err()).toContain('Far, evaluation 1: given back, another worker goes on with it');
    release(shell);
    const second = worker(shell, '--name', 'second');
    expect(await far.ended).toMatchObject({ exit: 0 });
    await stopped(second);
    await expectAsNear(shell);
  });

  it('mixes no results of different programs or data: the second worker says so, and takes nothing', async () => {
    const shell = await prepared();
    shell.write('changed/train.sh', 'echo \'{"accuracy": 99}\'\n');
    hold(shell);
    const right = worker(shell, '--name', 'right');
    const far = search(shell);
    await until(() => started(shell).length === 1);
    const wrong = worker(shell, '--name', 'wrong', '--data', 'changed');
    await until(() => wrong.err().includes('are not those of worker right, which began the run'));
    const listed = (await shell.run('worker', '--list', '--redis', server.url, '--json')).json() as {
      workers: { name: string; state: string; why: string | null }[];
    };
    expect(listed.workers.map(({ name, state }) => [name, state])).toEqual([
      ['right', 'busy'],
      ['wrong', 'refusing'],
    ]);
    release(shell);
    expect(await far.ended).toMatchObject({ exit: 0 });
    await stopped(right, wrong);
    await expectAsNear(shell);
  });

  it('waits where a worker has not the data, says which, and goes on with one that has', async () => {
    const shell = await prepared({ evaluator: 'table { path: "table.csv", metric: acc, key: arch }', evaluations: 1 });
    const poor = worker(shell, '--name', 'poor');
    const far = search(shell);
    await until(() => far.err().includes('worker poor does not take the jobs: evaluator table:'));
    await stopped(poor, far);
  });

  it('ends an evaluation that takes too long', async () => {
    const shell = await prepared({ queue: ', timeout: 0.2', evaluations: 1 });
    hold(shell);
    const job = worker(shell, '--name', 'a');
    await search(shell).ended;
    await stopped(job);
    expect(found(shell, 'far-1')[0]).toMatchObject({
      status: 'failed',
      why: 'worker a did not end within 0.2 s; allow more with "timeout" of the queue',
    });
  });

  it('answers what is no job, and takes no answer that is none', async () => {
    const shell = await prepared({ evaluations: 1 });
    const { Queue, Worker } = await import('bullmq');
    const connection = new Redis(server.url, { maxRetriesPerRequest: null });
    const queue = new Queue(names.jobs, { connection, prefix: 'hnas' });
    const odd = await queue.add('evaluate', { run: 7 });
    const job = worker(shell);
    await until(() => odd.isFailed());
    expect((await queue.getJob(odd.id ?? ''))?.failedReason).toBe(
      'it is no evaluation (job.run: expected a text, found 7)',
    );
    await stopped(job);
    const liar = new Worker(names.jobs, async () => ({ accuracy: 'high' }), {
      connection,
      prefix: 'hnas',
      name: 'liar',
    });
    await search(shell).ended;
    await liar.close();
    await queue.close();
    connection.disconnect();
    expect(found(shell, 'far-1')[0]).toMatchObject({
      status: 'failed',
      why: 'worker liar answered what is no result (result.status: expected one of ok, diverged, failed, unknown-architecture, found nothing)',
    });
  });

  it('speaks with a password, which nobody is shown', async () => {
    const redis = `redis://:\${FARM_SECRET}@127.0.0.1:${password.port}`;
    const shell = field({ 'spec.hnas': spec({ redis, evaluations: 2 }) });
    process.env['FARM_SECRET'] = 'p@ss/word';
    const job = run(shell, 'worker', '--redis', redis);
    const far = await search(shell).ended;
    delete process.env['FARM_SECRET'];
    await stopped(job);
    expect(far.exit).toBe(0);
    const shown = job.err() + (await job.ended).out + far.out;
    expect(shown).toContain(`redis://127.0.0.1:${password.port}`);
    expect(shown).not.toMatch(/p@ss|p%40ss/);
    const store = readFileSync(join(shell.folder, '.hnas/runs.db'));
    expect(store.includes('p@ss')).toBe(false);
  });

  it('needs no more rights than docs/queue.md gives', async () => {
    const [, rights = ''] = /^ACL SETUSER farm on >PASSWORD (.*)$/m.exec(readManual('queue')) ?? [];
    const client = new Redis(server.url);
    await client.acl('SETUSER', 'farm', 'on', '>secret', ...rights.split(' '));
    client.disconnect();
    const redis = server.url.replace('//', '//farm:secret@');
    const shell = field({ 'spec.hnas': spec({ redis, evaluations: 2 }) });
    const job = run(shell, 'worker', '--redis', redis);
    expect(await search(shell).ended).toMatchObject({ exit: 0 });
    await stopped(job);
  });

  it('is documented as it is: what is listed, and the options of workers in manual and recipes', async () => {
    const shell = await prepared({ evaluations: 1 });
    hold(shell);
    const job = worker(shell);
    const far = search(shell);
    await until(() => started(shell).length === 1);
    const listed = await shell.run('worker', '--list', '--redis', server.url, '--json');
    const example: unknown = JSON.parse(/```json worker\n([^]*?)\n```/.exec(readManual('cli'))?.[1] ?? '');
    expect(shapeOf(listed.json())).toEqual(shapeOf(example));
    await stopped(far, job);
    const known = new Set((await shell.run('worker', '--help')).out.match(/--[a-z]+/g));
    const root = join(import.meta.dirname, '../../../..');
    const texts = ['slurm.sh', 'kubernetes.yaml', 'README.md'].map((name) =>
      readFileSync(join(root, 'examples/queue', name), 'utf8'),
    );
    const used = [...texts, readManual('queue')].flatMap((text) =>
      text
        .split('\n')
        .filter((line) => /hnas worker|^\| `--|args:/.test(line))
        .flatMap((line) => line.match(/--[a-z]+/g) ?? []),
    );
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((option) => !known.has(option) && option !== '--resume')).toEqual([]);
    expect(spawnSync('bash', ['-n', join(root, 'examples/queue/slurm.sh')]).status).toBe(0);
    const checked = await shell.run('check', join(root, 'examples/queue/queue.hnas'));
    expect(checked.exit).toBe(0);
  });

  it.each([
    ['wants a password', () => `redis://127.0.0.1:${password.port}`],
    ['refused the password', () => `redis://:wrong@127.0.0.1:${password.port}`],
    ['refused the password of user me', () => `redis://me:wrong@127.0.0.1:${password.port}`],
    ['has no database of that number', () => `${server.url}/999`],
    ['redis:// where it is not encrypted', () => server.url.replace('redis:', 'rediss:')],
  ])('says at its start what is wrong: %s', async (sentence, url) => {
    const shell = field({ 'spec.hnas': spec({ redis: url() }) });
    const { exit, err } = await shell.run('search', 'spec.hnas#Far');
    expect(err).toMatch(/^hnas: evaluator queue: /m);
    expect(err).toContain(sentence);
    expect(err).not.toContain('wrong@');
    expect(exit).toBe(2);
  });
});
