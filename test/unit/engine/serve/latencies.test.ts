/** Latencies for an editor: by the profile beside the spec, which may change while it is open. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { profileText } from '../../../../engine/device/profile.ts';
import { profiledLatencies } from '../../../../engine/serve/latencies.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';

const space = spaceOf(smallSpace('conv(k: choice [1, 3], out: choice [8, 16, 32]) >> conv(k: choice [1, 3], out: 8)'));
const all = [...space.enumerate()];
const [first, last] = [all[0] ?? { choices: [] }, all.at(-1) ?? { choices: [] }];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnas-latencies-'));
  mkdirSync(join(folder, 'devices'));
  vi.stubEnv('HNAS_DEVICES', join(folder, 'nowhere'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function writeProfile(factor: number): void {
  const latencies = all.slice(0, 6).map((architecture) => ({
    architecture: space.text(architecture),
    graph: space.graphHash(architecture),
    seconds: factor * space.costs(architecture).macs,
  }));
  const part = { space: space.name, hash: space.hash, source: 'measured' as const, how: '', made: '', latencies };
  writeFileSync(join(folder, 'devices', 'toy.json'), profileText({ device: 'toy', spaces: [part] }));
}

it('are measured or predicted, and follow the profile; a device without one is left out', () => {
  const of = profiledLatencies(space, join(folder, 'net.hnas'));
  expect(of(first, ['toy'])).toEqual([]);
  writeProfile(1e-9);
  const { macs } = space.costs(first);
  expect(of(first, ['toy', 'other'])).toEqual([
    { device: 'toy', seconds: 1e-9 * macs, low: undefined, high: undefined },
  ]);
  const [predicted] = of(last, ['toy']);
  expect(predicted?.low).toBeLessThan(predicted?.seconds ?? 0);
  expect(predicted?.high).toBeGreaterThan(predicted?.seconds ?? 0);
  writeProfile(1.25e-8);
  expect(of(first, ['toy'])[0]?.seconds).toBe(1.25e-8 * macs);
});
