/** Every language feature of the bundled server, over its standard streams. What they answer in detail is tested in test/unit/dsl/service. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as lsp from 'vscode-languageserver';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LanguageClient } from './language-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-features-'));
const root = join(import.meta.dirname, '../../..');

let client: LanguageClient;
let opened = 0;

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'server'], { stdio: 'pipe' });
  client = new LanguageClient(process.execPath, [join(root, 'dist/server.cjs'), '--stdio']);
  await client.request('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }],
    capabilities: {
      workspace: { textDocumentContent: { dynamicRegistration: false } },
      textDocument: { rename: { prepareSupport: true } },
    },
  });
  client.notify('initialized', {});
});

afterAll(() => {
  client.process.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a document; `|` marks the position, as in the tables of the unit tests. */
function open(marked: string): { textDocument: { uri: string }; position: lsp.Position } {
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  const uri = `untitled:Untitled-${++opened}.hnas`;
  const text = marked.replace('|', '');
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'hnas', version: 1, text } });
  return { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
}

const space = `space Small {
  input image[3, 32, 32]
  output logits[10]
  param width = choice [8, 16]
  network {
    conv3x3(out: width) >> global_avgpool >> linear(out: 10)
  }
}
`;

it('hover', async () => {
  const found = await client.request<lsp.Hover>('textDocument/hover', open(space.replace('Small', 'Sm|all')));
  expect(found.contents).toMatchObject({ kind: 'markdown', value: expect.stringContaining('**2 architectures**') });
  expect(found.range).toEqual({ start: { line: 0, character: 6 }, end: { line: 0, character: 11 } });
});

it('hover goes on counting while nobody asks', async () => {
  const many = space.replace('[8, 16]', '1..500').replace('conv3x3(', 'conv(k: choice [1, 3, 5], ');
  const place = open(many.replace('Small', 'Sm|all'));
  const shown = async (): Promise<string> => JSON.stringify(await client.request('textDocument/hover', place));
  expect(await shown()).toContain('Distinct graphs are being counted.');
  await expect.poll(shown, { timeout: 10_000, interval: 100 }).toContain('Distinct graphs: 1,500.');
});

it('completion, with documentation on request', async () => {
  const place = open(space.replace('conv3x3(out: width) >>', 're| >>'));
  const items = await client.request<lsp.CompletionItem[]>('textDocument/completion', place);
  const relu = items.find(({ label }) => label === 'relu');
  const { line, character } = place.position;
  expect(relu?.textEdit).toEqual({
    range: { start: { line, character: character - 2 }, end: { line, character } },
    newText: 'relu',
  });
  const resolved = await client.request<lsp.CompletionItem>('completionItem/resolve', relu);
  expect(resolved.documentation).toMatchObject({ value: expect.stringContaining('max(x, 0).') });
  expect(await client.request('completionItem/resolve', { label: 'x' })).toEqual({ label: 'x' });
});

it('definition, into the operator library too', async () => {
  const own = await client.request<lsp.Location>(
    'textDocument/definition',
    open(space.replace('out: width', 'out: wi|dth')),
  );
  expect(own.range).toEqual({ start: { line: 3, character: 8 }, end: { line: 3, character: 13 } });
  const far = await client.request<lsp.Location>('textDocument/definition', open(space.replace('conv3x3', 'conv|3x3')));
  expect(far.uri).toBe('hnas-prelude:/prelude.hnas');
  const { text } = await client.request<{ text: string }>('workspace/textDocumentContent', { uri: far.uri });
  expect(text.split('\n')[far.range.start.line]).toContain('op conv3x3(');
});

it('highlights', async () => {
  const found = await client.request<lsp.DocumentHighlight[]>(
    'textDocument/documentHighlight',
    open(space.replace('param width', 'param |width')),
  );
  expect(found.map(({ kind, range }) => [kind, range.start.line])).toEqual([
    [3, 3],
    [2, 5],
  ]);
});

