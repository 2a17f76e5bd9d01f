/** Diagnostics: asked for, or sent to clients that do not ask. */
import type { Diagnostic, DocumentDiagnosticReport, WorkspaceDiagnosticReport } from 'vscode-languageserver';
import { afterEach, describe, expect, it } from 'vitest';
import { inProcess } from '../../support/lsp/in-process.ts';
import { ABLE, Session } from '../../support/lsp/session.ts';

const WRONG = 'let a =';
const RIGHT = 'let a = 1\n';

let session: Session;
afterEach(() => session.channel.end());

async function start(files: Record<string, string> = {}, folders: string[] = []): Promise<void> {
  session = await new Session(inProcess(files)).initialize(ABLE, folders);
}

const pull = (uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
  session.request('textDocument/diagnostic', { textDocument: { uri }, previousResultId });

const pullAll = (previousResultIds: object[] = []): Promise<WorkspaceDiagnosticReport> =>
  session.request('workspace/diagnostic', { previousResultIds });

describe('of a document', () => {
  it('are unchanged until they change', async () => {
    await start();
    const uri = session.open(WRONG);
    const first = await pull(uri);
    expect(first).toMatchObject({ kind: 'full', items: [{ range: { start: { line: 0, character: 7 } } }] });
    expect(await pull(uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    session.change(uri, 2, `${WRONG} `);
    expect((await pull(uri, first.resultId)).kind).toBe('unchanged');
    session.change(uri, 3, RIGHT);
    const mended = await pull(uri, first.resultId);
    expect(mended).toMatchObject({ kind: 'full', items: [] });
    session.change(uri, 4, WRONG);
    expect((await pull(uri, mended.resultId)).resultId).toBe(first.resultId);
  });

  it('follow what it imports: open documents, then the disk', async () => {
    await start({ 'x:/library.hnas': RIGHT });
    const main = session.open('import "library.hnas"\nlet b = a\n', 'x:/main.hnas');
    expect(await pull(main)).toMatchObject({ items: [], relatedDocuments: { 'x:/library.hnas': { items: [] } } });
    const library = session.open('', 'x:/library.hnas');
    const without = await pull(main);
    expect(without).not.toHaveProperty('relatedDocuments');
    expect(without).toMatchObject({ kind: 'full' });
    session.close(library);
    expect(await session.codes(main)).toEqual([]);
  });

  it('are given of files that are not open', async () => {
    await start({ 'x:/library.hnas': WRONG });
    expect(await session.codes('x:/library.hnas')).toHaveLength(1);
  });

  it('do not depend on the other documents that are open', async () => {
    await start();
    const [a, b] = [session.open('import "b.hnas"', 'x:/a.hnas'), session.open('import "a.hnas"', 'x:/b.hnas')];
    expect([await session.codes(a), await session.codes(b)]).toEqual([['cyclic-import'], ['cyclic-import']]);
    session.change(b, 2, RIGHT);
    expect([await session.codes(a), await session.codes(b)]).toEqual([[], []]);
  });
});

describe('of the workspace', () => {
  const files = { 'x:/one/a.hnas': WRONG, 'x:/two/b.hnas': RIGHT, 'x:/three/c.hnas': WRONG };

  it('cover open documents and all files of all folders, and change with the folders', async () => {
    await start(files, ['x:/one', 'x:/two']);
    session.open(WRONG, 'untitled:1');
    const uris = async (): Promise<string[]> => (await pullAll()).items.map(({ uri }) => uri).sort();
    expect(await uris()).toEqual(['untitled:1', 'x:/one/a.hnas', 'x:/two/b.hnas']);
    session.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: 'x:/three', name: '' }], removed: [{ uri: 'x:/two', name: '' }] },
    });
    await session.received('workspace/diagnostic/refresh');
    expect(await uris()).toEqual(['untitled:1', 'x:/one/a.hnas', 'x:/three/c.hnas']);
  });

  it('are unchanged until they change, and come in parts to those who want them so', async () => {
    await start(files, ['x:/one', 'x:/two']);
    const first = await pullAll();
    const known = first.items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }));
    expect((await pullAll(known)).items.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged']);
    session.open(RIGHT, 'x:/one/a.hnas');
    const inParts = session.request('workspace/diagnostic', { previousResultIds: known, partialResultToken: 'p' });
    expect(await inParts).toEqual({ items: [] });
    const { value } = await session.received<{ value: WorkspaceDiagnosticReport }>('$/progress');
    expect(value.items).toMatchObject([{ uri: 'x:/one/a.hnas', version: 1, kind: 'full', items: [] }]);
  });

  it('stop between two files when cancelled', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x:/one/${i}.hnas`, WRONG]));
    await start(many, ['x:/one']);
    const params = { previousResultIds: [], partialResultToken: 'p' };
    const { id, answer } = session.start('workspace/diagnostic', params);
    await session.received('$/progress');
    session.cancel(id);
    await expect(answer).rejects.toMatchObject({ code: -32800 });
    expect(session.countOf('$/progress')).toBeLessThan(150);
  });
});

describe('sent', () => {
  interface Sent {
    readonly uri: string;
    readonly version?: number;
    readonly diagnostics: readonly Diagnostic[];
  }
  const sent = (uri: string): Promise<Sent> =>
    session.received<Sent>('textDocument/publishDiagnostics', (params) => params.uri === uri);
  const startPlain = async (files: Record<string, string> = {}): Promise<void> => {
    session = await new Session(inProcess(files)).initialize({});
  };

  it('are those of clients that do not ask, once for a burst of changes', async () => {
    await startPlain();
    expect(session.capabilities.diagnosticProvider).toBeUndefined();
    const uri = session.open(RIGHT);
    for (let version = 2; version < 9; version++) session.change(uri, version, RIGHT.repeat(version));
    session.change(uri, 9, WRONG);
    expect(await sent(uri)).toMatchObject({ version: 9, diagnostics: [{ severity: 1 }] });
    expect(session.countOf('textDocument/publishDiagnostics')).toBe(0);
    session.close(uri);
    expect(await sent(uri)).toEqual({ uri, diagnostics: [] });
  });

  it('are sent anew for documents that import what has changed', async () => {
    const files = { 'x:/library.hnas': RIGHT };
    await startPlain(files);
    const main = session.open('import "library.hnas"\nimport "missing.hnas"\nlet b = a\n', 'x:/main.hnas');
    const codes = async (): Promise<unknown[]> => (await sent(main)).diagnostics.map(({ code }) => code);
    expect(await codes()).toEqual(['import-not-found']);
    Object.assign(files, { 'x:/missing.hnas': 'let c = 1\n' });
    session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'x:/missing.hnas', type: 1 }] });
    expect(await codes()).toEqual([]);
    const library = session.open('import "main.hnas"\n', 'x:/library.hnas');
    expect(await codes()).toContain('cyclic-import');
    session.close(library);
    expect(await codes()).toEqual([]);
  });

  it('are not sent to clients that ask', async () => {
    await start();
    const uri = session.open(WRONG);
    await session.codes(uri);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(session.countOf('textDocument/publishDiagnostics')).toBe(0);
  });
});
