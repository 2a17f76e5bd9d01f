import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { devicesIn, devicesOfUser, findProfile, readProfileFile } from '../../../../engine/device/places.ts';
import {
  deviceNameProblem,
  profileText,
  readProfile,
  withSpace,
  type DeviceProfile,
  type SpaceLatencies,
} from '../../../../engine/device/profile.ts';
import { temporaryFolder } from '../data/files.ts';

const part = (space: string, seconds: number): SpaceLatencies => ({
  space,
  hash: 'abc',
  source: 'measured',
  how: 'a machine',
  made: '2026-01-01T00:00:00.000Z',
  latencies: [
    { architecture: '{ "a": 1 }', graph: '0f', seconds, spread: 0.02 },
    { architecture: '{ "a": 2 }', graph: '1f', seconds: 2 * seconds, spread: undefined },
  ],
});
const profile: DeviceProfile = { device: 'laptop', spaces: [part('A', 0.001), part('B', 0.5)] };

describe('a device profile', () => {
  it('is read as it was written', () => {
    expect(readProfile(profileText(profile))).toEqual({ value: profile });
  });

  it('keeps other spaces when one is measured again', () => {
    const again = withSpace(profile, 'laptop', part('A', 0.002));
    expect(again.spaces.map(({ space, latencies }) => [space, latencies[0]?.seconds])).toEqual([
      ['B', 0.5],
      ['A', 0.002],
    ]);
    expect(withSpace(undefined, 'new', part('A', 1)).spaces).toHaveLength(1);
  });

  const text = profileText(profile);
  it.each([
    ['no JSON', '{ "format"', 'it is no JSON'],
    [
      'another file',
      '{ "a": 1 }',
      'it is no device profile: the file.format: expected one of hnas-device, found nothing',
    ],
    ['a later version', text.replace('"version": 1', '"version": 2'), 'it is of version 2, which this version of hnas cannot read; it reads 1'], // prettier-ignore
    ['a missing part', text.replace('"how"', '"who"'), 'profile.spaces[0].how: expected a text, found nothing'],
    ['a time that is none', text.replace('0.001', '"fast"'), 'profile.spaces[0].latencies[0].seconds: expected a number, found "fast"'], // prettier-ignore
    ['no time at all', text.replace('"seconds":0.001', '"seconds":0'), 'latency 1 of A is 0 s; it must be above 0'],
  ])('that is wrong is told: %s', (_, content, error) => {
    expect(readProfile(content)).toEqual({ error });
  });

  it('has a name that can be a file', () => {
    expect(deviceNameProblem('pixel-3.cpu')).toBeUndefined();
    for (const name of ['', '../x', 'a/b', '.hidden', 'x'.repeat(65)])
      expect(deviceNameProblem(name)).toContain('cannot name a device');
  });
});

describe('places of profiles', () => {
  it('are looked at in their order', () => {
    const near = temporaryFolder({ 'laptop.json': profileText(profile) });
    const far = temporaryFolder({
      'laptop.json': profileText({ ...profile, spaces: [] }),
      'phone.json': profileText({ ...profile, device: 'phone' }),
      'notes.txt': 'no profile',
    });
    const found = (name: string) => findProfile(name, [near, far]);
    expect(found('laptop')).toMatchObject({ value: { file: join(near, 'laptop.json'), profile } });
    expect(found('phone')).toMatchObject({ value: { file: join(far, 'phone.json') } });
    expect(found('labtop')).toEqual({
      error: `there is no profile of a device "labtop" in ${near} or ${far}; did you mean "laptop"?`,
    });
    expect(found('gpu')).toEqual({
      error: `there is no profile of a device "gpu" in ${near} or ${far}; there are laptop, phone`,
    });
    expect(found('../laptop')).toMatchObject({ error: expect.stringContaining('cannot name') as string });
    expect(devicesIn(far)).toEqual(['laptop', 'phone']);
    expect(devicesIn(join(far, 'nowhere'))).toEqual([]);
  });

  it('name the file that is broken, and do not go on to another', () => {
    const near = temporaryFolder({ 'laptop.json': '[]' });
    const far = temporaryFolder({ 'laptop.json': profileText(profile) });
    expect(findProfile('laptop', [near, far])).toMatchObject({
      error: expect.stringContaining(`${join(near, 'laptop.json')}: it is no device profile`) as string,
    });
    expect(readProfileFile(join(near, 'none.json'))).toBeUndefined();
  });

  it("are the user's own by the environment", () => {
    expect(devicesOfUser({ HNAS_DEVICES: '/own' })).toBe('/own');
    expect(devicesOfUser({ XDG_CONFIG_HOME: '/c', HOME: '/h' })).toBe(join('/c', 'hypernas-studio', 'devices'));
    expect(devicesOfUser({ XDG_CONFIG_HOME: 'relative', HOME: '/h' })).toBe(join('/h', '.config', 'hypernas-studio', 'devices')); // prettier-ignore
  });
});
