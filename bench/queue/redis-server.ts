/** A Redis of one's own, for tests and benchmarks: on a free port, in a folder of its own, away and back again as asked. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Whether a server can be started here. */
export const hasRedis = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

export interface RedisServer {
  readonly port: number;
  /** With its password. */
  readonly url: string;
  /** Resolves when it takes commands. */
  start(): Promise<void>;
  /** Ends it; what it held is on its disk. */
  stop(): Promise<void>;
  /** Ends it and takes its disk away. */
  remove(): Promise<void>;
}

export interface ServerOptions {
  readonly password?: string;
  /** Further settings, as of its command line. */
  readonly settings?: readonly string[];
}

export async function redisServer({ password, settings: more = [] }: ServerOptions = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-redis-'));
  const port = await freePort();
  const url = `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const server: RedisServer = {
    ...{ port, url },
    start: async () => {
      const secret = password === undefined ? [] : ['--requirepass', password];
      const settings = [
        '--port',
        `${port}`,
        '--dir',
        folder,
        '--appendonly',
        'yes',
        '--bind',
        '127.0.0.1',
        ...secret,
        ...more,
      ];
      child = spawn(hasRedis ?? 'redis-server', settings, { stdio: 'ignore' });
      await answering(url, child);
    },
    stop: async () => {
      if (child === undefined || child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
      child = undefined;
    },
    remove: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** Waits until it has read its disk. Rejects where it ends instead, as it does where it was built without what it is asked for. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  client.on('error', () => undefined);
  const ended = once(child, 'exit').then(() => 'ended');
  let answer = '';
  while (answer !== 'PONG' && answer !== 'ended') {
    answer = await Promise.race([client.ping().catch(() => ''), ended]);
    await sleep(10);
  }
  client.disconnect();
  if (answer === 'ended') throw new Error(`${hasRedis} ended with code ${child.exitCode}`);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
