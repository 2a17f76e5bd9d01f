import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { foreignRuns } from '../../../../../engine/serve/runs/foreign-runs.ts';

const others: ChildProcess[] = [];
const other = (): ChildProcess => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  others.push(child);
  return child;
};
afterEach(() => {
  for (const child of others.splice(0)) child.kill('SIGKILL');
});

const heartbeat = (): number => Math.floor(Date.now() / 1000);
const runOf = ({ pid }: ChildProcess) => ({ owner: `${pid}@${hostname()}`, heartbeat: heartbeat() });

it('tells, once, that a process which worked on a run was killed', async () => {
  const told: string[] = [];
  const foreign = foreignRuns((store) => told.push(store), 20);
  const [first, second] = [other(), other()];
  foreign.seen('a.db', [runOf(first)]);
  foreign.seen('b.db', [runOf(second)]);
  await new Promise((done) => setTimeout(done, 100));
  expect(told).toEqual([]);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await expect.poll(() => told).toEqual(['a.db']);
  await new Promise((done) => setTimeout(done, 100));
  expect(told).toEqual(['a.db']);
  foreign.close();
});

it('looks no more after runs that ended, or that nobody wants to know of', async () => {
  const told: string[] = [];
  const foreign = foreignRuns((store) => told.push(store), 20);
  const [first, second] = [other(), other()];
  foreign.seen('a.db', [runOf(first)]);
  foreign.seen('a.db', []);
  foreign.seen('b.db', [runOf(second)]);
  foreign.close();
  for (const child of [first, second]) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await new Promise((done) => setTimeout(done, 100));
  expect(told).toEqual([]);
});

it('takes a process of another machine for gone when its heartbeat is old', async () => {
  const told: string[] = [];
  const foreign = foreignRuns((store) => told.push(store), 20);
  foreign.seen('fresh.db', [{ owner: '1@elsewhere', heartbeat: heartbeat() }]);
  foreign.seen('old.db', [{ owner: '1@elsewhere', heartbeat: heartbeat() - 3600 }]);
  await expect.poll(() => told).toEqual(['old.db']);
  foreign.close();
});
