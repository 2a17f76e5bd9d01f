import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../../bench/ghn/cache-folder.ts';
import { distinct } from '../../../../bench/ghn/task.ts';
import { openSpace } from '../../../../bench/predictor/open-space.ts';

describe('the architectures of the measurements', () => {
  const space = openSpace('bench/ghn/ghn_random_16.hnas').withoutCosts();

  it('are different graphs, and more of them begin with the same', () => {
    const ten = distinct(space, 10, 'a');
    expect(new Set(ten.map((architecture) => space.graphHash(architecture))).size).toBe(10);
    const six = distinct(space, 6, 'a').map((architecture) => space.text(architecture));
    expect(ten.slice(0, 6).map((architecture) => space.text(architecture))).toEqual(six);
    expect(distinct(space, 6, 'b').map((architecture) => space.text(architecture))).not.toEqual(six);
  });

  it('are of the published cells', () => {
    const published = openSpace('examples/spaces/ghn_random.hnas').withoutCosts();
    const [first] = distinct(published, 1, 'a');
    const text = first === undefined ? '' : published.text(first);
    const { value, diagnostics } = space.parse(text);
    expect(diagnostics).toEqual([]);
    expect(value === undefined ? undefined : space.text(value)).toBe(text);
  });
});

describe('the cache folder', () => {
  it('is where the system has such things, unless told', () => {
    expect(cacheFolder({ HNAS_CACHE: '/elsewhere' }, 'linux')).toBe('/elsewhere');
    expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe(join('/x', 'hypernas'));
    expect(cacheFolder({}, 'linux')).toBe(join(homedir(), '.cache', 'hypernas'));
    expect(cacheFolder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Caches', 'hypernas'));
    expect(cacheFolder({ LOCALAPPDATA: '/l' }, 'win32')).toBe(join('/l', 'hypernas', 'cache'));
  });
});
