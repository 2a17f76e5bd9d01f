/** Every feature of the bundled server, over every way to talk to it. What they answer in detail is tested in test/unit/dsl/service. */
import type { Position } from 'vscode-languageserver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rows, type Row } from './rows.ts';
import { Session } from '../../support/lsp/session.ts';
import { bundle, TRANSPORTS } from './transports.ts';

beforeAll(bundle);

/** The text without its marks, and the places of these. */
function readMarks(marked: string): { text: string; places: readonly Position[] } {
  const parts = marked.split('|');
  const places = parts.slice(0, -1).map((_, i) => {
    const lines = parts
      .slice(0, i + 1)
      .join('')
      .split('\n');
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  });
  return { text: parts.join(''), places };
}

function ask(session: Session, row: Row): Promise<unknown> {
  const { method, text: marked, params } = row;
  const { text, places } = readMarks(marked);
  const [start, end = start] = places;
  const uri = session.open(text, row.uri);
  return session.request(method, {
    textDocument: { uri },
    ...(start === undefined ? {} : { position: start, range: { start, end }, positions: [start] }),
    ...(typeof params === 'function' ? params(uri) : params),
  });
}

for (const [name, connect] of Object.entries(TRANSPORTS)) {
  describe(name, () => {
    let session: Session;
    beforeAll(async () => {
      session = await new Session(connect(), { 'workspace/applyEdit': () => ({ applied: true }) }).initialize();
    });
    afterAll(() => session.channel.end());

    it.each(rows)('$feature', async (row) => {
      if (row.refused !== undefined) return expect(ask(session, row)).rejects.toThrow(row.refused);
      let answer: unknown;
      const asked = async (): Promise<unknown> => ({ answer: (answer = await ask(session, row)) });
      if (row.eventually === true) await expect.poll(asked, { timeout: 15_000 }).toMatchObject({ answer: row.answer });
      else expect(await asked()).toMatchObject({ answer: row.answer });
      if (row.then === undefined) return;
      const { method, answer: expected, label, asItem } = row.then;
      const first = (answer as { readonly label?: string }[]).find(
        (each) => label === undefined || each.label === label,
      );
      const further = await session.request(method, asItem === true ? { item: first } : first);
      expect({ answer: further }).toMatchObject({ answer: expected });
    });

    it('answers what breaks the protocol with its error, and lives on', async () => {
      const codeOf = (answer: Promise<unknown>): Promise<unknown> =>
        answer.catch((error: { readonly code: number }) => error.code);
      const nowhere = { textDocument: { uri: 'untitled:none' }, position: { line: 0, character: 0 } };
      expect(await codeOf(session.request('textDocument/hover', nowhere))).toBe(-32602);
      expect(await codeOf(session.request('textDocument/hover', null))).toBe(-32602);
      expect(await codeOf(session.request('initialize', { capabilities: {} }))).toBe(-32600);
      session.channel.send({ jsonrpc: '2.0', method: '$/cancelRequest' });
      session.channel.send({ jsonrpc: '2.0', id: null, method: 'shutdown' });
      expect(await codeOf(session.answerTo(null, 'a request without an id'))).toBe(-32600);
      const { id, answer } = session.start('workspace/symbol', { query: '' });
      session.cancel(id);
      // Answered before the cancellation arrived, or cancelled.
      const answered = await codeOf(answer);
      expect(Array.isArray(answered) || answered === -32800).toBe(true);
      expect(await session.codes(session.open('let a ='))).toHaveLength(1);
    });

    it('offers nothing else', () => {
      const { workspace, textDocumentSync: _, ...offered } = session.capabilities;
      const further = Object.keys(workspace ?? {}).filter((each) => each !== 'workspaceFolders');
      const tested = new Set<string>(rows.map(({ capability }) => capability));
      expect([...Object.keys(offered), ...further].filter((each) => !tested.has(each))).toEqual([]);
    });
  });
}
