/** What breaks the protocol is answered with its error, and the server lives on. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inProcess } from '../../support/lsp/in-process.ts';
import type { Channel } from '../../support/lsp/language-client.ts';
import { Session } from '../../support/lsp/session.ts';

const [INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS] = [-32600, -32601, -32602];
const [NOT_INITIALIZED, CANCELLED] = [-32002, -32800];

const text = 'space A {\n  input image[3, 8, 8]\n}\n';
const place = { textDocument: { uri: 'x:/a.hnas' }, position: { line: 0, character: 6 } };

let session: Session<Channel>;

beforeEach(() => {
  session = new Session(inProcess());
});
afterEach(() => session.channel.end());

const codeOf = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => 'answered',
    (error: { code: number }) => error.code,
  );

/** Still answers. */
async function lives(): Promise<void> {
  session.open(text, 'x:/alive.hnas');
  expect(await session.codes('x:/alive.hnas')).not.toEqual([]);
}

describe('before it is initialized', () => {
  it('refuses requests, drops notifications, and can still be initialized', async () => {
    expect(await codeOf(session.request('textDocument/hover', place))).toBe(NOT_INITIALIZED);
    expect(await codeOf(session.request('shutdown', null))).toBe(NOT_INITIALIZED);
    session.open(text, 'x:/a.hnas');
    await session.initialize();
    expect(await codeOf(session.request('textDocument/hover', place))).toBe(INVALID_PARAMS);
    await lives();
  });

  it.each([[null], [[]], [{}], [{ capabilities: null }], ['x']])('is not initialized by %j', async (params) => {
    expect([INVALID_PARAMS, INVALID_REQUEST]).toContain(await codeOf(session.request('initialize', params)));
    await session.initialize();
    await lives();
  });
});

it('is initialized once', async () => {
  await session.initialize();
  expect(await codeOf(session.request('initialize', { capabilities: {} }))).toBe(INVALID_REQUEST);
  await lives();
});

it('after shutdown refuses everything', async () => {
  await session.initialize();
  await session.request('shutdown', null);
  for (const method of ['textDocument/hover', 'shutdown', 'initialize'])
    expect(await codeOf(session.request(method, place))).toBe(INVALID_REQUEST);
});

describe('requests', () => {
  beforeEach(() => session.initialize());

  it.each([
    ['textDocument/hover', null],
    ['textDocument/hover', []],
    ['textDocument/hover', {}],
    ['textDocument/hover', { textDocument: null, position: place.position }],
    ['textDocument/hover', { textDocument: { uri: 7 }, position: place.position }],
    ['textDocument/hover', { textDocument: place.textDocument }],
    ['textDocument/hover', { ...place, position: { line: -1, character: 0 } }],
    ['textDocument/hover', { ...place, position: { line: 0.5, character: 0 } }],
    ['textDocument/hover', { ...place, position: { line: 0, character: '0' } }],
    ['textDocument/hover', { ...place, position: { line: 3e9, character: 0 } }],
    ['textDocument/hover', { ...place, position: { line: 4, character: 0 } }],
    ['textDocument/hover', { ...place, textDocument: { uri: 'x:/unknown.hnas' } }],
    ['textDocument/hover', { ...place, textDocument: { uri: '' } }],
    ['textDocument/rename', place],
    ['textDocument/rename', { ...place, newName: 5 }],
    ['textDocument/references', place],
    ['textDocument/selectionRange', { ...place, positions: [{}] }],
    ['textDocument/selectionRange', { ...place, positions: [{ line: 99, character: 0 }] }],
    ['textDocument/inlayHint', place],
    ['textDocument/codeAction', { ...place, range: { start: place.position }, context: { diagnostics: [] } }],
    ['textDocument/semanticTokens/full/delta', place],
    ['textDocument/diagnostic', {}],
    ['textDocument/diagnostic', { textDocument: { uri: 'x:/unknown.hnas' } }],
    ['workspace/symbol', { query: null }],
    ['workspace/diagnostic', {}],
    ['completionItem/resolve', {}],
  ])('%s of %j is refused as invalid', async (method, params) => {
    session.open(text, 'x:/a.hnas');
    expect(await codeOf(session.request(method, params))).toBe(INVALID_PARAMS);
    await lives();
  });

  it('says what was expected', async () => {
    session.open(text, 'x:/a.hnas');
    await expect(session.request('textDocument/hover', { ...place, position: 1 })).rejects.toThrow(
      'textDocument/hover: "position" must be a position: { line, character }, whole numbers from 0.',
    );
    await expect(
      session.request('textDocument/hover', { ...place, position: { line: 99, character: 0 } }),
    ).rejects.toThrow("textDocument/hover: there is no line 99; the document's last is 3.");
  });

  it('of unknown methods are not found', async () => {
    expect(await codeOf(session.request('textDocument/telepathy', place))).toBe(INVALID_PARAMS);
    session.open(text, 'x:/a.hnas');
    expect(await codeOf(session.request('textDocument/telepathy', place))).toBe(METHOD_NOT_FOUND);
    expect(await codeOf(session.request('$/telepathy', {}))).toBe(METHOD_NOT_FOUND);
  });

  it('beyond the end of a line mean its end', async () => {
    session.open(text, 'x:/a.hnas');
    const far = { ...place, position: { line: 1, character: 1000 } };
    expect(await codeOf(session.request('textDocument/hover', far))).toBe('answered');
  });
});

