/**
 * The language server: wires the features to the protocol. It knows no tensor and no engine; all it says comes from `dsl/`.
 * A feature that fails answers with nothing and is logged once: the editor goes on.
 */
import {
  createConnection,
  ProposedFeatures,
  type ClientCapabilities,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { makeAnswer, makeAttempt } from './answer.ts';
import { LineMap } from '../dsl/syntax/line-map.ts';
import { Debouncer } from './debounce.ts';
import { codeActions, type Found } from './features/code-actions.ts';
import { protocolDiagnostics } from './features/diagnostics.ts';
import { formattingEdits } from './features/formatting.ts';
import { documentSymbols } from './features/symbols.ts';
import { filesOf } from './folders.ts';
import { countInIdleTime } from './idle.ts';
import { abilitiesOf, capabilitiesFor, registerLanguageFeatures } from './language-features.ts';
import type { OpenFile } from './locate.ts';
import { watchSettings, type Settings } from './settings.ts';
import { Workspace } from './workspace.ts';

/** Milliseconds without typing before a document is checked. */
const QUIET = 150;

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const workspace = new Workspace((uri) => documents.get(uri));
const checks = new Debouncer(QUIET);
const attempt = makeAttempt((message) => connection.console.error(message));

/** The document with all that is known of it; nothing is found where checking fails. */
function inspect(uri: string): Found | undefined {
  const document = documents.get(uri);
  if (document === undefined) return undefined;
  const bare: Found = { uri, text: document.getText(), program: undefined, diagnostics: [] };
  return attempt(
    'checking',
    () => {
      const { program } = workspace.check(document);
      return { ...bare, program, diagnostics: workspace.diagnosticsOf(document) };
    },
    bare,
  );
}

function publish(uri: string): void {
  const found = inspect(uri);
  if (found === undefined) return;
  // What was found in an imported file is shown there too, if it is open.
  const imported = [...(found.program?.files.keys() ?? [])].filter((file) => file !== uri);
  for (const each of [found, ...imported.map(inspect)]) {
    if (each === undefined) continue;
    const version = documents.get(each.uri)?.version;
    const diagnostics = attempt('reporting', () => protocolDiagnostics(each.text, each.diagnostics, each.program), []);
    void connection.sendDiagnostics({ uri: each.uri, ...(version === undefined ? {} : { version }), diagnostics });
  }
}

const schedule = (uri: string): void => checks.schedule(uri, () => publish(uri));

const client = abilitiesOf({});
const folders = new Set<string>();
const settings: Settings = { inlayHints: 'all' };
let editor: ClientCapabilities = {};

connection.onInitialized(() => {
  watchSettings(connection, settings, editor, () => {
    if (client.refreshHints) void connection.languages.inlayHint.refresh().catch(() => undefined);
  });
  if (editor.workspace?.workspaceFolders !== true) return;
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    for (const { uri } of removed) folders.delete(uri);
    for (const { uri } of added) folders.add(uri);
  });
});

connection.onInitialize(({ capabilities, workspaceFolders, rootUri }) => {
  Object.assign(client, abilitiesOf(capabilities));
  for (const uri of workspaceFolders?.map((folder) => folder.uri) ?? (rootUri === null ? [] : [rootUri]))
    folders.add(uri);
  editor = capabilities;
  return {
    serverInfo: { name: 'HyperNAS language server' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      documentFormattingProvider: true,
      documentSymbolProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix'] },
      ...capabilitiesFor(client),
    },
  };
});

documents.onDidChangeContent(({ document }) => {
  for (const uri of [document.uri, ...workspace.changed(document.uri)]) schedule(uri);
});

documents.onDidClose(({ document }) => {
  checks.cancel(document.uri);
  for (const uri of workspace.changed(document.uri)) schedule(uri);
  void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
});

connection.onDidChangeWatchedFiles(() => {
  workspace.clear();
  for (const { uri } of documents.all()) schedule(uri);
});

connection.onDocumentFormatting(({ textDocument: { uri } }) => {
  const document = documents.get(uri);
  return document === undefined ? [] : attempt('formatting', () => formattingEdits(uri, document.getText()), []);
});

connection.onDocumentSymbol(({ textDocument: { uri } }) => {
  const document = documents.get(uri);
  return document === undefined ? [] : attempt('the outline', () => documentSymbols(uri, document.getText()), []);
});

connection.onCodeAction(({ textDocument: { uri }, range }) => {
  const found = inspect(uri);
  return found === undefined ? [] : attempt('code actions', () => codeActions(found, range), []);
});

/** The document as it was checked last; undefined where it is not open or nothing could be made of it. */
function openFile(uri: string): OpenFile | undefined {
  const found = inspect(uri);
  if (found?.program === undefined) return undefined;
  const { program, text } = found;
  return { program, file: uri, text, lines: new LineMap(text) };
}

registerLanguageFeatures(
  connection,
  makeAnswer(attempt),
  openFile,
  (uri) => countInIdleTime(uri, (each) => workspace.lastProgram(each), attempt),
  client,
  () => workspace.programs([...documents.keys(), ...filesOf([...folders])]),
  settings,
);

connection.onShutdown(() => checks.cancelAll());

documents.listen(connection);
connection.listen();
