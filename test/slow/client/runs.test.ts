/**
 * Runs as the extension's part works on them, through the real language server and the real engine, each in a process of its own: started, followed by
 * a page, taken up again after the engine and then the server were killed, stopped, resumed, inserted, deleted. Only the editor itself is not there.
 */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { engineThrough, type Wire } from '../../../client/engine/engine.ts';
import { programsThrough } from '../../../client/engine/programs.ts';
import { toPage, type Columns, type Envelope } from '../../../client/pareto/contract.ts';
import { pageSession } from '../../../client/pareto/session.ts';
import type { Session } from '../../../client/pareto/session-parts.ts';
import { followRuns } from '../../../client/runs/follow.ts';
import { knownRuns } from '../../../client/runs/known-runs.ts';
import type { RunKey } from '../../../client/runs/run-key.ts';
import { wantedRuns } from '../../../client/runs/wanted.ts';
import { workOnRuns } from '../../../client/runs/work.ts';
import type { Reader } from '../../../engine/protocol/read.ts';
import { ENGINE_STATUS, engineStatus } from '../../../engine/protocol/status.ts';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'hnas-client-'));
const file = join(folder, 'quick.hnas');
const uri = pathToFileURL(file).href;
const store = join(folder, '.hnas', 'runs.db');
/** Enough to be killed in the middle, twice. */
const EVALUATIONS = 40;

/** The language client as far as it is needed: a server that can be started again, with what was listened to before. */
function startableServer() {
  const heard = new Map<string, (params: unknown) => void>();
  const changed = new Set<() => void>();
  let child: ChildProcess | undefined;
  let connection: MessageConnection | undefined;
  let isRunning = false;
  const become = (running: boolean): void => {
    isRunning = running;
    for (const handler of changed) handler();
  };
  const wire: Wire = {
    isRunning: () => isRunning,
    isComing: () => false,
    sendRequest: (method, params) => (connection as MessageConnection).sendRequest(method, params),
    sendNotification: (method, params) => (connection as MessageConnection).sendNotification(method, params),
    onNotification: (method, handler) => (heard.set(method, handler), { dispose: () => {} }),
    onDidChangeState: (handler) => (changed.add(handler), { dispose: () => {} }),
  };
  return {
    wire,
    start: async (): Promise<void> => {
      child = fork(join(root, 'dist/server.cjs'), ['--node-ipc'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
      connection.onNotification((method, params) => heard.get(method)?.(Array.isArray(params) ? params[0] : params));
      connection.onRequest(() => null);
      connection.listen();
      const initializationOptions = { engineStatus: true, engine: true };
      await connection.sendRequest('initialize', {
        ...{ processId: process.pid, rootUri: null, workspaceFolders: null, capabilities: {}, initializationOptions },
      });
      await connection.sendNotification('initialized', {});
      const textDocument = { uri, languageId: 'hnas', version: 1, text: readFileSync(file, 'utf8') };
      await connection.sendNotification('textDocument/didOpen', { textDocument });
      become(true);
    },
    /** Nothing is said before: as a crash. */
    kill: (): void => {
      become(false);
      connection?.dispose();
      child?.kill('SIGKILL');
    },
  };
}

const problems: string[] = [];
const report = (problem: string): void => void problems.push(problem);
const server = startableServer();
const engine = engineThrough(server.wire, () => 'no server', report);
const programs = programsThrough(server.wire, () => 'no server', report);
const known = knownRuns();
const kept = new Map<string, unknown>();
const wanted = wantedRuns({ get: (key) => kept.get(key), update: async (key, value) => void kept.set(key, value) });
const follower = followRuns(engine, { paths: async () => [store], onChange: () => ({ dispose: () => {} }) }, known);
const told: string[] = [];
const work = workOnRuns(engine, known, wanted, follower, {
  done: (run, reason) => void told.push(`done ${run.run}: ${reason}`),
  failed: (run, reason) => void told.push(`failed ${run.run}: ${reason}`),
  wentOn: (runs) => void told.push(`went on ${runs.map(({ run }) => run).join()}`),
});
let session: Session | undefined;

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'server', 'engine'], { stdio: 'pipe' });
  const spec = readFileSync(join(root, 'test/e2e/fixtures/quick.hnas'), 'utf8');
  writeFileSync(file, spec.replace('budget { evaluations: 400 }', `budget { evaluations: ${EVALUATIONS} }`));
  await server.start();
});
afterAll(() => {
  session?.dispose();
  follower.dispose();
  work.dispose();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
});

