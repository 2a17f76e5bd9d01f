/** Every language feature of the bundled server, over its standard streams. What they answer in detail is tested in test/unit/dsl/service. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type * as lsp from 'vscode-languageserver';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LanguageClient } from './language-client.ts';

const root = join(import.meta.dirname, '../../..');

let client: LanguageClient;
let opened = 0;

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), 'server'], { stdio: 'pipe' });
  client = new LanguageClient(process.execPath, [join(root, 'dist/server.cjs'), '--stdio']);
  await client.request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  client.notify('initialized', {});
});

afterAll(() => {
  client.process.kill();
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
  expect(
    await client.request('textDocument/hover', { ...open('|'), textDocument: { uri: 'untitled:none' } }),
  ).toBeNull();
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
