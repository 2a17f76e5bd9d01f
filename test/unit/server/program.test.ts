/** What the client asks about programs beside LSP: answers that hold what the editor holds, and one sentence where there is none. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programRequests, type ProgramParams, type ProgramRequest, type ProgramResult } from '../../../engine/protocol/program.ts'; // prettier-ignore
import type { Reader } from '../../../engine/protocol/read.ts';
import { inProcess } from '../../support/lsp/in-process.ts';
import { ABLE, Session } from '../../support/lsp/session.ts';
import { explanation, fakeEngine, type FakeEngine } from './engine/fake-engine.ts';

const SPACE = `space Net {
  input image[3, 8, 8]
  output logits[10]
  network {
    branches sum { { conv3x3(out: choice [8, 16]) >> conv1x1(out: 8) } { conv3x3(out: choice [8, 16]) >> conv1x1(out: 8) } }
    global_avgpool >> linear(out: 10)
  }
}
`;
const URI = 'file:///home/me/net.hnas';
const SPACES = 'file:///home/me/spaces.hnas';
const OTHER = 'file:///home/me/other.hnas';
const TEXT = `import "spaces.hnas"

evaluator Table = table { path: "table.csv", metric: acc }
evaluator Real = train { epochs: 2 }
experiment Wide { space: Net evaluator: Table maximize accuracy budget { evaluations: 12 } }
experiment Broken { space: Missing evaluator: Real maximize accuracy }
arch a of Net = { network.conv3x3.out: 8, network.conv3x3#2.out: 16 }
arch half of Net = { network.conv3x3.out: 8 }
`;
const other = `import "spaces.hnas"\narch wide of Net = { network.conv3x3.out: 16, network.conv3x3#2.out: 16 }\n`;
const text = (a: number, b: number): string => `{ network.conv3x3.out: ${a}, network.conv3x3#2.out: ${b} }`;

let session: Session;
let engine: FakeEngine;
beforeEach(async () => {
  engine = fakeEngine();
  session = new Session(inProcess({ [URI]: TEXT, [SPACES]: SPACE, [OTHER]: other }, engine.open), {
    'workspace/configuration': () => [null],
  });
  await session.initialize(ABLE, ['file:///home/me']);
});
afterEach(() => session.channel.end());

/** The answer as a client reads it: by the contract. */
async function ask<M extends ProgramRequest>(method: M, params: ProgramParams<M>): Promise<ProgramResult<M>> {
  const read = (programRequests[method].result as Reader<ProgramResult<M>>)(
    await session.request(method, params),
    method,
  );
  if ('error' in read) throw new Error(read.error);
  return read.value;
}
const none = { position: undefined, name: undefined };

describe('hypernas/program', () => {
  it('lists what a file sees, of a file that is not open too', async () => {
    const program = await ask('hypernas/program', { ...none, uri: URI });
    expect(program.entry).toBe(URI);
    expect([...program.files]).toEqual([
      [URI, TEXT],
      [SPACES, SPACE],
    ]);
    expect(program.experiments).toMatchObject([
      { name: 'Wide', space: 'Net', evaluator: 'Table', evaluatorKind: 'table', strategy: 'predictor', evaluations: 12, error: undefined }, // prettier-ignore
      { name: 'Broken', space: undefined, evaluator: 'Real', evaluatorKind: 'train', error: expect.stringContaining('Missing') as string }, // prettier-ignore
    ]);
    expect(program.experiments[0]?.range).toEqual({
      start: { line: 4, character: 11 },
      end: { line: 4, character: 15 },
    });
    expect(program.spaces).toMatchObject([{ uri: SPACES, name: 'Net', experiment: 'Wide' }]);
    expect(program.archs.map(({ name, space, architecture }) => [name, space, architecture])).toEqual([
      ['a', 'Net', text(8, 16)],
      ['half', 'Net', undefined],
    ]);
    expect(program.errors).toBeGreaterThan(0);
  });

  it('takes the texts from the editor, and tells the item at a position', async () => {
    session.open(TEXT.replace('arch a of', 'arch renamed of'), URI);
    session.open(`// edited\n${SPACE}`, SPACES);
    const { at, files, spaces } = await ask('hypernas/program', { uri: URI, position: { line: 6, character: 40 } });
    expect(at).toEqual({ kind: 'arch', name: 'renamed' });
    expect(files.get(SPACES)).toMatch(/^\/\/ edited/);
    expect(spaces[0]?.range.start.line).toBe(1);
    const outside = await ask('hypernas/program', { uri: URI, position: { line: 0, character: 3 } });
    expect(outside.at).toBe(undefined);
  });

  it('says why where there is no file, and where the request is wrong', async () => {
    await expect(ask('hypernas/program', { ...none, uri: 'file:///gone.hnas' })).rejects.toMatchObject({
      code: -32803,
      message: 'file:///gone.hnas cannot be read: the file does not exist.',
    });
    await expect(session.request('hypernas/program', { uri: 3 })).rejects.toThrow(
      /hypernas\/program\.uri: expected a text/,
    );
  });
});

