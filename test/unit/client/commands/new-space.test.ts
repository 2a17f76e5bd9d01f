/** Templates are the bundled examples: each a sound text, and New Space puts it where the user says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { itemsOf, programOf } from '../../../../dsl/semantics/program.ts';
import { format } from '../../../../dsl/syntax/format/formatter.ts';
import { newSpace } from '../../../../client/commands/space/new-space.ts';
import { nameProblem, templates, templateText } from '../../../../client/commands/space/templates.ts';
import { editor, Uri } from '../../../support/editor.ts';

const root = join(import.meta.dirname, '../../../..');
const all = templates().map((template) => {
  const text = templateText(template.files.map((file) => readFileSync(join(root, 'examples', file), 'utf8')));
  return { ...template, text };
});

describe('templates', () => {
  it('are told apart by their ids and, in their group, by their labels', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ group, label }) => `${group} ${label}`)).size).toBe(all.length);
    expect(all.filter(({ group }) => group === 'space')).toHaveLength(6);
    expect(all.filter(({ group }) => group === 'experiment')).toHaveLength(6);
  });

  it.each(all)('$id is formatted text without errors or warnings, and needs no other file', ({ text, group }) => {
    const program = programOf(text);
    expect(checkProgram(program)).toEqual([]);
    expect(format(text, 'template.hnas').value).toBe(text);
    expect(text).not.toMatch(/^import/m);
    expect(itemsOf(program, 'space')).toHaveLength(1);
    expect(itemsOf(program, 'experiment')).toHaveLength(group === 'space' ? 0 : 1);
  });
});

describe('New Space from Template', () => {
  const extension = Uri.file(root) as never;
  const demo = readFileSync(join(root, 'examples/demo.hnas'), 'utf8');
  beforeEach(() => editor.reset());

  it('writes the file that the user names into the folder and shows it', async () => {
    editor.folders.push('/home/networks');
    editor.answers.push('Small convolutional networks', 'first.hnas');
    await newSpace(extension);
    expect(editor.files.get('/home/networks/first.hnas')).toBe(demo);
    expect(editor.active?.document.uri.path).toBe('/home/networks/first.hnas');
  });

  it('proposes a name that is free', async () => {
    editor.folders.push('/home/networks');
    editor.files.set('/home/networks/demo.hnas', 'mine').set('/home/networks/demo_2.hnas', 'mine too');
    editor.answers.push('');
    await newSpace(extension, 'demo');
    expect(editor.offered).toEqual([['demo_3.hnas']]);
    expect(editor.files.get('/home/networks/demo.hnas')).toBe('mine');
    expect(editor.files.get('/home/networks/demo_3.hnas')).toBe(demo);
  });

  it('proposes no name that differs from another in capitals alone: many disks take them for one', async () => {
    editor.folders.push('/home/networks');
    editor.files.set('/home/networks/Demo.hnas', 'mine');
    editor.answers.push('');
    await newSpace(extension, 'demo');
    expect(editor.offered).toEqual([['demo_2.hnas']]);
  });

  it('opens an unsaved file where there is no folder', async () => {
    await newSpace(extension, 'nasbench201-search');
    expect(editor.active?.document).toMatchObject({ languageId: 'hnas', uri: { scheme: 'untitled' } });
    expect(editor.active?.document.text).toBe(all.find(({ id }) => id === 'nasbench201-search')?.text);
  });

  it.each([[[undefined]], [['Small convolutional networks', undefined]]])(
    'leaves everything as it was for %j',
    async (answers) => {
      editor.folders.push('/home/networks');
      editor.answers.push(...answers);
      await newSpace(extension);
      expect([editor.files.size, editor.active]).toEqual([0, undefined]);
    },
  );

  it('says why a file cannot be written', async () => {
    editor.folders.push('/read-only/networks');
    editor.answers.push('');
    await newSpace(extension, 'demo');
    expect(editor.said).toEqual(['demo.hnas cannot be written: no permission']);
    expect(editor.active).toBeUndefined();
  });

  it.each([
    ['a.hnas', undefined],
    ['a.txt', /end in \.hnas/],
    ['.hnas', /end in \.hnas/],
    ['../a.hnas', /none of the characters/],
    ['taken.hnas', /already/],
    ['Taken.hnas', /already/],
  ])('finds what is wrong with the name %s', (name, problem) => {
    const found = nameProblem(name, new Set(['taken.hnas']));
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(problem);
  });
});
