/** The server with an engine that the test plays: over the protocol, and kept off where the editor says so. */
import { describe, expect, it, vi } from 'vitest';
import type { CodeLens, InlayHint } from 'vscode-languageserver';
import type { ModelState } from '../../../../engine/protocol/messages.ts';
import {
  ENGINE_STATUS,
  ENGINE_STATUS_CHANGED,
  RESTART_ENGINE,
  type EngineStatus,
} from '../../../../engine/protocol/status.ts';
import { inProcess } from '../../../support/lsp/in-process.ts';
import { ABLE, Session } from '../../../support/lsp/session.ts';
import { basis, explanation, fakeEngine, type FakeEngine } from './fake-engine.ts';

const TEXT = `space Net {
  input image[3, 8, 8]
  output logits[10]
  network { conv3x3(out: choice [8, 16]) >> global_avgpool >> linear(out: 10) }
}
evaluator Table = table { path: "table.csv", metric: acc }
experiment Wide { space: Net evaluator: Table maximize accuracy }
arch a of Net = { network.conv3x3.out: 8 }
`;
const range = { start: { line: 0, character: 0 }, end: { line: 8, character: 0 } };

async function start(
  engine: FakeEngine,
  initializationOptions: unknown,
  settings: () => unknown = () => null,
): Promise<Session> {
  const session = new Session(inProcess({}, engine.open), { 'workspace/configuration': () => [settings()] });
  await session.request('initialize', { processId: null, rootUri: null, capabilities: ABLE, initializationOptions });
  session.notify('initialized', {});
  return session;
}

const hints = (session: Session, uri: string): Promise<InlayHint[]> =>
  session.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });

it('shows what the engine pushes, with its story', async () => {
  const engine = fakeEngine();
  engine.answers.explain = () => explanation('one');
  const session = await start(engine, { engineStatus: true });
  const uri = session.open(TEXT);
  await hints(session, uri);
  await session.received<EngineStatus>(ENGINE_STATUS_CHANGED, ({ models }) => models.length === 1);
  engine.answers.doctor = () => ({
    ...{ engine: '0', node: 'v0', platform: 'linux' },
    backends: [
      { name: 'onnx', device: 'cpu', available: false, used: false, detail: 'not installed', takes: 'npm install' },
      { name: 'web', device: 'web', available: true, used: true, detail: 'WebAssembly', takes: undefined },
    ],
  });
  expect(await session.request(ENGINE_STATUS, null)).toMatchObject({
    state: 'running',
    learnt: [{ experiment: 'Wide', space: 'Net', why: 'it is being opened' }],
    backends: ['no cpu: not installed', 'ok web: WebAssembly'],
    backend: 'web',
  });
  const { model, architectures } = engine.watched();
  const estimate = { mean: 90, low: 89, high: 91, measured: undefined };
  engine.emit('modelChanged', {
    model,
    state: { basis: basis('one'), why: undefined, lack: undefined, measured: undefined },
  });
  engine.emit('estimates', { model, version: 'one', estimates: [{ text: architectures[0] ?? '', hash: 'h', estimate }], refused: [] }); // prettier-ignore
  await session.received('workspace/inlayHint/refresh');
  const [hint] = (await hints(session, uri)).filter(({ label }) => label === '≈90.0 ±1.0');
  expect(hint?.position).toEqual({ line: 7, character: 6 });
  const { tooltip } = await session.request<InlayHint>('inlayHint/resolve', hint);
  expect(tooltip).toMatchObject({ kind: 'markdown', value: expect.stringContaining('89.00 to 91.00 %') as string });
  const hover = await session.request('textDocument/hover', {
    textDocument: { uri },
    position: { line: 7, character: 5 },
  });
  expect(JSON.stringify(hover)).toContain('`network.conv.out`: 16, here 8');
  session.channel.end();
});

it('says what profiles tell of the latency of a literal, on the devices that its experiments ask for', async () => {
  const engine = fakeEngine();
  engine.answers.latencies = () => [
    { device: 'toy', seconds: 0.00123, low: 0.001, high: 0.002 },
    { device: 'pc', seconds: 0.004, low: undefined, high: undefined },
  ];
  const part = { space: 'Net', source: 'measured' as const, how: '', made: '', architectures: 9, least: 1, most: 2 };
  const devices = ['toy', 'pc', 'unasked'].map((name) => ({ name, file: name, spaces: [part] }));
  const session = new Session(inProcess({}, engine.open, devices));
  await session.request('initialize', { processId: null, rootUri: null, capabilities: ABLE });
  session.notify('initialized', {});
  const asks = 'minimize latency(device: "toy") require latency(device: "pc") < 3ms minimize latency(device: "lost")';
  const uri = session.open(TEXT.replace('maximize accuracy', `maximize accuracy ${asks}`));
  await hints(session, uri);
  await vi.waitUntil(() => engine.heard.some(({ name }) => name === 'watch'));
  const position = { line: 7, character: 5 };
  const hover = JSON.stringify(await session.request('textDocument/hover', { textDocument: { uri }, position }));
  expect(hover).toContain('Latency on `toy`: predicted **1.23 ms**, 80 % of such predictions lie in 1 to 2 ms.');
  expect(hover).toContain('Latency on `pc`: measured **4 ms**.');
  expect(engine.heard.findLast(({ name }) => name === 'latencies')?.params).toMatchObject({ devices: ['toy', 'pc'] });
  session.channel.end();
});