describe('hypernas/locateArchitecture', () => {
  const locate = (architecture: string, name?: string) =>
    ask('hypernas/locateArchitecture', { uri: URI, space: 'Net', architecture, name });

  it('finds the literal that is there, in the file first, then anywhere', async () => {
    expect((await locate(text(8, 16))).found).toMatchObject({ uri: URI, name: 'a', exact: true });
    expect((await locate(text(16, 16))).found).toMatchObject({ uri: OTHER, name: 'wide', exact: true });
    // The branches are summed: exchanged, they are the same graph.
    expect((await locate(text(16, 8))).found).toMatchObject({ uri: URI, name: 'a', exact: false });
    expect((await locate(text(8, 8))).found).toBe(undefined);
  });

  it('says where a new one goes and what it is called; what it says can be inserted as it is', async () => {
    const { insertion } = await locate(text(8, 8), 'a');
    expect(insertion).toMatchObject({ uri: URI, name: 'a2', position: { line: 7, character: 45 } });
    session.open(`${TEXT.trimEnd()}${insertion.text}\n`, URI);
    expect((await locate(text(8, 8))).found).toMatchObject({ name: 'a2', exact: true });
    expect((await locate(text(8, 8), 'no name')).insertion.name).toBe('found');
  });

  it('takes whole items, and refuses what is no architecture of the space', async () => {
    expect((await locate(`arch x of Net = ${text(8, 16)}`)).found?.name).toBe('a');
    await expect(locate('{ network.conv3x3.out: 9 }')).rejects.toThrow(
      /no architecture of Net as the text describes it/,
    );
    await expect(locate('arch x of Other = {}')).rejects.toThrow('It is an architecture of Other, and one of Net');
    await expect(locate('{')).rejects.toThrow(/^It is no architecture: /);
    const request = { uri: URI, space: 'Gone', architecture: '{}', name: undefined };
    await expect(ask('hypernas/locateArchitecture', request)).rejects.toThrow('There is no space Gone in the file');
  });
});

describe('hypernas/checkText', () => {
  it('checks a text that is in no file, where it would stand', async () => {
    const findings = await ask('hypernas/checkText', { text: `${SPACE}arch a of Nett = {}\n`, uri: undefined });
    expect(findings).toMatchObject([{ severity: 'error', range: { start: { line: 8, character: 10 } } }]);
    expect(await ask('hypernas/checkText', { text: other, uri: OTHER })).toEqual([]);
    expect(await ask('hypernas/checkText', { text: other, uri: undefined })).toMatchObject([
      { code: 'import-not-found' },
      {},
    ]);
  });
});

