/** `--device` and HNAS_DEVICE: what is asked for is what computes, and what cannot be had is one sentence with the way out. */
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { availableBackends, type BackendStatus } from '../../../../engine/compute/index.ts';
import { openStore } from '../../../../engine/store/store.ts';
import { smallSpec, terminal, type Terminal } from './terminal.ts';

let shell: Terminal;
let devices: readonly BackendStatus[];
beforeAll(async () => {
  shell = terminal();
  shell.write(
    'tiny.hnas',
    smallSpec
      .replace('evaluations: 10', 'evaluations: 1')
      .replace('epochs: 1, batch: 50', 'steps: 1, batch: 8')
      .replace('train: 200, val: 100', 'train: 40, val: 20'),
  );
  devices = await availableBackends();
});
afterEach(() => void vi.unstubAllEnvs());

const recorded = (): { backend: string; versions: Readonly<Record<string, string>> } => {
  const store = openStore(join(shell.folder, '.hnas/runs.db'), { readOnly: true });
  const run = store.runs().at(-1);
  store.close();
  if (run === undefined) throw new Error('there is no run');
  return run;
};

describe('--device', () => {
  it.each([
    ['web', /^web \(onnxruntime-web/],
    ['tfjs', /^tfjs \(@tensorflow\/tfjs/],
    ['cpu', /^onnx \(onnxruntime-node .*, cpu/],
  ])('%s computes there, and the record of the run says so', async (device, backend) => {
    vi.stubEnv('HNAS_DEVICE', 'nonsense');
    const ran = await shell.run('search', 'tiny.hnas', '--device', device);
    expect(ran.err).not.toMatch(/^hnas:/m);
    expect(ran.exit).toBe(0);
    const run = recorded();
    expect(run.backend).toMatch(backend);
    expect(run.versions['device']).toBe(device);
    expect(process.env['HNAS_DEVICE']).toBe('nonsense');
  });

  it('that is not there ends the command before it begins, with what it takes', async () => {
    for (const { choice, available, takes } of devices) {
      if (available) continue;
      const ran = await shell.run('search', 'tiny.hnas', '--device', choice);
      expect(ran.exit).toBe(2);
      expect(ran.err).toContain(`hnas: --device ${choice}: `);
      expect(ran.err).toContain(takes?.replace(/\.$/, ''));
      expect(ran.err.trim().split('\n')).toHaveLength(1);
    }
    expect(devices.some(({ available }) => !available)).toBe(true);
  });

  it('that no one knows lists those that there are', async () => {
    const { exit, err } = await shell.run('predict', 'tiny.hnas', '--device', 'gpu');
    expect([exit, err]).toEqual([2, expect.stringContaining('auto, cpu, webgpu, cuda, tfjs, web')]);
  });
});

describe('HNAS_DEVICE', () => {
  it('chooses for commands that are told nothing', async () => {
    vi.stubEnv('HNAS_DEVICE', 'web');
    const found = (await shell.run('doctor', '--json')).json();
    expect(found).toMatchObject({ device: 'web', ok: true });
    expect((await shell.run('search', 'tiny.hnas')).exit).toBe(0);
    expect(recorded().backend).toMatch(/^web/);
  });

  it('that names no device is refused with a sentence', async () => {
    vi.stubEnv('HNAS_DEVICE', 'gpu');
    for (const command of [['search', 'tiny.hnas'], ['doctor']]) {
      const { exit, err } = await shell.run(...command);
      expect([exit, err]).toEqual([
        2,
        expect.stringMatching(/HNAS_DEVICE is "gpu", which is no device; there are auto/),
      ]);
    }
  });
});
