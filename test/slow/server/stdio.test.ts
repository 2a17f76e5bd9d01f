/** The bundled language server as a process of its own, over its standard streams. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeAction, Diagnostic, DocumentSymbol, InitializeResult, TextEdit } from 'vscode-languageserver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LanguageClient } from './language-client.ts';

interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'hnas-server-'));
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

let client: LanguageClient;

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'server'], { stdio: 'pipe' });
  client = new LanguageClient(process.execPath, [join(root, 'dist/server.cjs'), '--stdio']);
  const { capabilities } = await client.request<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  expect(capabilities.documentFormattingProvider).toBe(true);
  client.notify('initialized', {});
});

afterAll(() => {
  client.process.kill();
  rmSync(folder, { recursive: true, force: true });
});

const open = (uri: string, text: string): void =>
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'hnas', version: 1, text } });

const replace = (uri: string, version: number, text: string): void =>
  client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });

const published = (uri: string, version?: number): Promise<Published> =>
  client.notification<Published>(
    'textDocument/publishDiagnostics',
    (found) => found.uri === uri && (version === undefined || found.version === version),
  );

const withCode = (uri: string, code: string): Promise<Published> =>
  client.notification<Published>(
    'textDocument/publishDiagnostics',
    (found) => found.uri === uri && found.diagnostics.some((each) => each.code === code),
  );

const apply = (text: string, { range, newText }: TextEdit): string => {
  const lines = text.split('\n');
  const offset = (line: number, character: number): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return (
    text.slice(0, offset(range.start.line, range.start.character)) +
    newText +
    text.slice(offset(range.end.line, range.end.character))
  );
};

describe('an open document', () => {
  const uri = uriOf('open.hnas');
  const text =
    'space A {\n  input image[3, 32, 32]\n  output logits[10]\n  network { conv3x3(out 16) >> global_avgpool >> linear(out: 10) }\n}\n';

  it('gets its errors with their ranges, and fixes that mend them', async () => {
    open(uri, text);
    const { diagnostics, version } = await published(uri);
    expect(version).toBe(1);
    expect(diagnostics.filter(({ code }) => code === 'syntax-error')).toMatchObject([
      {
        severity: 1,
        source: 'hnas',
        message: 'expected ":" after the argument "out", found the number 16',
        range: { start: { line: 3, character: 24 }, end: { line: 3, character: 26 } },
      },
    ]);
    const range = { start: { line: 3, character: 24 }, end: { line: 3, character: 24 } };
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    expect(actions.map(({ title, kind, isPreferred }) => [title, kind, isPreferred])).toEqual([
      ['Insert ":"', 'quickfix', true],
    ]);
    const [edit] = actions[0]?.edit?.changes?.[uri] ?? [];
    const mended = edit === undefined ? '' : apply(text, edit);
    expect(mended).toContain('conv3x3(out: 16)');
    replace(uri, 2, mended);
    expect((await published(uri, 2)).diagnostics.filter(({ severity }) => severity === 1)).toEqual([]);
  });

  it('is checked once for a burst of changes', async () => {
    for (let version = 3; version <= 9; version++) replace(uri, version, `let a = ${version}`);
    replace(uri, 10, 'let a =');
    const found = await client.notification<Published>('textDocument/publishDiagnostics', (each) => each.uri === uri);
    expect([found.version, found.diagnostics.map(({ message }) => message)]).toEqual([
      10,
      ['expected a value after "=", found the end of the file'],
    ]);
  });

  it('is formatted by an edit of the lines that change', async () => {
    const source = 'let a = 1\nlet  b=[1,2]\nlet c = 3\n';
    replace(uri, 11, source);
    const edits = await client.request<TextEdit[]>('textDocument/formatting', {
      textDocument: { uri },
      options: { tabSize: 2, insertSpaces: true },
    });
    expect(edits).toEqual([
      { range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, newText: 'let b = [1, 2]\n' },
    ]);
  });

  it('has an outline', async () => {
    const space = readFileSync(join(root, 'examples/spaces/ofa_mobilenetv3.hnas'), 'utf8');
    replace(uri, 12, space);
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } });
    const shape = (found: readonly DocumentSymbol[]): string =>
      found
        .map(({ name, detail, children }) => `${detail} ${name}${children?.length ? `(${shape(children)})` : ''}`)
        .join(' ');
    expect(shape(symbols)).toBe(
      'space OFAMobileNetV3(param resolution block MBConv(param k param e) let stages network network(param depth))',
    );
  });
});

describe('imports', () => {
  const [main, library] = [uriOf('main.hnas'), uriOf('library.hnas')];

  it('are read from the disk, from open documents, and checked again when these change', async () => {
    open(main, 'import "library.hnas"\nlet b = a\n');
    const missing = (await published(main)).diagnostics;
    expect(missing.map(({ code }) => code)).toContain('import-not-found');
    writeFileSync(join(folder, 'library.hnas'), 'let a = 1\n');
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: library, type: 1 }] });
    expect((await published(main)).diagnostics.map(({ code }) => code)).not.toContain('import-not-found');
    open(library, 'let a = 1\nimport "main.hnas"\n');
    expect((await withCode(library, 'cyclic-import')).diagnostics).toHaveLength(1);
  });
});

it('ends when asked to', async () => {
  await client.request('shutdown', null);
  const ended = client.exited();
  client.notify('exit', null);
  expect(await ended).toBe(0);
});
