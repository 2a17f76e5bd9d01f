/** What the client asks of the engine goes there and back; whatever the engine does, each request has one answer. */
import { afterEach, describe, expect, it } from 'vitest';
import { ResponseError } from 'vscode-jsonrpc';
import {
  ENGINE_EVENT,
  ENGINE_INSTRUCTION,
  ENGINE_REQUEST,
  ENGINE_UP,
  engineUp,
  relayedEvent,
} from '../../../../engine/protocol/relay.ts';
import { RESTART_ENGINE } from '../../../../engine/protocol/status.ts';
import { inProcess } from '../../../support/lsp/in-process.ts';
import { ABLE, Session } from '../../../support/lsp/session.ts';
import { fakeEngine, type FakeEngine } from './fake-engine.ts';

const STORES = { name: 'watchStores', params: { stores: ['/home/me/.hnas/runs.db'] } };
const LIST = { method: 'listRuns', params: { stores: [] } };

let session: Session;
afterEach(() => session.channel.end());

async function start(engine: FakeEngine | undefined, initializationOptions: object = {}): Promise<Session> {
  session = new Session(inProcess({}, engine?.open), { 'workspace/configuration': () => [null] });
  await session.request('initialize', {
    processId: null,
    rootUri: null,
    capabilities: ABLE,
    initializationOptions: { engineStatus: true, ...initializationOptions },
  });
  session.notify('initialized', {});
  return session;
}

const ask = (): Promise<unknown> => session.request(ENGINE_REQUEST, LIST);
const failureOf = async (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    (value) => `answered ${JSON.stringify(value)}`,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
const until = async (holds: () => boolean): Promise<void> => {
  for (const end = Date.now() + 5000; !holds() && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
};

describe('a request', () => {
  it('starts the engine, waits for it, and comes back as it was answered', async () => {
    const engine = fakeEngine();
    const runs = [{ store: '/home/me/.hnas/runs.db', runs: [], more: { any: ['thing'] } }];
    engine.answers.listRuns = () => runs;
    await start(engine);
    expect(engine.births).toBe(0);
    expect(await ask()).toEqual(runs);
    expect(engine.births).toBe(1);
    expect(engine.heard.at(-1)).toEqual({ name: 'listRuns', params: { stores: [] } });
  });

  it('carries the sentence with which the engine refuses', async () => {
    const engine = fakeEngine();
    engine.answers.listRuns = () => {
      throw new ResponseError(-32803, 'the run is not there any more');
    };
    await start(engine);
    await expect(ask()).rejects.toMatchObject({ code: -32803, message: 'the run is not there any more' });
  });

  it('is cancelled at once, here and there', async () => {
    const engine = fakeEngine();
    await start(engine);
    const { id, answer } = session.start(ENGINE_REQUEST, LIST);
    await until(() => engine.heard.some(({ name }) => name === 'listRuns'));
    session.cancel(id);
    await expect(answer).rejects.toMatchObject({ code: -32800 });
    expect(engine.heard.at(-1)?.name).toBe('cancelled listRuns');
  });

  it('that an ending engine leaves open says what it ended of', async () => {
    const engine = fakeEngine();
    await start(engine);
    const answers = [failureOf(ask()), failureOf(ask())];
    await until(() => engine.heard.filter(({ name }) => name === 'listRuns').length === 2);
    engine.die('it was ended by SIGKILL');
    const sentence = 'The engine ended before it answered: it was ended by SIGKILL.';
    expect(await Promise.all(answers)).toEqual([sentence, sentence]);
  });

  it('waits for an engine that is coming back', async () => {
    const engine = fakeEngine();
    engine.answers.listRuns = () => [];
    await start(engine);
    await ask();
    engine.die('it was ended by SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await ask()).toEqual([]);
    expect(engine.births).toBe(2);
  });

  it.each([
    [{ engine: false, why: 'the workspace is not trusted' }, 'The engine is stopped: the workspace is not trusted.'],
    [{ engine: false }, 'The engine is stopped: the editor keeps it off.'],
  ])('is refused where the engine is kept off: %j', async (options, sentence) => {
    const engine = fakeEngine();
    await start(engine, options);
    expect(await failureOf(ask())).toBe(sentence);
    expect(engine.births).toBe(0);
  });

  it('is refused where there is none, and where it is none of the contract', async () => {
    await start(undefined);
    expect(await failureOf(ask())).toBe(
      'There is no engine where the language server runs: searches and predictions need one.',
    );
    const wrong = session.request(ENGINE_REQUEST, { method: 'openModel', params: {} });
    expect(await failureOf(wrong)).toMatch(/received hypernas\/engine\/request\.method: expected one of listRuns/);
  });
});

describe('instructions and events', () => {
  it('are kept for the engine: given when it comes up, and again when it comes back', async () => {
    const engine = fakeEngine();
    engine.answers.listRuns = () => [];
    await start(engine);
    session.notify(ENGINE_INSTRUCTION, { ...STORES, params: { stores: ['/old'] } });
    session.notify(ENGINE_INSTRUCTION, STORES);
    await ask();
    const given = (): unknown[] =>
      engine.heard.filter(({ name }) => name === 'watchStores').map(({ params }) => params);
    expect(given()).toEqual([STORES.params]);
    const first = engineUp(await session.received(ENGINE_UP), '');
    expect(first).toEqual({ value: { engine: '0, Node v0, process 1' } });
    await session.request(RESTART_ENGINE, null);
    await session.received(ENGINE_UP);
    expect(given()).toEqual([STORES.params, STORES.params]);
    // To one that runs at once.
    session.notify(ENGINE_INSTRUCTION, { ...STORES, params: { stores: [] } });
    await until(() => given().length === 3);
  });

  it('of runs go to the client, of the engine that is up', async () => {
    const engine = fakeEngine();
    engine.answers.listRuns = () => [];
    await start(engine);
    await ask();
    await session.request(RESTART_ENGINE, null);
    await ask();
    const event = { store: '/home/me/.hnas/runs.db', run: 'a', end: 'done', reason: 'the budget is spent' } as const;
    engine.emit('runEnded', event);
    const told = relayedEvent(await session.received(ENGINE_EVENT), '');
    expect(told).toEqual({ value: { name: 'runEnded', params: event } });
    expect(session.countOf(ENGINE_EVENT)).toBe(0);
  });
});