describe('hypernas/ask', () => {
  it('writes an experiment for a document, on its spaces', async () => {
    const found = await ask('hypernas/ask', { request: 'fast, on Net', uri: URI });
    expect(found).toMatchObject({ space: 'Net', notUnderstood: [], contradictions: [] });
    expect(found.text).toContain('evaluator: Table');
    const errors = async (text: string): Promise<readonly string[]> =>
      (await ask('hypernas/checkText', { text, uri: URI }))
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => message);
    expect(await errors(`${TEXT}\n${found.text}`)).toEqual(await errors(TEXT));
  });

  it('imports a space that another file has, where it is named', async () => {
    const NEW = 'file:///home/me/new.hnas';
    session.notify('textDocument/didOpen', { textDocument: { uri: NEW, languageId: 'hnas', version: 1, text: '' } });
    const found = await ask('hypernas/ask', { request: 'a small network of Net', uri: NEW });
    expect(found).toMatchObject({ space: 'Net', text: expect.stringContaining('import "spaces.hnas"') });
    expect(await ask('hypernas/checkText', { text: found.text, uri: NEW })).toEqual([]);
    expect(await ask('hypernas/ask', { request: 'a small network', uri: NEW })).toMatchObject({ space: 'Mobile' });
  });

  it('writes a document of its own where there is none, and says in a sentence what it cannot', async () => {
    const found = await ask('hypernas/ask', { request: 'a sparkly CNN', uri: undefined });
    expect(found).toMatchObject({ space: 'ConvNet', notUnderstood: [{ phrase: 'sparkly' }] });
    expect(await ask('hypernas/checkText', { text: found.text, uri: undefined })).toEqual([]);
    await expect(ask('hypernas/ask', { request: 'sparkles', uri: undefined })).rejects.toThrow('Nothing of "sparkles"');
  });

  it('tells what one who writes an experiment has to know', async () => {
    expect((await ask('hypernas/askFacts', { uri: URI })).text).toContain('The document has the spaces Net');
    expect((await ask('hypernas/askFacts', { uri: undefined })).text).toContain('The document has no space');
  });
});

describe('hypernas/predict', () => {
  const predict = (uri = URI) => ask('hypernas/predict', { uri, space: 'Net', architecture: text(8, 8) });

  it('starts the engine, opens the model of the space and waits for both', async () => {
    engine.answers.openModel = ({ model }) => {
      const state = { basis: explanation('one').basis, why: undefined, lack: undefined, measured: undefined };
      engine.emit('modelChanged', { model, state });
      return state;
    };
    engine.answers.explain = () => explanation('one');
    const found = await predict();
    expect(found).toMatchObject({ space: 'Net', architecture: text(8, 8), explanation: { estimate: { mean: 90 } } });
    expect(found.costs.params).toBeGreaterThan(0);
    expect(engine.heard.map(({ name }) => name)).toEqual(['initialize', 'openModel', 'watch', 'explain']);
    // Open still: asked again, it is only explained.
    await predict();
    expect(engine.heard.filter(({ name }) => name === 'openModel')).toHaveLength(1);
  });

  it('tells what was measured of it where nothing is predicted', async () => {
    engine.answers.openModel = ({ model }) => {
      const measured = { version: 'two', samples: 2, missing: 3 };
      const state = { basis: undefined, why: 'there are 2 labels', lack: 'labels' as const, measured };
      engine.emit('modelChanged', { model, state });
      return state;
    };
    engine.answers.measured = ({ architecture }) =>
      architecture === text(8, 8) ? { accuracy: 91.5, by: 'run a-1, evaluation 2' } : undefined;
    expect(await predict()).toMatchObject({
      explanation: undefined,
      why: 'There are 2 labels.',
      measured: { accuracy: 91.5, by: 'run a-1, evaluation 2' },
    });
    engine.answers.measured = () => undefined;
    expect(await predict()).toMatchObject({ why: 'There are 2 labels.', measured: undefined });
  });

  it('tells exact costs and why there is no accuracy', async () => {
    engine.answers.openModel = () => {
      throw new Error('the table "table.csv" does not exist');
    };
    expect(await predict()).toMatchObject({ explanation: undefined, why: 'The table "table.csv" does not exist.' });
    expect(await predict(OTHER)).toMatchObject({ why: 'No experiment with an evaluator measures Net.', costs: {} });
  });

  it('says what became of an engine that died meanwhile', async () => {
    delete engine.answers.openModel;
    const answer = predict();
    for (let i = 0; i < 200 && engine.heard.length < 2; i++) await new Promise((resolve) => setTimeout(resolve, 5));
    engine.die('it was ended by SIGKILL');
    expect((await answer).why).toBe(
      'The engine is not running: it was ended by SIGKILL; it is started again in 0.5 s.',
    );
  });
});