it('references and rename, in files that are not open too', async () => {
  const uri = (name: string): string => pathToFileURL(join(folder, name)).href;
  writeFileSync(join(folder, 'library.hnas'), 'let shared = 3\n');
  writeFileSync(join(folder, 'user.hnas'), 'import "library.hnas"\nlet b = shared\n');
  const text = 'let shared = 3\n';
  client.notify('textDocument/didOpen', {
    textDocument: { uri: uri('library.hnas'), languageId: 'hnas', version: 1, text },
  });
  const place = { textDocument: { uri: uri('library.hnas') }, position: { line: 0, character: 5 } };
  const context = { includeDeclaration: false };
  const found = await client.request<lsp.Location[]>('textDocument/references', { ...place, context });
  expect(found.map(({ uri: at, range }) => [at, range.start])).toEqual([[uri('user.hnas'), { line: 1, character: 8 }]]);
  expect(await client.request('textDocument/prepareRename', place)).toMatchObject({ placeholder: 'shared' });
  const edit = await client.request<lsp.WorkspaceEdit>('textDocument/rename', { ...place, newName: 'common' });
  expect(Object.keys(edit.changes ?? {}).sort()).toEqual([uri('library.hnas'), uri('user.hnas')]);
  const refused = client.request('textDocument/prepareRename', open(space.replace('conv3x3', 'conv|3x3')));
  await expect(refused).rejects.toThrow('"conv3x3" belongs to the operator library.');
});

it('signature help', async () => {
  const found = await client.request<lsp.SignatureHelp>(
    'textDocument/signatureHelp',
    open(space.replace('conv3x3(out: width)', 'conv3x3(out: 3, |)')),
  );
  expect(found).toMatchObject({ activeSignature: 0, activeParameter: 1 });
  expect(found.signatures[0]?.label).toContain('conv3x3(out: int = in.channels, stride: int = 1');
});

it('folding, selection ranges, links', async () => {
  const place = open(space.replace('global_avgpool', 'global|_avgpool'));
  const folds = await client.request<lsp.FoldingRange[]>('textDocument/foldingRange', place);
  expect(folds).toEqual([
    { startLine: 0, endLine: 6 },
    { startLine: 4, endLine: 5 },
  ]);
  const [selection] = await client.request<lsp.SelectionRange[]>('textDocument/selectionRange', {
    ...place,
    positions: [place.position],
  });
  expect(selection?.range.start.character).toBe(27);
  expect(selection?.parent?.range.start).toEqual({ line: 5, character: 4 });
  writeFileSync(join(folder, 'linked.hnas'), 'let a = 1\n');
  const uri = pathToFileURL(join(folder, 'linking.hnas')).href;
  const text = 'import "linked.hnas"\n';
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'hnas', version: 1, text } });
  expect(await client.request('textDocument/documentLink', { textDocument: { uri } })).toEqual([
    {
      range: { start: { line: 0, character: 8 }, end: { line: 0, character: 19 } },
      target: pathToFileURL(join(folder, 'linked.hnas')).href,
    },
  ]);
});

it('semantic tokens', async () => {
  const { data } = await client.request<lsp.SemanticTokens>('textDocument/semanticTokens/full', open(`${space}|`));
  // The space's name: line 0, character 6, five letters, a namespace that is declared here.
  expect(data.slice(0, 5)).toEqual([0, 6, 5, 5, 1]);
  expect(data.length % 5).toBe(0);
});

it('workspace symbols, of files that are not open too', async () => {
  writeFileSync(join(folder, 'symbols.hnas'), 'op very_special() { relu }\n');
  const found = await client.request<lsp.WorkspaceSymbol[]>('workspace/symbol', { query: 'veryspec' });
  expect(found.map(({ name, kind }) => [name, kind])).toEqual([['very_special', 12]]);
});

it('inlay hints', async () => {
  const place = open(`${space}arch a of Small = { width: 8 }\n|`);
  const range = { start: { line: 0, character: 0 }, end: place.position };
  const hints = await client.request<lsp.InlayHint[]>('textDocument/inlayHint', { ...place, range });
  expect(hints.map(({ label, position }) => [label, position])).toEqual([
    ['2 archs', { line: 0, character: 11 }],
    ['306 params · 221K MACs', { line: 8, character: 6 }],
  ]);
});

it('a request about nothing gets the error of the protocol, and the server lives on', async () => {
  const nowhere = { textDocument: { uri: 'untitled:none' }, position: { line: 9, character: 9 } };
  for (const method of ['completion', 'definition', 'signatureHelp', 'documentHighlight', 'foldingRange', 'rename'])
    await expect(client.request(`textDocument/${method}`, { ...nowhere, newName: 'x' })).rejects.toThrow(
      'the document "untitled:none" is not open.',
    );
  const beyond = { ...open(`${space}|`), position: { line: 1e6, character: 1e6 } };
  await expect(client.request('textDocument/hover', beyond)).rejects.toThrow('there is no line 1000000');
});
