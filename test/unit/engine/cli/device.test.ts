/** Device profiles on the command line: measured, imported, listed, and used by a search. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readProfile } from '../../../../engine/device/profile.ts';
import { smallSpec, terminal, type Terminal } from './terminal.ts';

const spec = smallSpec
  .replace(/evaluator Train = .*/, 'evaluator Table = table { path: "table.csv", metric: val }')
  .replace('  dataset: Digits\n', '')
  .replace('evaluator: Train', 'evaluator: Table')
  .replace('minimize params', 'minimize latency(device: "phone")\n  require latency(device: "phone") <= 1ms')
  .replace(/search predictor .*/, 'search random');

let shell: Terminal;
/** Tables of all architectures, and of every ninth. */
let tables: { readonly whole: string; readonly part: string };
const before = process.env['HNAS_DEVICES'];
beforeAll(async () => {
  const drawing = terminal();
  drawing.write('tiny.hnas', spec);
  const drawn = await drawing.run('sample', 'tiny.hnas', '--n', '1500', '--json');
  const { architectures } = drawn.json() as { architectures: { text: string; macs: number; params: number }[] };
  const distinct = [...new Map(architectures.map((each) => [each.text, each])).values()];
  const time = (macs: number): number => macs / 50_000;
  tables = {
    whole: `arch,val,ms\n${distinct.map(({ text, macs, params }) => `"${text}",${50 + Math.log(params)},${time(macs)}\n`).join('')}`,
    part: `arch,ms\n${distinct
      .filter((_, i) => i % 9 === 0)
      .map(({ text, macs }) => `"${text}",${time(macs)}\n`)
      .join('')}`,
  };
});
beforeEach(() => {
  shell = terminal();
  process.env['HNAS_DEVICES'] = join(shell.folder, 'mine');
  shell.write('tiny.hnas', spec);
  shell.write('table.csv', tables.whole);
  shell.write('some.csv', tables.part);
});
afterEach(() => {
  if (before === undefined) delete process.env['HNAS_DEVICES'];
  else process.env['HNAS_DEVICES'] = before;
});

const importPhone = (table: string, ...more: string[]) =>
  shell.run('device', 'import', table, '--name', 'phone', '--space', 'tiny.hnas', '--column', 'ms', ...more);

describe('hnas device import', () => {
  it('makes a profile that a search beside it uses: predicted where it says so', async () => {
    expect((await shell.run('search', 'tiny.hnas')).err).toContain('there is no profile of a device "phone" in');
    const made = await importPhone('some.csv');
    expect(made.out).toContain('phone: 13 latencies of Tiny, column ms of some.csv\nwritten to devices/phone.json\n');
    const found = await shell.run('search', 'tiny.hnas', '--json');
    const { front, devices, hypervolume, history, knee } = found.json() as {
      front: { metrics: Record<string, number>; predicted: object | null; knee: boolean; evaluation: number }[];
      devices: object[];
      hypervolume: number;
      history: { own: boolean; steps: { hypervolume: number }[] };
      knee: number;
    };
    expect(devices).toEqual([{ device: 'phone', metric: 'latency(phone)', measured: 13 }]);
    expect(front.some(({ predicted }) => predicted !== null)).toBe(true);
    for (const { metrics } of front) expect(metrics['latency(phone)']).toBeLessThanOrEqual(0.001);
    expect(history.own).toBe(false);
    expect(history.steps.at(-1)?.hypervolume).toBeCloseTo(hypervolume, 10);
    expect(front.find((each) => each.knee)?.evaluation).toBe(knee);
    const table = await shell.run('front', 'last');
    expect(table.out).toMatch(/\d us ±\d+/);
    expect(table.out).toContain("latency(phone): by the device's profile, which has 13 architectures; where");
  });

  it('replaces what it said of the space, and a run that rested on it is refused by name', async () => {
    await importPhone('some.csv');
    expect((await shell.run('search', 'tiny.hnas')).exit).toBe(0);
    shell.write('tiny.hnas', spec.replace('evaluations: 10', 'evaluations: 12'));
    expect((await shell.run('search', 'tiny.hnas', '--resume', 'last')).exit).toBe(0);
    const again = await importPhone('table.csv', '--json');
    expect(again.json()).toMatchObject({ latencies: 112, replaced: 13 });
    const refused = await shell.run('search', 'tiny.hnas', '--resume', 'last');
    expect(refused.exit).toBe(2);
    expect(refused.err).toContain(
      'run quick-1 cannot go on: since it was started the profile of phone changed; put the old one back, or start a new run; --warm-start quick-1 takes over what was measured',
    );
    // What the run had predicted is looked up now.
    const warm = await shell.run('search', 'tiny.hnas', '--warm-start', 'quick-1', '--json');
    const { front } = warm.json() as { front: { predicted: object | null }[] };
    for (const { predicted } of front) expect(predicted).toBeNull();
  });

  it.each([
    ['a column that is not there', ['table.csv', '--column', 'mss'], 1, /nothing was written: .*"mss"/],
    ['a unit that is none', ['table.csv', '--unit', 'min'], 2, /--unit is one of us, ms, s, not "min"/],
    ['a format that is none', ['table.csv', '--from', 'hw-nas-bnch'], 2, /no format "hw-nas-bnch", did you mean "hw-nas-bench"/], // prettier-ignore
    ['two places', ['table.csv', '--user', '--out', 'x.json'], 2, /--user and --out both say/],
    ['a name that names no file', ['table.csv', '--name', 'a/b'], 2, /"a\/b" cannot name a device's profile/],
  ])('refuses %s', async (_, args, exit, message) => {
    const ran = await importPhone(...(args as [string, ...string[]]));
    expect(ran.exit).toBe(exit);
    expect(ran.err).toMatch(message);
  });

  it('refuses latencies that are none, and does not overwrite what is no profile', async () => {
    shell.write('wrong.csv', readFileSync(join(shell.folder, 'table.csv'), 'utf8').replace(/,[\d.]+\n/, ',-1\n'));
    expect((await importPhone('wrong.csv')).err).toContain('line 2 of wrong.csv has a latency of -1; latencies are above 0'); // prettier-ignore
    shell.write('devices/phone.json', 'my notes');
    const ran = await importPhone('table.csv');
    expect(ran.err).toContain('the profile would go to a file that is none: devices/phone.json: it is no JSON; move it away'); // prettier-ignore
    expect(readFileSync(join(shell.folder, 'devices/phone.json'), 'utf8')).toBe('my notes');
  });
});

describe('hnas cost --latency', () => {
  it('tells what a profile says of an architecture', async () => {
    await importPhone('some.csv');
    const [, known = '', ms = ''] = /\n"([^"]+)",([\d.]+)/.exec(tables.part) ?? [];
    const cost = (arch: string, device = 'phone') =>
      shell.run('cost', 'tiny.hnas', '--arch', arch, '--latency', device, '--json');
    expect((await cost(known)).json()).toMatchObject({
      latency: { device: 'phone', seconds: Number(ms) / 1000, low: null, high: null },
    });
    const other = [...tables.whole.matchAll(/\n"([^"]+)"/g)].map((match) => match[1] as string).find((each) => !tables.part.includes(each)); // prettier-ignore
    const { latency } = (await cost(other ?? '')).json() as { latency: { seconds: number; low: number; high: number } };
    expect(latency.low).toBeLessThan(latency.seconds);
    expect(latency.high).toBeGreaterThan(latency.seconds);
    const text = await shell.run('cost', 'tiny.hnas', '--arch', other ?? '', '--latency', 'phone');
    expect(text.out).toMatch(/latency +\S+ [um]s on phone \(predicted, 80 % within \S+ [um]s and \S+ [um]s\)/);
    expect((await cost(known, 'phoen')).json()).toMatchObject({ error: { code: 'no-latency' } });
  });
});

