/** Real processes: a Node of the user's own is looked at before it is used, and an engine that dies says what of. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { whyNotNode } from '../../../../server/engine/node-path.ts';
import { engineProcess } from '../../../../server/engine/process.ts';
import { supervise, type Supervisor } from '../../../../server/engine/supervisor.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, text: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}
const says = (name: string, words: string): string => program(name, `#!/bin/sh\necho ${words}\n`);
const WAY_BACK = 'correct the setting hypernas.engine.nodePath or empty it, then restart the engine';

describe.skipIf(process.platform === 'win32')('a Node of the user', () => {
  it.each<[string, () => string, string]>([
    ['that is not there', () => join(folder, 'gone'), 'does not exist'],
    ['that is a folder', () => folder, 'may not be run'],
    ['that may not be run', () => program('data', 'x', 0o644), 'may not be run'],
    ['that fails', () => program('fails', '#!/bin/sh\nexit 3\n'), 'cannot be run'],
    [
      'that is something else',
      () => says('other', 'Python 3.12'),
      'is no Node: asked for its version, it said "Python 3.12"',
    ],
    ['that is too old', () => says('old', 'v20.11.1'), 'is v20.11.1, and the engine needs 22.13 or newer'],
    ['that is just too old', () => says('older', 'v22.12.0'), 'is v22.12.0, and the engine needs'],
    ['that is relative', () => 'node', 'is not named by an absolute path'],
  ])('%s is refused with a sentence and the way back', async (_what, path, expected) => {
    const why = await whyNotNode(path());
    expect(why).toContain(expected);
    expect(why).toContain(WAY_BACK);
  });

  it('that fits is used', async () => {
    expect(await whyNotNode(says('new', 'v22.13.0'))).toBe(undefined);
    expect(await whyNotNode(process.execPath)).toBe(undefined);
  });
});

/** An engine that a few lines of JavaScript play. */
function engineOf(
  text: string,
  node: () => string | undefined = () => undefined,
  device: () => string | undefined = () => undefined,
): { supervisor: Supervisor; log: string[] } {
  const log: string[] = [];
  const supervisor = supervise(
    engineProcess(
      program('engine.mjs', text),
      (line) => log.push(line),
      () => ({ nodePath: node(), device: device() }),
    ),
    () => undefined,
  );
  return { supervisor, log };
}
const ANSWERS = `process.on('message', ({ id, method }) => {
  if (method === 'initialize') process.send({ jsonrpc: '2.0', id, result: { protocol: 2, engine: process.argv0, node: process.version, process: process.pid } });
});`;

/** The first status that holds. */
const statusOf = (supervisor: Supervisor, ...states: string[]): Promise<Supervisor['status']> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (states.includes(supervisor.status.state)) resolve(supervisor.status);
    };
    supervisor.listen({ changed: look });
    look();
  });

describe('the process of the engine', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('is run by the Node that is set, asked at each start; a wrong one stops it with a sentence, and is no crash', async () => {
    let node = join(folder, 'gone');
    const { supervisor } = engineOf(ANSWERS, () => node);
    supervisor.need();
    expect(await statusOf(supervisor, 'stopped')).toMatchObject({
      why: `the Node at "${node}" does not exist; ${WAY_BACK}`,
    });
    node = process.execPath;
    supervisor.restart();
    expect((await statusOf(supervisor, 'running')).engine).toContain(process.version);
    supervisor.stop('the test is over');
  });

  it('hears of the device that is set at each start, and of its own where none is', async () => {
    vi.stubEnv('HNAS_DEVICE', 'web');
    let device: string | undefined = 'webgpu';
    const tells = ANSWERS.replace('process.argv0', 'process.env.HNAS_DEVICE');
    const { supervisor } = engineOf(tells, undefined, () => device);
    supervisor.need();
    expect((await statusOf(supervisor, 'running')).engine).toContain('webgpu');
    device = undefined;
    supervisor.restart();
    expect((await statusOf(supervisor, 'running')).engine).toMatch(/\bweb\b/);
    supervisor.stop('the test is over');
  });

  it('that is stopped while its Node is looked at does not come up', async () => {
    const { supervisor } = engineOf(ANSWERS, () => process.execPath);
    supervisor.need();
    supervisor.stop('the workspace is not trusted');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(supervisor.status).toMatchObject({ state: 'stopped', why: 'the workspace is not trusted' });
    expect(supervisor.peer()).toBe(undefined);
  });

  it('that fills its heap says so', async () => {
    const fill = 'const all = []; for (;;) all.push(new Array(10000).fill(all.length));';
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=20');
    const { supervisor } = engineOf(fill);
    supervisor.need();
    expect((await statusOf(supervisor, 'waiting')).why).toMatch(
      /^it ran out of memory .*; it is started again in 0.5 s/,
    );
    supervisor.stop('the test is over');
  });

  it('that is killed says what may have killed it', async () => {
    const { supervisor } = engineOf(ANSWERS);
    supervisor.need();
    const { engine } = await statusOf(supervisor, 'running');
    const downs: string[] = [];
    supervisor.listen({ down: (why) => downs.push(why) });
    process.kill(Number(/process (\d+)/.exec(engine ?? '')?.[1]), 'SIGKILL');
    expect((await statusOf(supervisor, 'waiting')).why).toContain('the system does so when memory runs out');
    expect(downs).toHaveLength(1);
    supervisor.stop('the test is over');
  });
});
