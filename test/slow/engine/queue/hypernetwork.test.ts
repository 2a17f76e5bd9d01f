/** Hypernetworks through a queue: trained where the search is, used by workers that have nothing but what Redis holds. With a real Redis. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, redisServer, type RedisServer } from '../../../../bench/queue/redis-server.ts';
import { versions } from '../../../../engine/cli/versions.ts';
import { openQueueEvaluator } from '../../../../engine/evaluate/queue/queue-evaluator.ts';
import { namesOf } from '../../../../engine/evaluate/queue/names.ts';
import type { Terminal } from '../../../unit/engine/cli/terminal.ts';
import { experimentOf, ghnSpec } from '../ghn/spec.ts';
import { begin, field, found, leftOvers, until, type Job } from './farm.ts';

let server: RedisServer;
let client: Redis;
beforeAll(async () => {
  if (hasRedis === undefined) return;
  server = await redisServer();
  client = new Redis(server.url);
}, 60_000);
afterAll(async () => {
  client?.disconnect();
  await server?.remove();
});

const underWay: Job[] = [];
afterEach(async () => {
  for (const job of underWay) job.stop();
  await Promise.all(underWay.splice(0).map(({ ended }) => ended));
});
const run = (shell: Terminal, ...args: string[]): Job => {
  const job = begin(shell, ...args);
  underWay.push(job);
  return job;
};

/** `Far` measures through the queue as `Near` does on this machine. */
const spec = (evaluator: string): string =>
  ghnSpec +
  `evaluator Farm = queue { redis: "${server.url}", evaluator: ${evaluator} }\n` +
  ['Far', 'Near']
    .map(
      (name) =>
        `experiment ${name} { space: Tiny  dataset: Digits  evaluator: ${name === 'Far' ? 'Farm' : evaluator}  maximize accuracy  search random  budget { evaluations: 3 } }\n`,
    )
    .join('');

async function prepared(evaluator: string): Promise<Terminal> {
  await client.flushall();
  const shell = field({ 'spec.hnas': spec(evaluator) });
  mkdirSync(join(shell.folder, 'elsewhere'));
  return shell;
}
/** Its folder has no hypernetwork. */
const worker = (shell: Terminal, name: string): Job =>
  run(shell, 'worker', '--redis', server.url, '--lease', '2', '--name', name, '--data', 'elsewhere');
const measured = (shell: Terminal, of: string) =>
  found(shell, of).map(({ metrics, ...rest }) => ({ ...rest, metrics: { ...metrics, score_seconds: 0 } }));

const names = namesOf('default', versions().hnas);
const kept = async (): Promise<string | undefined> => (await client.keys(names.hypernetwork('*')))[0];

describe.skipIf(hasRedis === undefined)('hypernetworks through a queue on a real Redis (redis-server)', () => {
  it.each([
    ['score', 'Score'],
    ['begin trainings', 'Begun'],
  ])('%s at workers as on one machine, and nothing of them stays in Redis', async (_, evaluator) => {
    const shell = await prepared(evaluator);
    const workers = [worker(shell, 'a'), worker(shell, 'b')];
    const far = run(shell, 'search', 'spec.hnas#Far');
    expect(await far.ended).toMatchObject({ exit: 0 });
    expect((await run(shell, 'search', 'spec.hnas#Near').ended).exit).toBe(0);
    expect(measured(shell, 'far-1').map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(measured(shell, 'far-1')).toEqual(measured(shell, 'near-1'));
    expect(existsSync(join(shell.folder, 'elsewhere/.hnas/hypernetworks'))).toBe(false);
    for (const job of workers) job.stop();
    await Promise.all(workers.map(({ ended }) => ended));
    expect(await leftOvers(server.url)).toEqual([]);
  });

  it('are put into Redis anew where they are lost, or damaged on the way, which the worker says', async () => {
    const shell = await prepared('Score');
    const far = run(shell, 'search', 'spec.hnas#Far');
    await until(async () => (await kept()) !== undefined);
    await client.del((await kept()) ?? '');
    await until(async () => (await kept()) !== undefined);
    const key = (await kept()) ?? '';
    await until(async () => (await client.hexists(key, 'length')) === 1);
    await client.hset(key, '0', 'something else');
    const first = worker(shell, 'first');
    await until(() => first.err().includes('hypernetwork Weights of the job cannot be used here: what Redis holds of it is damaged')); // prettier-ignore
    await until(async () => (await client.hexists(key, 'length')) === 1);
    worker(shell, 'second');
    expect(await far.ended).toMatchObject({ exit: 0 });
    expect(measured(shell, 'far-1').map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  });

  it('wait where Redis has no room for them, which the search says, and go on when it has', async () => {
    const shell = await prepared('Score');
    await client.config('SET', 'maxmemory', '1');
    const far = run(shell, 'search', 'spec.hnas#Far');
    await until(() => far.err().includes('is out of memory and takes no jobs; raise its maxmemory'));
    await client.config('SET', 'maxmemory', '0');
    worker(shell, 'a');
    expect(await far.ended).toMatchObject({ exit: 0 });
  });

  it('end the run with a sentence where they are larger than a queue carries', async () => {
    const text = spec('Score');
    const far = experimentOf(text, 'Far', '/w');
    if (far.queue === undefined) throw new Error('the experiment names a queue');
    const huge = { length: 300_000_000 } as Uint8Array;
    const end = { folder: '/w', version: versions().hnas, trained: () => Promise.resolve({ value: huge }) };
    const opened = await openQueueEvaluator(far, far.queue, end);
    if ('error' in opened) throw new Error(opened.error);
    const request = { architecture: '{}', network: () => ({}) as never, seed: 1 };
    await expect(opened.value.evaluate(request)).rejects.toThrow(/^hypernetwork Weights has 300 MB, and a queue carries at most 256/); // prettier-ignore
    await opened.value.close();
  });
});
