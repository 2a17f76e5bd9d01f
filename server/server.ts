/**
 * The language server: wires the features to the protocol, wherever it runs. It knows no tensor; all it says comes from `dsl/`, and
 * accuracies from an engine where the platform has one. A feature that fails answers with nothing and is logged once: the editor goes on.
 */
import {
  CodeLensRefreshRequest,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  TextDocumentSyncKind,
  type Connection,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { abilitiesOf } from './abilities.ts';
import { ask, makeLog } from './asking.ts';
import { makeAnswer, makeAnswerInSteps, makeAttempt } from './answer.ts';
import { diagnosticCapabilities, serveDiagnostics } from './diagnostics.ts';
import { registerDocumentFeatures, documentCapabilities } from './document-features.ts';
import { editingCapabilities, fileCapabilities, registerEditingFeatures } from './editing-features.ts';
import { accuracyService } from './engine/accuracy.ts';
import { hypernetworkStandings } from './engine/hypernetworks.ts';
import { serveRelay } from './engine/relay.ts';
import { serveEngineStatus } from './engine/serve-status.ts';
import { supervise } from './engine/supervisor.ts';
import { countInIdleTime } from './idle.ts';
import { capabilitiesFor, registerLanguageFeatures } from './language-features.ts';
import type { OpenFile } from './locate.ts';
import type { Platform } from './platform.ts';
import { Publisher } from './publisher.ts';
import { Reports } from './reports.ts';
import { serveProgram } from './serve-program.ts';
import { semanticTokenCapabilities, serveSemanticTokens } from './semantic-tokens.ts';
import { watchSettings, type Settings } from './settings.ts';
import { startOptionsOf } from './start-options.ts';
import { Workspace } from './workspace.ts';
import { prelude } from '../dsl/semantics/program.ts';
import type { Program } from '../dsl/semantics/program.ts';
import { LineMap } from '../dsl/syntax/line-map.ts';

/** Milliseconds between refreshes of hints, so that they do not flicker. */
const REFRESH = 300;

export function startServer(connection: Connection, documents: TextDocuments<TextDocument>, platform: Platform): void {
  const client = abilitiesOf({});
  const settings: Settings = { inlayHints: 'all', marginalEffects: false, nodePath: undefined, device: undefined };
  const folders = new Set<string>();
  let options = startOptionsOf(undefined);
  const log = makeLog(connection);
  const attempt = makeAttempt(log);
  const answer = makeAnswer(attempt, platform.pause);
  const workspace = new Workspace((uri) => documents.get(uri), platform.read, platform.devices);
  const reports = new Reports(workspace, (uri) => documents.get(uri));
  const publisher = new Publisher(connection, log, attempt, reports);

  /** Files of the folders: listed anew each time for clients that do not tell when files come and go. */
  let listed: readonly string[] | undefined;
  const everything = (): string[] => {
    const files = listed ?? platform.list([...folders]);
    listed = client.registerWatchers ? files : undefined;
    return [...new Set([...documents.keys(), ...files])];
  };

  const refresh = (): void => {
    if (client.refreshDiagnostics) ask(log, 'diagnostics', () => connection.languages.diagnostics.refresh());
    if (client.refreshTokens) ask(log, 'semantic tokens', () => connection.languages.semanticTokens.refresh());
    refreshHints();
  };

  const refreshHints = (): void => {
    if (client.refreshHints) ask(log, 'inlay hints', () => connection.languages.inlayHint.refresh());
  };

  const refreshLenses = (): void => {
    if (client.refreshLenses) ask(log, 'code lenses', () => connection.sendRequest(CodeLensRefreshRequest.type));
  };

  /** Hints that are not all there are asked for again a little later, once for all requests meanwhile. */
  let again: ReturnType<typeof setTimeout> | undefined;
  const refreshHintsSoon = (): void => {
    again ??= setTimeout(() => {
      again = undefined;
      refreshHints();
    }, REFRESH);
  };

  const engine = supervise(
    platform.engine?.(log, () => settings),
    log,
  );
  const engineStatus = serveEngineStatus(connection, log);
  const accuracy = accuracyService({
    ...{ engine, log, statusChanged: engineStatus.changed },
    refresh: refreshHints,
    refreshLenses,
  });
  engineStatus.serve(accuracy);
  const hypernetworks = hypernetworkStandings(engine, refreshLenses);
  serveRelay(connection, engine, engineStatus.listens, log);

  /** The document as it was checked last; undefined where it is not open or nothing could be made of it. */
  const openFile = (uri: string): OpenFile | undefined => {
    const document = documents.get(uri);
    if (document === undefined) return undefined;
    const program = attempt('checking', () => workspace.check(document).program, undefined);
    const text = document.getText();
    return program && { program, file: uri, text, lines: new LineMap(text) };
  };

  connection.onInitialize(({ capabilities, workspaceFolders, rootUri, initializationOptions }) => {
    Object.assign(client, abilitiesOf(capabilities));
    options = startOptionsOf(initializationOptions);
    settings.nodePath = options.nodePath;
    reports.pages = client.codeLinks ? options.diagnosticPages : undefined;
    engineStatus.initialize(initializationOptions);
    for (const uri of workspaceFolders?.map((folder) => folder.uri) ?? [rootUri])
      if (typeof uri === 'string') folders.add(uri);
    const languageCapabilities = capabilitiesFor(client);
    return {
      serverInfo: { name: 'HyperNAS language server' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        ...documentCapabilities(client),
        ...semanticTokenCapabilities,
        ...(client.pullDiagnostics ? diagnosticCapabilities : {}),
        ...languageCapabilities,
        ...editingCapabilities(client),
        workspace: {
          ...languageCapabilities.workspace,
          ...fileCapabilities(client),
          workspaceFolders: { supported: true, changeNotifications: true },
        },
      },
    };
  });

  connection.onInitialized(() => {
    // While the client opens its first document: the parser is built and reads the operator library once.
    void platform.pause().then(() => attempt('reading the operator library', prelude, undefined));
    watchSettings(connection, settings, client, log, ({ nodePath, device }) => {
      refreshHints();
      if (settings.nodePath !== nodePath || settings.device !== device) engineStatus.surroundingsChanged();
    });
    if (client.registerWatchers)
      ask(log, 'files cannot be watched', () =>
        connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: '**/*.hnas' }, { globPattern: '**/devices/*.json' }],
        }),
      );
    if (!client.folders) return;
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { uri } of removed) folders.delete(uri);
      for (const { uri } of added) folders.add(uri);
      listed = undefined;
      refresh();
    });
  });

  /** The document or what it imports has another text now. */
  const changed = (uri: string): void => {
    reports.changed(uri);
    const dependents = workspace.changed(uri);
    if (client.pullDiagnostics) return;
    for (const each of [uri, ...dependents]) if (documents.get(each) !== undefined) publisher.schedule(each);
  };

  documents.onDidChangeContent(({ document }) => changed(document.uri));

  documents.onDidClose(({ document: { uri } }) => {
    publisher.cancel(uri);
    accuracy.closed(uri);
    hypernetworks.closed(uri);
    tokens.forget(uri);
    changed(uri);
    if (!client.pullDiagnostics) publisher.clear(uri);
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const onDisk = changes.filter(({ uri }) => documents.get(uri) === undefined);
    if (onDisk.length === 0) return;
    if (onDisk.some(({ uri, type }) => type !== FileChangeType.Changed || uri.endsWith('.json'))) {
      // A file that an import looked for in vain may be there now, or a profile that an experiment asks.
      workspace.clear();
      reports.clear();
      listed = undefined;
      if (!client.pullDiagnostics) for (const uri of documents.keys()) publisher.schedule(uri);
    } else for (const { uri } of onDisk) changed(uri);
    refresh();
  });

  registerDocumentFeatures(connection, answer, documents);
  const tokens = serveSemanticTokens(connection, answer, openFile);
  serveDiagnostics(connection, answer, makeAnswerInSteps(attempt, platform.pause), {
    reports,
    everything,
    isOpen: (uri) => documents.get(uri) !== undefined,
    related: () => client.relatedDiagnostics,
  });
  const programs = (): Program[] => workspace.programs(everything());
  const asked = (uri: string): void =>
    countInIdleTime(
      uri,
      (each) => workspace.lastProgram(each),
      attempt,
      () => {
        refreshHints();
        refreshLenses();
      },
    );
  registerEditingFeatures(connection, answer, {
    ...{ open: openFile, programs, predictor: accuracy.predictor, accuracy, hypernetworks, documents, client, asked },
    options: () => options,
    diagnosticsOf: (uri) => {
      const document = documents.get(uri);
      return document === undefined ? [] : workspace.diagnosticsOf(document);
    },
  });
  const commands = (): ReadonlySet<string> => new Set(options.commands);
  registerLanguageFeatures(connection, answer, openFile, asked, client, programs, settings, accuracy, refreshHintsSoon, commands); // prettier-ignore

  serveProgram(connection, answer, {
    ...{ workspace, programs, accuracy },
    programOf: (uri) => {
      const found = openFile(uri)?.program ?? workspace.programs([uri])[0];
      if (found !== undefined) return found;
      const read = platform.read(uri);
      return 'error' in read ? read : { error: 'nothing can be made of it' };
    },
  });

  connection.onShutdown(() => {
    publisher.cancelAll();
    clearTimeout(again);
    accuracy.stop('the server is shut down');
  });

  documents.listen(connection);
  connection.listen();
}
