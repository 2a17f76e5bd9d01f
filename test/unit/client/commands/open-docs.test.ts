import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { Uri as EditorUri, type Uri } from 'vscode';
import { openDocs } from '../../../../client/commands/help/open-docs.ts';
import { pages } from '../../../../client/commands/help/pages.ts';
import { editor } from '../../../support/editor.ts';

const docs = join(import.meta.dirname, '../../../../docs');

beforeEach(() => editor.reset());

it('lists pages that are there, under the titles that they have', () => {
  for (const [file, title] of pages) {
    expect(existsSync(join(docs, file)), file).toBe(true);
    expect(readFileSync(join(docs, file), 'utf8').split('\n')[0]).toBe(`# ${title}`);
  }
});

it('shows the page that is chosen, and nothing where the user turns back', async () => {
  const extension: Uri = EditorUri.file('/extension');
  editor.answers.push('Diagnostics', undefined);
  await openDocs(extension);
  await openDocs(extension);
  expect(editor.ran.map(([name, uri]) => [name, String(uri)])).toEqual([
    ['markdown.showPreview', 'file:///extension/docs/diagnostics/README.md'],
  ]);
});
