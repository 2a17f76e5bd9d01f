/** The bundled server as a process: its files on the disk, its time of idleness, its beginning and its end. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, Hover, Location, WorkspaceEdit } from 'vscode-languageserver';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { overMessages, overStreams, SERVER, type StreamChannel } from '../../support/lsp/channels.ts';
import { ABLE, Session } from '../../support/lsp/session.ts';
import { bundle } from './transports.ts';

const folder = mkdtempSync(join(tmpdir(), 'hnas-server-'));
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

beforeAll(bundle);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let session: Session<StreamChannel>;

beforeEach(async () => {
  session = await new Session(overStreams()).initialize(ABLE, [pathToFileURL(folder).href]);
});
afterEach(() => session.channel.end());

describe('files on the disk', () => {
  it('are read when imported, and again when they come, change and go', async () => {
    const main = session.open('import "late.hnas"\nlet b = a\n', uriOf('main.hnas'));
    const library = uriOf('late.hnas');
    const tell = (type: number): void =>
      session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: library, type }] });
    const refreshed = (): Promise<unknown> => session.received('workspace/diagnostic/refresh');
    expect(await session.codes(main)).toContain('import-not-found');
    writeFileSync(join(folder, 'late.hnas'), 'let a = 1\n');
    tell(1);
    await refreshed();
    expect(await session.codes(main)).toEqual([]);
    writeFileSync(join(folder, 'late.hnas'), 'import "nowhere.hnas"\n');
    tell(2);
    await refreshed();
    const related = await session.request<{ relatedDocuments: Record<string, { items: Diagnostic[] }> }>(
      'textDocument/diagnostic',
      { textDocument: { uri: main } },
    );
    expect(related.relatedDocuments[library]?.items.map(({ code }) => code)).toEqual(['import-not-found']);
    rmSync(join(folder, 'late.hnas'));
    tell(3);
    await refreshed();
    expect(await session.codes(main)).toContain('import-not-found');
  });

  it('that are not open are searched and renamed in', async () => {
    writeFileSync(join(folder, 'library.hnas'), 'let shared = 3\n');
    writeFileSync(join(folder, 'user.hnas'), 'import "library.hnas"\nlet b = shared\n');
    session.open('let shared = 3\n', uriOf('library.hnas'));
    const place = { textDocument: { uri: uriOf('library.hnas') }, position: { line: 0, character: 5 } };
    const context = { includeDeclaration: false };
    const found = await session.request<Location[]>('textDocument/references', { ...place, context });
    expect(found.map(({ uri, range }) => [uri, range.start])).toEqual([
      [uriOf('user.hnas'), { line: 1, character: 8 }],
    ]);
    const edit = await session.request<WorkspaceEdit>('textDocument/rename', { ...place, newName: 'common' });
    expect(Object.keys(edit.changes ?? {}).sort()).toEqual([uriOf('library.hnas'), uriOf('user.hnas')]);
  });
});

it('hover goes on counting while nobody asks', async () => {
  const uri = session.open(`space Many {
    input image[3, 32, 32]
    output logits[10]
    network { conv(k: choice [1, 3, 5], out: choice 1..500) >> global_avgpool >> linear(out: 10) }
  }`);
  const place = { textDocument: { uri }, position: { line: 0, character: 8 } };
  const shown = async (): Promise<string> =>
    JSON.stringify((await session.request<Hover>('textDocument/hover', place)).contents);
  expect(await shown()).toContain('Distinct graphs: counting …');
  await expect.poll(shown, { timeout: 10_000, interval: 100 }).toContain('Distinct graphs: 1\u202f500');
});

describe('bytes that are no message', () => {
  it.each(['\0\xff\xfe', '{"jsonrpc":"2.0"}', 'Content-Length: x\r\n\r\n', 'Content-Length: 5\r\n\r\n{{{{{'])(
    '%j is answered or skipped, and the server lives on',
    async (bytes) => {
      session.channel.write(bytes);
      const uri = session.open('let a =');
      expect(await session.codes(uri)).toHaveLength(1);
    },
  );
});

describe('the end', () => {
  const codeAfter = async (stop: () => void): Promise<number | null> => {
    stop();
    return session.channel.exited;
  };

  it('is asked for', async () => {
    await session.request('shutdown', null);
    expect(await codeAfter(() => session.notify('exit', null))).toBe(0);
  });

  it('is a failure where the client forgets to shut it down', async () => {
    expect(await codeAfter(() => session.notify('exit', null))).toBe(1);
  });

  it('comes with that of the client, whose streams close', async () => {
    expect(await codeAfter(() => session.channel.process.stdin?.end())).toBe(1);
    const shutDown = await new Session(overStreams()).initialize();
    await shutDown.request('shutdown', null);
    shutDown.channel.process.stdin?.end();
    expect(await shutDown.channel.exited).toBe(0);
  });

  it('comes with that of the client, whose messages end', async () => {
    const other = await new Session(overMessages()).initialize();
    other.channel.process.disconnect();
    expect(await other.channel.exited).toBe(1);
  });

  it('is immediate where nothing says how to talk', () => {
    const { status, stderr } = spawnSync(process.execPath, [SERVER], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, 'usage: server (--stdio | --node-ipc | --pipe=NAME | --socket=PORT)\n']);
  });
});
