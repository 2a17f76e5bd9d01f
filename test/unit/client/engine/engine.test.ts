import { describe, expect, it } from 'vitest';
import { engineThrough, type Wire } from '../../../../client/engine/engine.ts';
import { ENGINE_EVENT, ENGINE_INSTRUCTION, ENGINE_REQUEST, ENGINE_UP } from '../../../../engine/protocol/relay.ts';

class CodedError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** A language client whose server answers as it is told. */
function wireOf(answer: (params: unknown) => unknown) {
  const sent: (readonly [string, unknown])[] = [];
  const problems: string[] = [];
  const notified = new Map<string, (params: unknown) => void>();
  let changed = (): void => {};
  let isRunning = true;
  const wire: Wire = {
    isRunning: () => isRunning,
    isComing: () => false,
    sendRequest: (method, params) => {
      sent.push([method, params]);
      return Promise.resolve().then(() => answer(params));
    },
    sendNotification: (method, params) => Promise.resolve(void sent.push([method, params])),
    onNotification: (method, handler) => (notified.set(method, handler), { dispose: () => {} }),
    onDidChangeState: (handler) => ((changed = handler), { dispose: () => {} }),
  };
  const engine = engineThrough(
    wire,
    () => 'no server',
    (problem) => void problems.push(problem),
  );
  const become = (running: boolean): void => {
    isRunning = running;
    changed();
  };
  return {
    engine,
    sent,
    problems,
    notify: (method: string, params: unknown) => notified.get(method)?.(params),
    become,
  };
}

const run = { store: '/s', run: '1' };

describe('engineThrough', () => {
  it('sends requests as JSON, and checks what comes back', async () => {
    const { engine, sent } = wireOf(() => ({
      rows: [{ position: 3, knee: true, architecture: 'a', metrics: { accuracy: 90 } }],
    }));
    const answer = await engine.request('runFront', run);
    expect(answer).toEqual({
      value: {
        rows: [{ position: 3, knee: true, architecture: 'a', metrics: new Map([['accuracy', 90]]) }],
        hypervolume: undefined,
      },
    });
    const source = { entry: 'file:///a.hnas', files: new Map([['file:///a.hnas', 'text']]), experiment: 'E' };
    await engine.request('startRun', {
      source,
      purpose: 'search',
      evaluations: undefined,
      architectures: [],
      warmStart: undefined,
    });
    expect(sent.map(([, params]) => params)).toMatchObject([
      { method: 'runFront', params: run },
      { method: 'startRun', params: { source: { files: { 'file:///a.hnas': 'text' } } } },
    ]);
    expect(sent[0]?.[0]).toBe(ENGINE_REQUEST);
  });

  it('tells every failure in a sentence of its kind', async () => {
    const failing = (error: Error) =>
      wireOf(() => {
        throw error;
      }).engine.request('stopRun', run);
    expect(await failing(new CodedError(-32803, 'the run is gone'))).toEqual({
      error: 'The run is gone.',
      kind: 'refused',
    });
    expect(await failing(new CodedError(-32800, 'cancelled'))).toMatchObject({ kind: 'cancelled' });
    expect(await failing(new Error('Boom!'))).toEqual({ error: 'Boom!', kind: 'broken' });
    const { engine, problems } = wireOf(() => 7);
    expect(await engine.request('stopRun', run)).toMatchObject({ kind: 'broken' });
    expect(problems).toEqual(['the engine answered stopRun: expected an object, found 7']);
  });

  it('asks nobody where no server runs', async () => {
    const { engine, sent, become } = wireOf(() => null);
    become(false);
    expect(await engine.request('deleteRun', run)).toEqual({ error: 'no server', kind: 'absent' });
    expect(sent).toEqual([]);
  });

  it('hands events to those who listen, until they stop, and reports wrong ones', () => {
    const { engine, notify, problems } = wireOf(() => null);
    const heard: string[] = [];
    const listening = engine.on('runsChanged', ({ store }) => void heard.push(store));
    notify(ENGINE_EVENT, { name: 'runsChanged', params: { store: '/a' } });
    notify(ENGINE_EVENT, { name: 'runsChanged', params: {} });
    notify(ENGINE_EVENT, { name: 'nonsense', params: {} });
    listening.dispose();
    notify(ENGINE_EVENT, { name: 'runsChanged', params: { store: '/b' } });
    expect(heard).toEqual(['/a']);
    expect(problems).toHaveLength(2);
  });

  it('instructs again when the server comes up, and tells that server and engine are up', () => {
    const { engine, sent, notify, become } = wireOf(() => null);
    const heard: string[] = [];
    engine.onUp(() => void heard.push('engine'));
    engine.onServerUp(() => void heard.push('server'));
    engine.instruct('watchStores', { stores: ['/a'] });
    become(false);
    engine.instruct('watchStores', { stores: ['/b'] });
    become(true);
    notify(ENGINE_UP, { engine: '1' });
    const instruction = (stores: string[]) => [ENGINE_INSTRUCTION, { name: 'watchStores', params: { stores } }];
    expect(sent).toEqual([instruction(['/a']), instruction(['/b'])]);
    expect(heard).toEqual(['server', 'engine']);
  });
});