describe('messages that are none', () => {
  beforeEach(() => session.initialize());

  it.each([
    [5],
    ['text'],
    [[]],
    [[{ jsonrpc: '2.0', id: 1, method: 'shutdown' }]],
    [{}],
    [{ jsonrpc: '2.0', id: null, method: 'shutdown' }],
    [{ jsonrpc: '2.0', id: {}, method: 'shutdown' }],
    [{ jsonrpc: '2.0', method: 5 }],
  ])('%j', async (message) => {
    session.channel.send(message);
    expect(await codeOf(session.answerTo(null, 'nothing'))).toBe(INVALID_REQUEST);
    await lives();
  });

  it('with an id of its own', async () => {
    session.channel.send({ jsonrpc: '2.0', id: 77, method: 'shutdown', params: 5 });
    expect(await codeOf(session.answerTo(77, 'shutdown'))).toBe(INVALID_REQUEST);
  });

  it.each([
    ['answers to nothing', { jsonrpc: '2.0', id: 4711, result: 1 }],
    ['an error of nothing', { jsonrpc: '2.0', id: null, error: { code: 1, message: 'x' } }],
    ['cancellation of nothing', { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 4711 } }],
    ['cancellation without an id', { jsonrpc: '2.0', method: '$/cancelRequest' }],
    ['an unknown notification', { jsonrpc: '2.0', method: 'x/y', params: {} }],
    ['an opening without a text', { jsonrpc: '2.0', method: 'textDocument/didOpen', params: place }],
    ['a change of nothing', { jsonrpc: '2.0', method: 'textDocument/didChange', params: null }],
    ['a close of nothing', { jsonrpc: '2.0', method: 'textDocument/didClose', params: place }],
    ['files that are none', { jsonrpc: '2.0', method: 'workspace/didChangeWatchedFiles', params: { changes: [5] } }],
    ['folders that are none', { jsonrpc: '2.0', method: 'workspace/didChangeWorkspaceFolders', params: {} }],
    [
      'a setting of another kind',
      { jsonrpc: '2.0', method: 'workspace/didChangeConfiguration', params: { settings: 5 } },
    ],
  ])('%s', async (_, message) => {
    session.channel.send(message);
    await lives();
  });

  it('a change of a document that is not open is logged', async () => {
    session.change('x:/never.hnas', 2, '');
    const { message } = await session.received<{ message: string }>('window/logMessage');
    expect(message).toBe('textDocument/didChange: the document "x:/never.hnas" is not open.');
  });
});

describe('a cancelled request', () => {
  beforeEach(() => session.initialize());

  it.each(['textDocument/hover', 'textDocument/completion', 'textDocument/diagnostic', 'workspace/symbol'])(
    'of %s answers that it is cancelled',
    async (method) => {
      session.open(text, 'x:/a.hnas');
      const { id, answer } = session.start(method, { ...place, query: 'a' });
      session.cancel(id);
      expect(await codeOf(answer)).toBe(CANCELLED);
      await lives();
    },
  );
});
