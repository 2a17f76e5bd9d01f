/** Where runs take their programs from, and where their files are. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fileOfRun, placeOf, sourceOfRun } from '../../../../../engine/serve/runs/run-source.ts';

const folder = join(import.meta.dirname, 'some folder');
const file = join(folder, 'net.hnas');
const store = join(folder, '.hnas', 'runs.db');

describe('the place of a run', () => {
  it('is beside its file, with all files by path', () => {
    const other = pathToFileURL(join(folder, 'other.hnas')).href;
    const files = new Map([
      [pathToFileURL(file).href, 'space A {}'],
      [other, 'space B {}'],
      ['untitled:Untitled-1', 'space C {}'],
    ]);
    expect(placeOf({ entry: pathToFileURL(file).href, files, experiment: 'E' })).toEqual({
      value: {
        source: {
          entry: file,
          experiment: 'E',
          files: new Map([[file, 'space A {}'], [join(folder, 'other.hnas'), 'space B {}'], ['untitled:Untitled-1', 'space C {}']]), // prettier-ignore
        },
        store,
      },
    });
  });

  it('is refused to a file that is not on the disk', () => {
    expect(placeOf({ entry: 'vscode-vfs://github/a/b.hnas', files: new Map(), experiment: 'E' })).toEqual({
      error: 'an unsaved file has no folder to keep runs in; save it first',
    });
  });
});

describe('the file of a run', () => {
  it.each([
    ['an absolute name stays', file, store, file],
    ['a name typed in the folder above is beside the store', 'some folder/net.hnas', store, file],
    ['a name typed elsewhere is beside the store too', '../x/some folder/net.hnas', store, file],
    ['with a store of another name it is looked for beside that', 'net.hnas', join(folder, 'my.db'), file],
  ])('%s', (_, typed, at, found) => expect(fileOfRun(typed, at)).toBe(found));

  it('is read from the record, not from the disk', () => {
    expect(sourceOfRun({ file: 'net.hnas', spec: 'space Old {}', experiment: 'E' }, store)).toEqual({
      entry: file,
      files: new Map([[file, 'space Old {}']]),
      experiment: 'E',
    });
  });
});