it('keeps the engine off where the editor says so', async () => {
  const engine = fakeEngine();
  const session = await start(engine, { engine: false, why: 'the workspace is not trusted' });
  const uri = session.open(TEXT);
  await hints(session, uri);
  await new Promise((resolve) => setTimeout(resolve, 60));
  await session.request(RESTART_ENGINE, null);
  expect(await session.request(ENGINE_STATUS, null)).toMatchObject({
    state: 'stopped',
    why: 'the workspace is not trusted',
  });
  expect(engine.births).toBe(0);
  session.channel.end();
});

describe('a file whose experiment has too few labels', () => {
  const UNTRAINED = TEXT.replace('table { path: "table.csv", metric: acc }', 'train { epochs: 1 }');
  const trainLenses = async (session: Session, uri: string): Promise<unknown[]> => {
    const lenses = await session.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    return lenses.flatMap(({ command, range: { start } }) =>
      command?.command === 'hypernas.trainPredictor' ? [[start.line, command.title, command.arguments]] : [],
    );
  };
  const told = (engine: FakeEngine, state: ModelState): void => {
    const asked = engine.heard.find(({ name }) => name === 'openModel')?.params as { readonly model: string };
    engine.emit('modelChanged', { model: asked.model, state });
  };
  const few = { basis: undefined, why: 'a predictor needs at least 5 measured architectures, there are 2' };

  it('offers to train over space and experiment, though no architecture stands in it, and no longer once it has learnt', async () => {
    const engine = fakeEngine();
    const session = await start(engine, { engineStatus: true, commands: ['hypernas.trainPredictor'] });
    const uri = session.open(UNTRAINED.replace(/arch .*\n/, ''));
    expect(await trainLenses(session, uri)).toEqual([]);
    await session.received<EngineStatus>(ENGINE_STATUS_CHANGED, ({ models }) => models.length === 1);
    told(engine, { ...few, lack: 'labels', measured: undefined });
    await session.received('workspace/codeLens/refresh');
    expect(await trainLenses(session, uri)).toEqual([
      [0, 'Train a predictor', [uri, 'Wide']],
      [6, 'Train a predictor', [uri, 'Wide']],
    ]);
    told(engine, { basis: basis('one'), why: undefined, lack: undefined, measured: undefined });
    await session.received('workspace/codeLens/refresh');
    expect(await trainLenses(session, uri)).toEqual([]);
    session.channel.end();
  });

  it('shows costs and nothing else, and says why', async () => {
    const engine = fakeEngine();
    const session = await start(engine, { engineStatus: true });
    const uri = session.open(UNTRAINED);
    await hints(session, uri);
    await session.received<EngineStatus>(ENGINE_STATUS_CHANGED, ({ models }) => models.length === 1);
    told(engine, { ...few, lack: 'labels', measured: undefined });
    const shown = (await hints(session, uri)).filter(({ position }) => position.line === 7);
    const label = shown.map((hint) => (typeof hint.label === 'string' ? hint.label : hint.label.map(({ value }) => value).join(''))); // prettier-ignore
    expect(label).toEqual([expect.stringMatching(/params.*MACs/)]);
    const hover = await session.request('textDocument/hover', { textDocument: { uri }, position: { line: 7, character: 5 } }); // prettier-ignore
    expect(JSON.stringify(hover)).toContain(
      'No accuracy: A predictor needs at least 5 measured architectures, there are 2',
    );
    // Nobody trains for an editor that has no such command.
    expect(await trainLenses(session, uri)).toEqual([]);
    session.channel.end();
  });
});

