import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { loadProgram, type Program } from '../../../../dsl/semantics/program.ts';
import { fileRenameEdits } from '../../../../dsl/service/file-rename.ts';
import { applyEdits } from '../../../../dsl/service/rename/paths.ts';

const base = 'file:///w/';
const resolve = (from: string, path: string): string => base + posix.join(posix.dirname(from.slice(base.length)), path);

const programOf = (files: Readonly<Record<string, string>>, entry: string): Program =>
  loadProgram(base + entry, {
    read: (file) => {
      const text = files[decodeURIComponent(file.slice(base.length))];
      return text === undefined ? { error: 'the file does not exist' } : { text };
    },
    resolve,
  }).value as Program;

/** All files after the edits, by their old names, where they changed. */
function renamed(files: Readonly<Record<string, string>>, from: string, to: string): Record<string, string> {
  const programs = Object.keys(files).map((entry) => programOf(files, entry));
  const edits = fileRenameEdits(programs, [{ from: base + from, to: base + to }], resolve);
  const changed = [...new Set(edits.map(({ file }) => file))].map((file) => {
    const own = edits.filter((edit) => edit.file === file);
    const name = file.slice(base.length);
    return [name, applyEdits(files[name] ?? '', own)];
  });
  return Object.fromEntries(changed) as Record<string, string>;
}

const files = {
  'main.hnas': 'import "lib/a.hnas"\nimport "./b.hnas"\nimport "gone.hnas"',
  'b.hnas': '',
  'lib/a.hnas': 'import "c.hnas"\nimport "../b.hnas"',
  'lib/c.hnas': 'let c = 1',
};

it.each<[string, string, string, Record<string, string>]>([
  ['a new name', 'lib/c.hnas', 'lib/d.hnas', { 'lib/a.hnas': 'import "d.hnas"\nimport "../b.hnas"' }],
  [
    'another folder, both directions',
    'lib/a.hnas',
    'other/a.hnas',
    {
      'main.hnas': 'import "other/a.hnas"\nimport "./b.hnas"\nimport "gone.hnas"',
      'lib/a.hnas': 'import "../lib/c.hnas"\nimport "../b.hnas"',
    },
  ],
  [
    'a folder',
    'lib',
    'deep/lib',
    {
      'main.hnas': 'import "deep/lib/a.hnas"\nimport "./b.hnas"\nimport "gone.hnas"',
      'lib/a.hnas': 'import "c.hnas"\nimport "../../b.hnas"',
    },
  ],
  [
    'a file that two import',
    'b.hnas',
    'lib/b.hnas',
    {
      'main.hnas': 'import "lib/a.hnas"\nimport "./lib/b.hnas"\nimport "gone.hnas"',
      'lib/a.hnas': 'import "c.hnas"\nimport "b.hnas"',
    },
  ],
  [
    'a file that was missing',
    'gone.hnas',
    'here.hnas',
    { 'main.hnas': 'import "lib/a.hnas"\nimport "./b.hnas"\nimport "here.hnas"' },
  ],
  [
    'a name with spaces',
    'b.hnas',
    'b%20c.hnas',
    {
      'main.hnas': 'import "lib/a.hnas"\nimport "./b c.hnas"\nimport "gone.hnas"',
      'lib/a.hnas': 'import "c.hnas"\nimport "../b c.hnas"',
    },
  ],
  ['a folder of a like name', 'li', 'lo', {}],
])('imports follow: %s', (_name, from, to, expected) => expect(renamed(files, from, to)).toEqual(expected));

it('nothing leads to another host', () => {
  const edits = fileRenameEdits(
    [programOf(files, 'main.hnas')],
    [{ from: `${base}b.hnas`, to: 'http://x/b.hnas' }],
    resolve,
  );
  expect(edits).toEqual([]);
});
