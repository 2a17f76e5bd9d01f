// Runs the bundled extension in this process with a stand-in for the `vscode` module: activate, restart, stop. Prints what happened as JSON.
// The server is the real one, over IPC. With the argument `browser` it is the browser's extension, and its server a thread with a
// browser's names only. Not a VS Code: what the editor draws is not tested here.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Module from 'node:module';
import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const log = [];
const commands = {};
const disposable = { dispose() {} };
const subscribe = () => disposable;

/** A class whose every static member is such a class: the client extends and names many of the editor's. */
const anyClass = () => new Proxy(class {}, { get: (target, key) => (key in target ? target[key] : anyClass()) });

/** The given members; events can be subscribed to, all else is undefined. */
const part = (members) =>
  new Proxy(members, {
    get: (target, key) => (key in target ? target[key] : String(key).startsWith('on') ? subscribe : undefined),
  });

/** A kind of code action, which the client builds word by word. */
const kindOf = (value) => ({ value, append: (part) => kindOf(value === '' ? part : `${value}.${part}`) });

const record = (text) => log.push(text);
const channel = part({
  ...Object.fromEntries(['info', 'debug', 'trace', 'append', 'dispose'].map((name) => [name, () => {}])),
  error: record,
  warn: record,
  appendLine: record,
  show: () => record('shown'),
  logLevel: 3,
});

const vscode = {
  version: '1.101.0',
  window: part({
    createOutputChannel: () => channel,
    showErrorMessage: async (text) => void record(text),
    setStatusBarMessage: record,
    showWarningMessage: async (text) => void record(text),
    showInformationMessage: async (text) => void record(text),
    createTreeView: () => part({ dispose() {} }),
    createStatusBarItem: () => part({ show() {}, hide() {}, dispose() {} }),
    registerWebviewPanelSerializer: subscribe,
    visibleTextEditors: [],
    tabGroups: part({ all: [] }),
  }),
  workspace: part({
    workspaceFolders: [],
    createFileSystemWatcher: () => part({ dispose() {} }),
    registerTextDocumentContentProvider: subscribe,
    textDocuments: [],
    notebookDocuments: [],
    getConfiguration: () => ({ get: (_, otherwise) => otherwise, inspect: () => undefined }),
  }),
  commands: {
    registerCommand: (name, run) => ((commands[name] = run), disposable),
    // The editor's own have no say here.
    executeCommand: (name, ...args) => (name.startsWith('hypernas.') ? commands[name](...args) : undefined),
  },
  languages: new Proxy(
    {
      createDiagnosticCollection: () => part({ set() {}, delete() {}, clear() {}, dispose() {} }),
      createLanguageStatusItem: () => part({ dispose() {} }),
      match: () => 10,
    },
    { get: (target, key) => target[key] ?? subscribe },
  ),
  l10n: { t: (text, ...args) => text.replace(/\{(\d+)\}/g, (all, n) => args[n] ?? all) },
  lm: { registerTool: subscribe },
  tasks: { registerTaskProvider: subscribe },
  env: part({ appName: 'test', language: 'en', uriScheme: 'vscode' }),
  Uri: {
    parse: (text) => ({ toString: () => text, fsPath: text }),
    file: (path) => ({ toString: () => `file://${path}`, fsPath: path }),
    joinPath: (base, ...parts) => vscode.Uri.parse([base.toString(), ...parts].join('/')),
  },
  CodeActionKind: { Empty: kindOf('') },
  LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
  Disposable: class {
    static create = subscribe;
    static from = subscribe;
    dispose() {}
  },
  CancellationTokenSource: class {
    token = { isCancellationRequested: false, onCancellationRequested: subscribe };
    cancel() {
      this.token.isCancellationRequested = true;
    }
    dispose() {}
  },
  LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
  EventEmitter: class {
    listeners = [];
    event = (listener) => (this.listeners.push(listener), disposable);
    fire(event) {
      for (const listener of this.listeners) listener(event);
    }
    dispose() {}
  },
};
const standIn = new Proxy(vscode, { get: (target, key) => (target[key] ??= anyClass()) });

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'vscode' ? standIn : load.call(this, request, ...rest);
};
/** A worker as browsers have it. */
globalThis.Worker = class {
  constructor(url) {
    const shim = fileURLToPath(new URL('../../support/lsp/browser-worker.mjs', import.meta.url));
    this.thread = new Worker(shim, { workerData: fileURLToPath(url) });
    this.thread.on('message', (data) => this.onmessage?.({ data }));
    this.thread.on('error', (error) => record(`worker: ${error}`));
  }
  postMessage(message) {
    this.thread.postMessage(message);
  }
  addEventListener() {}
  terminate() {
    void this.thread.terminate();
  }
};

function browserExtension() {
  const module = { exports: {} };
  const only = (name) => {
    if (name === 'vscode') return standIn;
    throw new Error(`a browser has no module "${name}"`);
  };
  const text = readFileSync(`${root}/dist/client.browser.js`, 'utf8');
  new Function('require', 'module', 'exports', 'process', text)(only, module, module.exports, undefined);
  return module.exports;
}

const extension =
  process.argv[2] === 'browser' ? browserExtension() : createRequire(import.meta.url)(`${root}/dist/client.cjs`);
await extension.activate({
  asAbsolutePath: (path) => `${root}/${path}`,
  extensionUri: { toString: () => `file://${root}` },
  extension: { packageJSON: {} },
  workspaceState: { get: () => undefined, update: async () => {} },
  subscriptions: [],
});
await commands['hypernas.restartServer']();
await commands['hypernas.showOutput']();
await commands['hypernas.restartEngine']();
await commands['hypernas.showEngineStatus']();
await extension.deactivate();
process.stdout.write(JSON.stringify({ commands: Object.keys(commands), log }), () => process.exit(0));
