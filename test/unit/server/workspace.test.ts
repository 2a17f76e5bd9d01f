import { describe, expect, it } from 'vitest';
import { readFile } from '../../../server/disk.ts';
import { documentSymbols } from '../../../server/features/symbols.ts';
import { formattingEdits } from '../../../server/features/formatting.ts';
import { Workspace } from '../../../server/workspace.ts';

/** A workspace of open documents only. */
function workspaceOf(texts: Record<string, string>) {
  const document = (uri: string) => {
    const text = texts[uri];
    return text === undefined ? undefined : { uri, version: text.length, getText: () => text };
  };
  const workspace = new Workspace(document, readFile);
  const codes = (uri: string): string[] => {
    const opened = document(uri);
    return opened === undefined ? [] : workspace.diagnosticsOf(opened).map(({ code }) => code);
  };
  return { workspace, codes };
}

describe('imports', () => {
  it('are looked for beside the importing document, in open documents first', () => {
    const { codes } = workspaceOf({
      'vscode-vfs://repo/a/main.hnas': 'import "../b.hnas"',
      'vscode-vfs://repo/b.hnas': 'let x = 1',
    });
    expect(codes('vscode-vfs://repo/a/main.hnas')).not.toContain('import-not-found');
  });

  it.each([
    ['untitled:Untitled-1', 'an unsaved file has no folder to look in; save it first'],
    ['vscode-vfs://repo/main.hnas', 'files of "vscode-vfs:" can be imported only while they are open'],
    ['file:///nowhere/main.hnas', 'the file does not exist'],
  ])('from %s that cannot be had say why', (uri, why) => {
    const { workspace } = workspaceOf({ [uri]: 'import "other.hnas"' });
    const [found] = workspace.check({ uri, version: 1, getText: () => 'import "other.hnas"' }).diagnostics;
    expect(found?.message).toContain(why);
  });

  it.each([
    [{ 'x:/a.hnas': 'import "b.hnas"', 'x:/b.hnas': 'import "a.hnas"' }],
    [{ 'x:/a.hnas': 'import "a.hnas"' }],
    [{ 'x:/a.hnas': 'import "c.hnas"', 'x:/b.hnas': 'import "a.hnas"', 'x:/c.hnas': 'import "b.hnas"' }],
  ])('in a circle are reported in each of its files, whichever is asked about first: %j', (texts) => {
    for (const uri of Object.keys(texts)) {
      const { codes } = workspaceOf(texts);
      expect(codes(uri)).toEqual(['cyclic-import']);
    }
  });

  it('in a circle that a file is not part of are reported elsewhere', () => {
    const { codes } = workspaceOf({ 'x:/a.hnas': 'import "b.hnas"', 'x:/b.hnas': 'import "b.hnas"' });
    expect([codes('x:/a.hnas'), codes('x:/b.hnas')]).toEqual([[], ['cyclic-import']]);
  });
});

it('forgets what depended on a changed document', () => {
  const texts: Record<string, string> = { 'x:/a.hnas': 'import "b.hnas"', 'x:/b.hnas': 'let y = 1' };
  const { workspace, codes } = workspaceOf(texts);
  expect(codes('x:/a.hnas')).toEqual([]);
  texts['x:/b.hnas'] = 'import "nowhere.hnas"';
  expect(workspace.changed('x:/b.hnas')).toEqual(['x:/a.hnas']);
  expect([codes('x:/a.hnas'), codes('x:/b.hnas')]).toEqual([[], ['import-not-found']]);
});

describe('formatting', () => {
  it.each([
    ['', ''],
    ['let a = 1\n', ''],
    ['let a = [1 2]', ''],
    ['let a=1', 'let a = 1\n'],
    ['let a = 1\n\n\n\nlet b = 2\n', ''],
    ['let a = 1\r\nlet b=2\r\n', 'let b = 2\r\n'],
  ])('%j', (text, inserted) => {
    expect(
      formattingEdits('x:/a.hnas', text)
        .map(({ newText }) => newText)
        .join(''),
    ).toBe(inserted);
  });
});

describe('the outline', () => {
  it('names what has no name yet, and keeps names inside their declarations', () => {
    const [cell, , param] = documentSymbols('x:/a.hnas', 'cell { inputs x }\nimport "b"\nlet a = 1\nparam = 3');
    expect([cell?.name, param?.name]).toEqual(['(cell without a name)', '(param without a name)']);
    expect(param?.selectionRange.start.character).toBe(5);
  });
});
