/** What edits and connects, over the protocol: where it depends on the client, and what is refused. */
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  ClientCapabilities,
  CodeAction,
  CodeLens,
  Location,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { afterEach, describe, expect, it } from 'vitest';
import { inProcess } from '../../support/lsp/in-process.ts';
import { ABLE, Session } from '../../support/lsp/session.ts';

const SPACE = `space Small {
  input image[3, 32, 32]
  output logits[10]
  param width = choice [8, 16]
  network {
    conv3x3(out: width) >> global_avgpool >> linear(out: 10)
  }
}
`;

let session: Session;
let applied: WorkspaceEdit | undefined;
let accepts = true;
afterEach(() => session.channel.end());

interface Start {
  readonly capabilities?: ClientCapabilities;
  readonly files?: Readonly<Record<string, string>>;
  readonly initializationOptions?: unknown;
}

async function start({ capabilities = ABLE, files = {}, initializationOptions }: Start = {}): Promise<void> {
  applied = undefined;
  accepts = true;
  session = new Session(inProcess(files), {
    'workspace/applyEdit': (params) => {
      applied = (params as { edit: WorkspaceEdit }).edit;
      return { applied: accepts, ...(accepts ? {} : { failureReason: 'It is locked.' }) };
    },
  });
  const workspaceFolders = [{ uri: 'x:/w', name: 'w' }];
  const params = { processId: null, rootUri: null, workspaceFolders, capabilities, initializationOptions };
  await session.request('initialize', params);
  session.notify('initialized', {});
}

const able = (workspace: NonNullable<ClientCapabilities['workspace']>): ClientCapabilities => ({
  ...ABLE,
  workspace: { ...ABLE.workspace, ...workspace },
});

const actionsAt = (uri: string, line: number, character: number, only?: string[]): Promise<CodeAction[]> => {
  const position = { line, character };
  const range = { start: position, end: position };
  const context = { diagnostics: [], ...(only === undefined ? {} : { only }) };
  return session.request('textDocument/codeAction', { textDocument: { uri }, range, context });
};

describe('code actions', () => {
  it('come with their edits where the client cannot ask for them', async () => {
    await start({ capabilities: { textDocument: {} } });
    const uri = session.open(SPACE);
    const [freeze] = await actionsAt(uri, 3, 18, ['refactor.rewrite']);
    expect(freeze).toMatchObject({ title: 'Freeze this choice at 8', edit: { changes: { [uri]: expect.any(Array) } } });
  });

  it('are refused with a sentence when the text has changed, and left alone when they are not ours', async () => {
    await start();
    const uri = session.open(SPACE);
    const [freeze] = await actionsAt(uri, 3, 18, ['refactor']);
    expect(freeze).not.toHaveProperty('edit');
    session.change(uri, 2, 'let a = 1');
    await expect(session.request('codeAction/resolve', freeze)).rejects.toThrow('The text has changed');
    expect(await session.request('codeAction/resolve', { title: 'x', data: { uri } })).toEqual({
      title: 'x',
      data: { uri },
    });
  });

  it('say so when nothing can be done', async () => {
    await start();
    const uri = session.open(
      SPACE.replace('[8, 16]', '[8, 64]').replace('  network', '  require params < 1K\n  network'),
    );
    const wide = (await actionsAt(uri, 3, 18)).find(({ title }) => title === 'Freeze this choice at 64');
    await expect(session.request('codeAction/resolve', wide)).rejects.toThrow('the space would be empty or wrong');
  });

  it('fix all of one kind, at one of them', async () => {
    await start();
    const uri = session.open(SPACE.replace('[8, 16]', '[8, 16, 16]').replace('out: 10', 'out: choice [10, 10]'));
    const titles = (await actionsAt(uri, 3, 18, ['quickfix'])).map(({ title }) => title);
    expect(titles).toEqual(['List every alternative once', 'Fix all 2 of "repeated-alternative"']);
    expect((await actionsAt(uri, 0, 0, ['source.fixAll'])).map(({ kind }) => kind)).toEqual(['source.fixAll.hnas']);
    expect(await actionsAt(uri, 0, 0, ['quickfix'])).toEqual([]);
  });
});

it('imports are offered for names that other files declare', async () => {
  await start({ files: { 'x:/w/lib/ops.hnas': 'op mine() { relu }' } });
  const uri = session.open(SPACE.replace('global_avgpool', 'mine >> global_avgpool'), 'x:/w/main.hnas');
  const actions = await actionsAt(uri, 5, 28, ['quickfix']);
  expect(actions.map(({ title }) => title)).toContain('Import "lib/ops.hnas"');
  const edit = actions.find(({ title }) => title.startsWith('Import'))?.edit?.changes?.[uri]?.[0];
  expect(edit?.newText).toBe('import "lib/ops.hnas"\n\n');
});