describe('a measured accuracy', () => {
  const UNTRAINED = TEXT.replace('table { path: "table.csv", metric: acc }', 'train { epochs: 1 }');
  const WHY = 'nothing can be learnt from run wide-3: a predictor needs at least 5 measured architectures, there is 1';
  const COMMANDS = ['hypernas.trainPredictor', 'hypernas.showOnFront'];
  const accuracies = async (session: Session, uri: string): Promise<InlayHint[]> =>
    (await hints(session, uri)).filter(({ position, data }) => position.line === 7 && 'accuracy' in Object(data));
  const measured = async (session: Session, engine: FakeEngine, text: string, at?: string): Promise<string> => {
    const uri = session.open(text, at);
    await hints(session, uri);
    await session.received<EngineStatus>(ENGINE_STATUS_CHANGED, ({ models }) => models.length === 1);
    await expect.poll(() => engine.heard.some(({ name }) => name === 'watch')).toBe(true);
    const { model, architectures } = engine.watched();
    const version = 'one/measured';
    engine.emit('modelChanged', { model, state: { basis: undefined, why: WHY, lack: 'labels', measured: { version, samples: 1, missing: 4 } } }); // prettier-ignore
    const measurements = architectures.map((each) => ({ text: each, hash: 'h', accuracy: 94.1, by: 'run wide-3, evaluation 5' })); // prettier-ignore
    engine.emit('measurements', { model, version, measurements, refused: [] });
    await session.received('workspace/inlayHint/refresh');
    return uri;
  };

  it('is shown and told while nothing can be predicted, beside the lens that offers to train', async () => {
    const engine = fakeEngine();
    const session = await start(engine, { engineStatus: true, commands: COMMANDS });
    const uri = await measured(session, engine, UNTRAINED);
    const [hint] = await accuracies(session, uri);
    // An unsaved document has no runs whose page it could lead to.
    expect(hint?.label).toBe('=94.1\u2007\u2007\u2007\u2007\u2007');
    const { tooltip } = await session.request<InlayHint>('inlayHint/resolve', hint);
    const story = 'Measured accuracy **94.10 %** (run wide-3, evaluation 5).\n\nA prediction of others needs 4 more measured architectures; there is 1.'; // prettier-ignore
    expect(tooltip).toEqual({ kind: 'markdown', value: story });
    const hover = await session.request('textDocument/hover', { textDocument: { uri }, position: { line: 7, character: 5 } }); // prettier-ignore
    expect(JSON.stringify(hover)).toContain(JSON.stringify(story).slice(1, -1));
    expect(JSON.stringify(hover)).not.toContain('No accuracy');
    const lenses = await session.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    expect(lenses.filter(({ command }) => command?.command === 'hypernas.trainPredictor')).toHaveLength(2);
    session.channel.end();
  });

  it('leads to its point on the page of a run, in a saved file and where the client has the command', async () => {
    const SAVED = 'file:///spaces/net.hnas';
    const engine = fakeEngine();
    engine.answers.explain = () => explanation('one');
    const session = await start(engine, { engineStatus: true, commands: COMMANDS });
    const uri = await measured(session, engine, UNTRAINED, SAVED);
    const [hint] = await accuracies(session, uri);
    const command = { title: 'Show a on the Pareto front', command: 'hypernas.showOnFront', arguments: [SAVED, 'a'] };
    expect(hint?.label).toEqual([{ value: '=94.1\u2007\u2007\u2007\u2007\u2007', command }]);
    const resolved = await session.request<InlayHint>('inlayHint/resolve', hint);
    expect(resolved).toMatchObject({ label: hint?.label, tooltip: { kind: 'markdown' } });
    // A prediction has no point.
    const { model, architectures } = engine.watched();
    const estimate = { mean: 90, low: 89, high: 91, measured: undefined };
    engine.emit('modelChanged', { model, state: { basis: basis('one'), why: undefined, lack: undefined, measured: undefined } }); // prettier-ignore
    const estimates = architectures.map((text) => ({ text, hash: 'h', estimate }));
    engine.emit('estimates', { model, version: 'one', estimates, refused: [] });
    expect((await accuracies(session, uri))[0]?.label).toBe('≈90.0 ±1.0');
    session.channel.end();

    const other = fakeEngine();
    const plain = await start(other, { engineStatus: true });
    const [text] = await accuracies(plain, await measured(plain, other, UNTRAINED, SAVED));
    expect(text?.label).toBe('=94.1\u2007\u2007\u2007\u2007\u2007');
    plain.channel.end();
  });
});

describe('another Node for the engine', () => {
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

  it('begins the engine anew where it was begun, and only where the setting changed', async () => {
    const engine = fakeEngine();
    let nodePath = '';
    const session = await start(engine, {}, () => ({ engine: { nodePath } }));
    const change = (next: string): void => {
      nodePath = next;
      session.notify('workspace/didChangeConfiguration', { settings: null });
    };
    const births = (count: number): Promise<void> => expect.poll(() => engine.births, { timeout: 5000 }).toBe(count);
    change('/opt/node');
    await settled();
    expect(engine.births).toBe(0);
    await hints(session, session.open(TEXT));
    await births(1);
    change('/opt/node');
    await settled();
    expect(engine.births).toBe(1);
    change('/opt/other');
    await births(2);
    change(' ');
    await births(3);
    session.channel.end();
  });

  it('begins it anew for another device too', async () => {
    const engine = fakeEngine();
    let device = 'auto';
    const session = await start(engine, {}, () => ({ engine: { device } }));
    await hints(session, session.open(TEXT));
    await expect.poll(() => engine.births, { timeout: 5000 }).toBe(1);
    session.notify('workspace/didChangeConfiguration', { settings: null });
    await settled();
    expect(engine.births).toBe(1);
    device = 'webgpu';
    session.notify('workspace/didChangeConfiguration', { settings: null });
    await expect.poll(() => engine.births, { timeout: 5000 }).toBe(2);
    session.channel.end();
  });

  it('begins none that is kept off', async () => {
    const engine = fakeEngine();
    let nodePath = '';
    const session = await start(engine, { engine: false }, () => ({ engine: { nodePath } }));
    nodePath = '/opt/node';
    session.notify('workspace/didChangeConfiguration', { settings: null });
    await settled();
    expect(engine.births).toBe(0);
    session.channel.end();
  });
});
