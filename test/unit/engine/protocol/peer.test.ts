/** Both ends over a pair of streams: types, refusals, cancellation, messages that break the contract. */
import { PassThrough } from 'node:stream';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { describe, expect, it } from 'vitest';
import { requests } from '../../../../engine/protocol/messages.ts';
import {
  askerOver,
  engineOver,
  Refusal,
  type AskerPeer,
  type EnginePeer,
  type Handlers,
} from '../../../../engine/protocol/peer.ts';

interface Pair {
  readonly engine: EnginePeer;
  readonly asker: AskerPeer;
  readonly raw: MessageConnection;
  readonly reports: string[];
  readonly watched: unknown[];
}

function connect(handlers: Partial<Handlers>): Pair {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const near = createMessageConnection(new StreamMessageReader(back), new StreamMessageWriter(there));
  const far = createMessageConnection(new StreamMessageReader(there), new StreamMessageWriter(back));
  const reports: string[] = [];
  const watched: unknown[] = [];
  const missing = () => Promise.reject(new Error('not part of this test'));
  const all = { ...Object.fromEntries(Object.keys(requests).map((name) => [name, missing])), ...handlers } as Handlers;
  const instructed = {
    watch: (params: unknown) => void watched.push(params),
    closeModel: () => {},
    watchStores: () => {},
    exit: () => {},
  };
  const asker = askerOver(far, all, instructed, (problem) => reports.push(problem));
  return { engine: engineOver(near, (problem) => reports.push(problem)), asker, raw: near, reports, watched };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 10));

describe('requests', () => {
  it('carry maps and missing values over', async () => {
    const { engine } = connect({
      openModel: async ({ source }) => ({
        basis: undefined,
        why: `${[...source.files].join()} ${source.experiment}`,
        lack: undefined,
        measured: undefined,
      }),
    });
    const source = { entry: 'a', files: new Map([['a', 'text']]), experiment: 'E' };
    expect(await engine.request('openModel', { model: 'm', source })).toEqual({ basis: undefined, why: 'a,text E' });
  });

  it('with wrong parameters are refused by name and never reach the handler', async () => {
    const { raw } = connect({ predict: () => Promise.reject(new Error('reached')) });
    await expect(raw.sendRequest('predict', { model: 'm', architectures: [1] })).rejects.toMatchObject({
      code: -32602,
      message: 'predict.architectures[0]: expected a text, found 1',
    });
    await expect(raw.sendRequest('predict', { model: 'm' })).rejects.toMatchObject({ code: -32602 });
  });

  it('are refused with a sentence, fail with their reason, and both leave the engine alive', async () => {
    const { engine, reports } = connect({
      explain: () => Promise.reject(new Refusal('model m is not open')),
      effects: () => Promise.reject(new TypeError('a bug')),
      shutdown: async () => null,
    });
    await expect(engine.request('explain', { model: 'm', architecture: 'a' })).rejects.toThrow('model m is not open');
    await expect(engine.request('effects', { model: 'm', decisions: [] })).rejects.toThrow('a bug');
    expect(reports).toEqual([expect.stringContaining('effects failed: TypeError: a bug')]);
    expect(await engine.request('shutdown', null)).toBe(null);
  });

  it('are cancelled at the other end', async () => {
    let aborted = false;
    const { engine } = connect({
      predict: (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(signal.reason as Error);
          });
        }),
    });
    const abort = new AbortController();
    const asked = engine.request('predict', { model: 'm', architectures: [] }, abort.signal);
    await turn();
    abort.abort(new Error('enough'));
    await expect(asked).rejects.toMatchObject({ code: -32800 });
    expect(aborted).toBe(true);
  });

  it('reject answers that are not what the contract says', async () => {
    const { engine } = connect({ predict: async () => ({ version: 3 }) as never });
    await expect(engine.request('predict', { model: 'm', architectures: [] })).rejects.toThrow(
      'the engine answered predict.version: expected a text, found 3',
    );
  });
});

describe('notifications', () => {
  it('arrive typed; wrong ones are reported and dropped', async () => {
    const { engine, asker, raw, reports, watched } = connect({});
    const seen: unknown[] = [];
    engine.on('progress', (event) => seen.push(event));
    asker.emit('progress', { model: 'm', done: 1, total: 2, doing: 'fitting' });
    asker.emit('progress', { model: 'm', done: 'one' } as never);
    engine.instruct('watch', { model: 'm', architectures: ['a'] });
    await raw.sendNotification('watch', { model: 3 });
    await turn();
    expect(seen).toEqual([{ model: 'm', done: 1, total: 2, doing: 'fitting' }]);
    expect(watched).toEqual([{ model: 'm', architectures: ['a'] }]);
    expect(reports.sort()).toEqual([
      'received watch.model: expected a text, found 3',
      'the engine sent progress.done: expected a number, found "one"',
    ]);
  });
});