describe('pages of diagnostics', () => {
  const href = async (): Promise<unknown> => {
    const uri = session.open('let a =');
    const { items } = await session.request<{ items: { codeDescription?: unknown }[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return items[0]?.codeDescription;
  };
  const capabilities = {
    ...ABLE,
    textDocument: { ...ABLE.textDocument, publishDiagnostics: { codeDescriptionSupport: true } },
  };

  it('are linked where the client says where they are', async () => {
    await start({ capabilities, initializationOptions: { diagnosticPages: 'file:///x/docs/diagnostics/' } });
    expect(await href()).toEqual({ href: 'file:///x/docs/diagnostics/syntax-error.md' });
  });

  it.each([undefined, { diagnosticPages: 7 }, { diagnosticPages: 'docs' }, 'x'])(
    'not with %j',
    async (initializationOptions) => {
      await start({ capabilities, initializationOptions });
      expect(await href()).toBeUndefined();
    },
  );
});

describe('code lenses', () => {
  const commands = async (): Promise<unknown[]> => {
    const uri = session.open(`${SPACE}experiment Quick { space: Small }\n`);
    const lenses = await session.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    return lenses.map(({ command }) => command && [command.command, ...(command.arguments ?? []).slice(1)]);
  };

  it('are those that somebody carries out', async () => {
    await start({ capabilities: able({ applyEdit: false }) });
    expect(await commands()).toEqual([undefined]);
  });

  it('name the item', async () => {
    await start({
      capabilities: able({ applyEdit: true }),
      initializationOptions: { commands: ['hypernas.runExperiment', 3] },
    });
    expect(await commands()).toEqual([
      ['hypernas.sampleArchitecture', 'Small'],
      undefined,
      ['hypernas.runExperiment', 'Quick'],
    ]);
  });
});

describe('commands', () => {
  const run = (command: string, ...given: unknown[]): Promise<unknown> =>
    session.request('workspace/executeCommand', { command, arguments: given });

  it('edit the document', async () => {
    await start({ capabilities: able({ applyEdit: true }) });
    const uri = session.open(`${SPACE}arch a of Small = {}\n`);
    expect(await run('hypernas.sampleArchitecture', uri, 'Small')).toBeNull();
    expect(JSON.stringify(applied)).toMatch(/arch sample of Small = \{ width: \d+ \}/);
    await run('hypernas.completeArchitecture', uri, 'a');
    expect(JSON.stringify(applied)).toMatch(/\{ width: \d+ \}/);
  });

  it('are refused with a sentence', async () => {
    await start({ capabilities: able({ applyEdit: true }) });
    const uri = session.open(`${SPACE}arch a of Small = { width: 8 }\n`);
    await expect(run('hypernas.sampleArchitecture', uri, 'Other')).rejects.toThrow('There is no space "Other"');
    await expect(run('hypernas.completeArchitecture', uri, 'a')).rejects.toThrow('"a" has errors, or lacks nothing');
    await expect(run('hypernas.sampleArchitecture', 'untitled:none', 'Small')).rejects.toThrow('an open document');
    await expect(run('rm')).rejects.toThrow('There is no command "rm"');
    accepts = false;
    await expect(run('hypernas.sampleArchitecture', uri, 'Small')).rejects.toThrow('It is locked.');
  });
});

describe('files', () => {
  const files = {
    'x:/w/main.hnas': 'import "lib/a.hnas"',
    'x:/w/lib/a.hnas': 'import "b.hnas"',
    'x:/w/lib/b.hnas': 'op b() { relu }',
  };

  it('imports follow renamed ones, in files that are not open', async () => {
    await start({ files });
    const edit = await session.request<WorkspaceEdit>('workspace/willRenameFiles', {
      files: [{ oldUri: 'x:/w/lib/a.hnas', newUri: 'x:/w/a.hnas' }],
    });
    const texts = Object.entries(edit.changes ?? {}).map(([uri, [change]]) => [uri, change?.newText]);
    expect(Object.fromEntries(texts)).toEqual({ 'x:/w/main.hnas': 'a.hnas', 'x:/w/lib/a.hnas': 'lib/b.hnas' });
  });

  it('hierarchies and type definitions go through all of them', async () => {
    await start({ files: { ...files, 'x:/w/c.hnas': 'import "lib/b.hnas"\nblock C { b >> b }' }, capabilities: {} });
    const uri = session.open('import "lib/b.hnas"\nlet held = b\nblock D { held }', 'x:/w/d.hnas');
    const at = { textDocument: { uri }, position: { line: 1, character: 11 } };
    const [item] = await session.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', at);
    const calls = await session.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item });
    expect(calls.map(({ from, fromRanges }) => [from.name, fromRanges.length]).sort()).toEqual([
      ['C', 2],
      ['held', 1],
    ]);
    const there = { textDocument: { uri }, position: { line: 2, character: 11 } };
    const found = await session.request<Location[]>('textDocument/typeDefinition', there);
    expect(found).toMatchObject([{ uri: 'x:/w/lib/b.hnas', range: { start: { line: 0, character: 3 } } }]);
  });
});
