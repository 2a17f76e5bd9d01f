/** A run that the editor starts, and whose evaluations go through a queue: the engine tells of the workers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasRedis, redisServer } from '../../../../bench/queue/redis-server.ts';
import { startEngine } from '../../../support/engine-process.ts';
import { begin, field, found, spec } from './farm.ts';

describe.skipIf(hasRedis === undefined)('a run of the editor through a queue on a real Redis (redis-server)', () => {
  it('tells of its workers while it goes on, and what is in its way', async () => {
    const server = await redisServer({ password: 'secret' });
    const shell = field({ 'spec.hnas': spec({ redis: server.url, evaluations: 3 }), hold: '' });
    const engine = await startEngine();
    const file = join(shell.folder, 'spec.hnas');
    const entry = pathToFileURL(file).href;
    const source = { entry, files: new Map([[entry, readFileSync(file, 'utf8')]]), experiment: 'Far' };
    const run = await engine.request('startRun', {
      ...{ source, purpose: 'search', evaluations: undefined, architectures: [], warmStart: undefined },
    });
    expect(run.backend).toBe(`queue default at redis://127.0.0.1:${server.port} (command)`);
    await engine.heard('runProgress', ({ doing }) => doing.startsWith('the search waits: queue default has no worker'));
    const worker = begin(shell, 'worker', '--redis', server.url, '--name', 'gpu-1');
    const { workers } = await engine.heard('runWorkers', (event) =>
      event.workers.some(({ state }) => state === 'busy'),
    );
    expect(workers).toMatchObject([{ name: 'gpu-1', jobs: [{ experiment: 'Far', position: 0 }] }]);
    expect((await engine.request('stopRun', { store: run.store, run: run.run })).state).toBe('interrupted');
    worker.stop();
    await worker.ended;
    expect(worker.err()).toContain('Far, evaluation 1: stopped by its search');
    expect(found(shell, run.run)).toEqual([]);
    expect(engine.problems).toEqual([]);
    await engine.end();
    await server.remove();
  });
});
