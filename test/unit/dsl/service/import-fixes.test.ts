import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { loadProgram, type Program } from '../../../../dsl/semantics/program.ts';
import { importFixes } from '../../../../dsl/service/import-fixes.ts';
import { applyEdits } from '../../../../dsl/service/rename/paths.ts';

const library: Readonly<Record<string, string>> = {
  'lib/ops.hnas': 'op mine() { relu }\nlet size = 3',
  'lib/spaces.hnas': 'space Small {\n}\nlet held = 3',
  'back.hnas': 'import "main.hnas"\nop circular() { relu }',
};

function fixed(text: string): Record<string, string> {
  const files: Record<string, string> = { ...library, 'main.hnas': text };
  const load = (entry: string): Program =>
    loadProgram(entry, {
      read: (file) => (files[file] === undefined ? { error: 'the file does not exist' } : { text: files[file] }),
      resolve: (from, path) => posix.join(posix.dirname(from), path),
    }).value as Program;
  const program = load('main.hnas');
  const others = Object.keys(files).map(load);
  const found = checkProgram(program).filter(({ file }) => file === 'main.hnas');
  const fixes = found.flatMap((each) => importFixes(program, each, others));
  return Object.fromEntries(fixes.map(({ title, edits }) => [title, applyEdits(text, edits)]));
}

it.each<[string, string, Record<string, string>]>([
  [
    'an operator',
    'space S { input features[3]\noutput features[3]\nnetwork { mine } }',
    {
      'Import "lib/ops.hnas"':
        'import "lib/ops.hnas"\n\nspace S { input features[3]\noutput features[3]\nnetwork { mine } }',
    },
  ],
  [
    'a space',
    'arch a of Small = {}',
    { 'Import "lib/spaces.hnas"': 'import "lib/spaces.hnas"\n\narch a of Small = {}' },
  ],
  [
    'below other imports',
    'import "lib/spaces.hnas"\nexperiment E { space: Small\nmaximize accuracy\ndataset: Digits }\nspace S { input features[3]\noutput features[3]\nnetwork { mine } }',
    {
      'Import "lib/ops.hnas"':
        'import "lib/spaces.hnas"\nimport "lib/ops.hnas"\nexperiment E { space: Small\nmaximize accuracy\ndataset: Digits }\nspace S { input features[3]\noutput features[3]\nnetwork { mine } }',
    },
  ],
  ['a value where a space is meant', 'arch a of size = {}', {}],
  ['what would make a circle', 'space S { input features[3]\noutput features[3]\nnetwork { circular } }', {}],
  ['a misspelt file', 'import "lib/opps.hnas"', { 'Change to "lib/ops.hnas"': 'import "lib/ops.hnas"' }],
  ['a file in another folder', 'import "ops.hnas"', { 'Change to "lib/ops.hnas"': 'import "lib/ops.hnas"' }],
  ['no file like it', 'import "something.hnas"', {}],
])('imports for %s', (_name, text, expected) => expect(fixed(text)).toEqual(expected));
