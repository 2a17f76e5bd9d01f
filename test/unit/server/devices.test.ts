/** Profiles of devices as the language server finds them on the disk. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { profileText } from '../../../engine/device/profile.ts';
import { devicesFor } from '../../../server/devices.ts';

let folder: string;
let spec: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-devices-'));
  spec = pathToFileURL(join(folder, 'net.hnas')).href;
  mkdirSync(join(folder, 'devices'));
  mkdirSync(join(folder, 'user'));
  vi.stubEnv('HNAS_DEVICES', join(folder, 'user'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const profile = (device: string, ...seconds: readonly number[]): string =>
  profileText({
    device,
    spaces: [
      {
        ...{ space: 'Net', hash: 'h', source: 'measured', how: 'here', made: '2030-01-01T00:00:00.000Z' },
        latencies: seconds.map((each, i) => ({ architecture: `{ w: ${i} }`, graph: `g${i}`, seconds: each })),
      },
    ],
  });
const write = (place: string, name: string, text: string): void => writeFileSync(join(folder, place, name), text);

it('lists those beside the file and those of the user, the nearer one of two', () => {
  write('devices', 'laptop.json', profile('laptop', 0.002, 0.001));
  write('user', 'laptop.json', profile('laptop', 1));
  write('user', 'phone.json', profile('phone', 3));
  write('devices', 'notes.txt', 'no profile');
  expect(devicesFor(spec)).toEqual([
    {
      ...{ name: 'laptop', file: join('devices', 'laptop.json') },
      spaces: [
        {
          ...{ space: 'Net', source: 'measured', how: 'here', made: '2030-01-01T00:00:00.000Z' },
          ...{ architectures: 2, least: 0.001, most: 0.002 },
        },
      ],
    },
    expect.objectContaining({ name: 'phone', file: join(folder, 'user', 'phone.json') }),
  ]);
  expect(devicesFor('untitled:Untitled-1').map(({ name }) => name)).toEqual(['laptop', 'phone']);
});

it('reads a profile again when it has changed', () => {
  const file = join(folder, 'devices', 'laptop.json');
  write('devices', 'laptop.json', profile('laptop', 0.002));
  expect(devicesFor(spec)[0]?.spaces[0]?.most).toBe(0.002);
  write('devices', 'laptop.json', profile('laptop', 0.003));
  utimesSync(file, 1, 1);
  expect(devicesFor(spec)[0]?.spaces[0]?.most).toBe(0.003);
  rmSync(file);
  expect(devicesFor(spec)).toEqual([]);
});

it('says what is wrong with one that is none', () => {
  write('devices', 'a.json', '{');
  write('devices', 'b.json', '{ "format": "hnas-device" }');
  expect(devicesFor(spec).map(({ problem }) => problem)).toEqual([
    'is no JSON',
    expect.stringMatching(/^is no profile of a device: .*device/),
  ]);
});

it('finds none where there are no folders', () => {
  rmSync(join(folder, 'devices'), { recursive: true });
  vi.stubEnv('HNAS_DEVICES', join(folder, 'nowhere'));
  expect(devicesFor(spec)).toEqual([]);
});