describe('hnas device list', () => {
  it('has those beside the spec and the own ones, broken ones too', async () => {
    expect((await shell.run('device', 'list')).out).toContain('there is no device profile in devices or');
    await importPhone('table.csv');
    await importPhone('some.csv', '--name', 'own', '--user');
    writeFileSync(join(shell.folder, 'mine', 'broken.json'), '{');
    const { devices } = (await shell.run('device', 'list', 'tiny.hnas', '--json')).json() as {
      devices: { device: string; error: string | null; spaces: { latencies: number }[] }[];
    };
    expect(devices.map(({ device, error, spaces }) => [device, error, spaces[0]?.latencies])).toEqual([
      ['phone', null, 112],
      ['broken', 'it is no JSON', undefined],
      ['own', null, 13],
    ]);
    expect((await shell.run('device', 'list')).out).toMatch(/broken\s+-\s+-\s+broken\s+.*it is no JSON/);
  });
});

describe('hnas device measure', () => {
  it('keeps what onnxruntime took, of architectures that differ', async () => {
    const ran = await shell.run('device', 'measure', 'tiny.hnas', '--name', 'here', '--architectures', '5', '--passes', '2', '--threads', '1', '--json'); // prettier-ignore
    expect(ran.err).toBe('');
    const said = ran.json() as { latencies: { architecture: string; seconds: number; spread: number }[]; how: string };
    expect(new Set(said.latencies.map(({ architecture }) => architecture)).size).toBe(5);
    for (const { seconds, spread } of said.latencies) {
      expect(seconds).toBeGreaterThan(0);
      expect(spread).toBeGreaterThanOrEqual(0);
    }
    expect(said.how).toMatch(/onnxruntime-node \S+ on the CPU, 1 thread$/);
    const read = readProfile(readFileSync(join(shell.folder, 'devices', 'here.json'), 'utf8'));
    expect('value' in read && read.value.spaces[0]?.latencies).toEqual(said.latencies.map((each) => ({ ...each, graph: expect.any(String) as string }))); // prettier-ignore
  });

  it('ends when it is interrupted, and writes nothing', async () => {
    const ran = await shell.runWith({ signal: AbortSignal.abort(new Error('stop')) }, 'device', 'measure', 'tiny.hnas', '--name', 'here'); // prettier-ignore
    expect(ran).toMatchObject({ exit: 130, err: 'hnas: interrupted; nothing was written\n' });
    expect((await shell.run('device', 'list')).out).toContain('there is no device profile');
  });
});
