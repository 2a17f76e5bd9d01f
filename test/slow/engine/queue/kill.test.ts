/** Workers and searches of a queue that are killed (SIGKILL), as processes. `bench/queue/kill.ts` kills many more times. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killedFarm, newField, undisturbed } from '../../../../bench/queue/farm.ts';
import { freePort, hasRedis, redisServer, type RedisServer } from '../../../../bench/queue/redis-server.ts';
import { hnas, start, startWith } from '../cli/process.ts';
import { begin, field, found, leftOvers, spec, until } from './farm.ts';

let server: RedisServer;
beforeAll(async () => {
  if (hasRedis !== undefined) server = await redisServer({ password: 'secret' });
}, 60_000);
afterAll(() => server?.remove());

describe.skipIf(hasRedis === undefined)('a queue on a real Redis (redis-server)', () => {
  it('loses nothing and has nothing twice when workers are killed at random', async () => {
    const task = { evaluations: 16, seconds: 0.3, concurrency: 8, redis: server.url };
    const own = newField(task);
    const expected = await undisturbed(own);
    const { results, kills } = await killedFarm(own, server.url, {
      workers: 8,
      lease: 1,
      pause: 0.8,
      most: 8,
      seed: 3,
    });
    expect(kills).toBeGreaterThan(0);
    expect(results).toEqual(expected);
    expect(await leftOvers(server.url)).toEqual([]);
    own.remove();
  });

  it('finds what came while the search was killed, and asks for nothing twice', async () => {
    const shell = field({ 'spec.hnas': spec({ redis: server.url, queue: ', queue: second', evaluations: 12 }) });
    shell.write('train.sh', readFileSync(join(shell.folder, 'train.sh'), 'utf8').replace('while', 'sleep 0.2\nwhile'));
    const worker = begin(shell, 'worker', '--redis', server.url, '--queue', 'second', '--concurrency', '2');
    const started = (): string[] =>
      existsSync(join(shell.folder, 'started'))
        ? readFileSync(join(shell.folder, 'started'), 'utf8').trim().split('\n')
        : [];
    const { child, ended } = start(shell.folder, 'search', 'spec.hnas#Far');
    await until(() => started().length >= 3);
    child.kill('SIGKILL');
    await ended;
    const known = found(shell, 'far-1').length;
    expect(known).toBeLessThan(12);
    // The worker goes on with what lies in the queue.
    await until(() => (worker.err().match(/: ok/g)?.length ?? 0) >= known + 4);
    expect(await hnas(shell.folder, 'search', 'spec.hnas#Far', '--resume', 'far-1')).toMatchObject({ code: 0 });
    worker.stop();
    await worker.ended;
    expect(started()).toHaveLength(12);
    expect(new Set(started()).size).toBe(12);
    expect((await shell.run('search', 'spec.hnas#Near')).exit).toBe(0);
    expect(found(shell, 'far-1')).toEqual(found(shell, 'near-1'));
  });

  it.skipIf(spawnSync('openssl', ['version']).status !== 0)(
    'is spoken to with encryption, by whoever trusts its certificate (openssl)',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'hnas-tls-'));
      const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
      const made = spawnSync('openssl', [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
        ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
      ]);
      expect(made.status).toBe(0);
      const port = await freePort();
      const safe = await redisServer({
        password: 'secret',
        settings: [
          ...['--tls-port', `${port}`, '--tls-auth-clients', 'no', '--tls-cert-file', certificate],
          ...['--tls-key-file', key, '--tls-ca-cert-file', certificate],
        ],
      });
      const list = ['worker', '--list', '--redis', `rediss://:secret@localhost:${port}`];
      const distrusted = await hnas(folder, ...list);
      expect(distrusted.code).toBe(2);
      expect(distrusted.err).toContain("does not trust; name its authority's file in NODE_EXTRA_CA_CERTS");
      const trusted = await startWith({ NODE_EXTRA_CA_CERTS: certificate }, folder, ...list).ended;
      expect(trusted).toMatchObject({ code: 0, out: 'queue default has no worker; start one with "hnas worker"\n' });
      await safe.remove();
      rmSync(folder, { recursive: true });
    },
  );

  it('gives up an evaluation that kills its workers, and shows them as dead', async () => {
    const shell = field({
      'spec.hnas': spec({ redis: server.url, queue: ', queue: third, retries: 1', evaluations: 1 }),
      'train.sh': 'kill -9 $PPID\n',
    });
    let isOver = false;
    const workers = (async () => {
      while (!isOver)
        await start(shell.folder, 'worker', '--redis', server.url, '--queue', 'third', '--lease', '1', '--idle', '4')
          .ended;
    })();
    const search = begin(shell, 'search', 'spec.hnas#Far');
    await search.ended;
    isOver = true;
    await workers;
    expect(found(shell, 'far-1')[0]).toMatchObject({
      status: 'failed',
      why: '2 workers died while they evaluated it, as when it needs more memory than they have',
    });
    const listed = await shell.run('worker', '--list', '--queue', 'third', '--redis', server.url);
    expect(listed.out.match(/Far 1/g)).toHaveLength(2);
  });
});