const source = async () => {
  const answer = await programs.ask('hypernas/program', { uri, position: undefined });
  if ('error' in answer) throw new Error(answer.error);
  return { entry: answer.value.entry, files: answer.value.files, experiment: 'Quick' };
};
const enginePid = async (): Promise<number> => {
  const status = engineStatus(await server.wire.sendRequest(ENGINE_STATUS, null), 'status');
  return Number(/process (\d+)/.exec('value' in status ? (status.value.engine ?? '') : '')?.[1]);
};
const patience = { timeout: 240_000, interval: 100 };

it('a run survives its engine and its server, and its page has every point once', async () => {
  const started = await work.start(
    { source: await source(), purpose: 'search', evaluations: undefined, architectures: [], warmStart: undefined },
    'Quick',
  );
  if ('error' in started) throw new Error(started.error);
  const run: RunKey = { store, run: started.value.run };
  expect(started.value).toMatchObject({ store, experiment: 'Quick', state: 'running', ours: true, file });

  // The page, as far as it counts what it is told.
  const positions = new Set<number>();
  const troubles: string[] = [];
  const nothing = (): void => {};
  session = pageSession([run], {
    ...{ engine, known, follower, report },
    post: (message: Envelope) => {
      const read = (toPage[message.name as keyof typeof toPage] as Reader<unknown>)(message.content, message.name);
      if ('error' in read) return report(read.error);
      if (message.name === 'points')
        for (const each of (read.value as { columns: Columns }).columns.position) positions.add(each);
    },
    actions: {
      place: nothing,
      copy: nothing,
      save: nothing,
      resume: nothing,
      stop: nothing,
      addRuns: nothing,
      act: nothing,
      changed: nothing,
    },
    troubles: {
      failed: (failure) => (
        troubles.push(failure.error),
        { severity: 'error', message: failure.error, action: undefined }
      ),
      gone: () => ({ severity: 'warning', message: 'gone', action: undefined }),
      none: { severity: 'none', message: '', action: undefined },
    },
  });
  session.take({ name: 'ready', content: null });
  await expect.poll(() => positions.size, patience).toBeGreaterThan(1);

  process.kill(await enginePid(), 'SIGKILL');
  await expect.poll(() => told, patience).toEqual([`went on ${run.run}`]);
  const before = known.find(run)?.evaluations ?? 0;
  await expect.poll(() => known.find(run)?.evaluations, patience).toBeGreaterThan(before);

  server.kill();
  await server.start();
  await expect.poll(() => told, patience).toHaveLength(2);

  expect(await work.stop(run)).toMatchObject({ value: { state: 'interrupted' } });
  expect(wanted.all()).toEqual([]);
  // What the text means now is compared: a smaller space is another space.
  const { entry, files, experiment } = await source();
  const smaller = [...files].map(([name, text]) => [name, text.replace('choice [3, 5]', 'choice [3, 7]')] as const);
  const wish = { ...run, title: 'Quick', purpose: 'search' } as const;
  const other = { ...run, source: { entry, files: new Map(smaller), experiment }, evaluations: undefined };
  expect(await work.resume(other, wish)).toMatchObject({ kind: 'refused' });
  expect(await work.resume({ ...other, source: { entry, files, experiment } }, wish)).toMatchObject({
    value: { state: 'running' },
  });

  await expect.poll(() => told.at(-1), patience).toMatch(/^done quick-1/);
  await expect.poll(() => positions.size, patience).toBe(EVALUATIONS);
  expect([...positions].sort((a, b) => a - b)).toEqual([...Array(EVALUATIONS).keys()]);
  expect(problems).toEqual([]);
});

it('an architecture of its front is written into the text, and found there', async () => {
  const front = await engine.request('runFront', { store, run: 'quick-1' });
  if ('error' in front) throw new Error(front.error);
  const { architecture } = front.value.rows[0] ?? { architecture: '' };
  const place = await programs.ask('hypernas/locateArchitecture', {
    uri,
    space: 'SmallCnn',
    architecture,
    name: 'Best',
  });
  if ('error' in place) throw new Error(place.error);
  expect(place.value.found).toBeUndefined();
  expect(place.value.insertion.text).toContain('arch Best of SmallCnn');
});

it('faults of the store are sentences, and what was known stays', async () => {
  const runs = known.all().length;
  const content = readFileSync(store);
  for (const name of ['-wal', '-shm']) rmSync(`${store}${name}`, { force: true });
  writeFileSync(store, 'this is no database, and never was one; it is long enough to be looked at, though');
  await follower.refresh();
  expect(known.stores[0]?.error?.message).toMatch(/./);
  expect(known.all()).toHaveLength(runs);
  writeFileSync(store, content);
  await follower.refresh();
  expect(known.stores[0]?.error).toBeUndefined();
  expect(await work.remove({ store, run: 'quick-1' })).toEqual({ value: null });
  expect(known.all()).toHaveLength(runs - 1);
});
