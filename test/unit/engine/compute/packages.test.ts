/** Where packages of faster backends are looked for, and where not. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPackage, packagePlaces } from '../../../../engine/compute/backend/packages.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hnas-packages-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A package whose module is its own place. */
function install(place: string, name: string, text = `module.exports = ${JSON.stringify(place)};`): void {
  write(`${place}/node_modules/${name}/package.json`, JSON.stringify({ name, main: 'main.js' }));
  write(`${place}/node_modules/${name}/main.js`, text);
}

const load = (name: string, named?: string): ReturnType<typeof loadPackage> =>
  loadPackage(name, packagePlaces(join(root, 'extension/dist/engine.mjs'), named));

describe('packages of backends', () => {
  beforeEach(() => write('extension/package.json', JSON.stringify({ name: 'hypernas-studio' })));

  it('are taken from beside the bundle, then from the package, then from the named folder', () => {
    for (const place of ['home', 'extension', 'extension/dist']) {
      install(place, 'fast');
      expect(load('fast', join(root, 'home'))).toMatchObject({ module: place });
    }
  });

  it('are not taken from above the package', () => {
    install('.', 'fast');
    expect(load('fast')).toEqual({
      why: 'fast is not installed beside the engine, nor in a folder of yours (HNAS_BACKENDS).',
    });
  });

  it('are taken from where npm puts the dependencies of an installed package', () => {
    write('node_modules/hypernas-studio/package.json', JSON.stringify({ name: 'hypernas-studio' }));
    install('.', 'fast');
    const places = packagePlaces(join(root, 'node_modules/hypernas-studio/dist/hnas.mjs'), undefined);
    expect(loadPackage('fast', places)).toMatchObject({ module: '.' });
  });

  it('that are broken are passed over, with the reason', () => {
    install('extension', 'fast', "throw new Error('wrong ELF class\\nand more');");
    install('home', 'fast');
    const loaded = load('fast', join(root, 'home'));
    expect(loaded).toMatchObject({ module: 'home' });
    expect(loaded).toMatchObject({
      passedOver: expect.stringMatching(/cannot be loaded: wrong ELF class\.$/) as unknown,
    });
    expect(load('fast', join(root, 'elsewhere'))).toMatchObject({
      why: expect.stringMatching(
        /^fast in .*extension.node_modules cannot be loaded: wrong ELF class\. fast is not installed in .*elsewhere \(HNAS_BACKENDS\)\.$/,
      ) as unknown,
    });
  });

  it('are not looked for in a relative folder, which would be another one in every workspace', () => {
    expect(load('fast', 'backends')).toEqual({
      why: 'HNAS_BACKENDS must be an absolute path, it is "backends". fast is not installed beside the engine.',
    });
  });
});
