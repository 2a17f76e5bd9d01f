/**
 * An editor for unit tests of commands, as far as they use one: files in memory over those of the disk, and a script of what the user answers. Part
 * of the stand-in for the module `vscode`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

export class Uri {
  readonly scheme: string;
  readonly path: string;
  private constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }
  static parse(text: string): Uri {
    const [, scheme = 'file', path = ''] = /^([a-z-]+):(?:\/\/)?(.*)$/.exec(text) ?? [];
    return new Uri(scheme, decodeURIComponent(path));
  }
  static file(path: string): Uri {
    return new Uri('file', path);
  }
  static joinPath(base: Uri, ...parts: string[]): Uri {
    return new Uri(base.scheme, posix.join(base.path, ...parts));
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}:${this.scheme === 'file' ? '//' : ''}${encodeURI(this.path)}`;
  }
}

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(a: Position | number, b: Position | number, c?: number, d?: number) {
    this.start = typeof a === 'number' ? new Position(a, b as number) : a;
    this.end = typeof a === 'number' ? new Position(c ?? 0, d ?? 0) : (b as Position);
  }
}
export class Selection extends Range {
  get active(): Position {
    return this.end;
  }
}

export class Document {
  readonly uri: Uri;
  readonly languageId: string;
  text: string;
  constructor(uri: Uri, text: string, languageId = uri.path.endsWith('.hnas') ? 'hnas' : 'plaintext') {
    this.uri = uri;
    this.text = text;
    this.languageId = languageId;
  }
  getText(): string {
    return this.text;
  }
  positionAt(offset: number): Position {
    const before = this.text.slice(0, offset).split('\n');
    return new Position(before.length - 1, before.at(-1)?.length ?? 0);
  }
  offsetAt({ line, character }: Position): number {
    return this.text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  }
}

export class WorkspaceEdit {
  readonly replacements: {
    readonly uri: Uri;
    readonly range: Range;
    readonly text: string;
    readonly metadata: unknown;
  }[] = [];
  insert(uri: Uri, at: Position, text: string): void {
    this.replace(uri, new Range(at, at), text);
  }
  replace(uri: Uri, range: Range, text: string, metadata?: unknown): void {
    this.replacements.push({ uri, range, text, metadata });
  }
}

interface Item {
  readonly label: string;
}
interface Shown {
  readonly placeHolder?: string;
}

/** What a test sets and looks at. `answers` are given in turn: the label of an item, several labels, a text, a path; undefined turns back. */
export const editor = {
  answers: [] as (string | readonly string[] | undefined)[],
  /** What was offered: the labels of each list, the value of each box. */
  offered: [] as (readonly string[])[],
  said: [] as string[],
  /** Buttons of each message. */
  buttons: [] as (readonly unknown[])[],
  /** Buttons that the user presses where they are offered. */
  presses: [] as string[],
  ran: [] as (readonly unknown[])[],
  /** What a command does, and throws. */
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  files: new Map<string, string | Uint8Array>(),
  folders: [] as string[],
  documents: [] as Document[],
  active: undefined as { document: Document; selection: Selection } | undefined,
  revealed: [] as Range[],
  /** Of edits that wait for the user: what they are called. */
  previews: [] as unknown[],
  /** The user turns such edits down. */
  declines: false,
  /** Language models that the user has. */
  models: [] as unknown[],
  tools: new Map<
    string,
    { invoke(options: { input: unknown }, token: unknown): Promise<{ content: { value: string }[] }> }
  >(),
  providers: new Map<string, { provideTasks(): Promise<unknown[]>; resolveTask(task: unknown): unknown }>(),
  settings: new Map<string, unknown>(),
  /** What progress was reported, and what the user cancels it by. */
  progress: [] as unknown[],
  cancel: undefined as (() => void) | undefined,
  reset(): void {
    for (const list of [
      this.answers,
      this.offered,
      this.said,
      this.buttons,
      this.presses,
      this.ran,
      this.folders,
      this.documents,
      this.revealed,
      this.previews,
      this.models,
      this.progress,
    ])
      list.length = 0;
    for (const map of [this.commands, this.files, this.tools, this.providers, this.settings]) map.clear();
    this.active = undefined;
    this.cancel = undefined;
    this.declines = false;
  },
};

const answer = (): string | readonly string[] | undefined => {
  if (editor.answers.length === 0) throw new Error('the user was asked more than the test expects');
  return editor.answers.shift();
};

function one<T extends Item>(items: readonly T[], label: string): T {
  const found = items.find((item) => item.label === label);
  if (found === undefined) throw new Error(`"${label}" is not among ${items.map((item) => item.label).join(', ')}`);
  return found;
}

/** Buttons are texts; options of the message are no button. */
const say = (text: string, ...buttons: unknown[]): Promise<string | undefined> => {
  editor.said.push(text);
  editor.buttons.push(buttons);
  const index = editor.presses.findIndex((each) => buttons.includes(each));
  return Promise.resolve(index < 0 ? undefined : editor.presses.splice(index, 1)[0]);
};

export const window = {
  get activeTextEditor() {
    return editor.active;
  },
  get visibleTextEditors() {
    return editor.documents.map(editorOf);
  },
  showQuickPick: async <T extends Item>(
    coming: readonly T[] | Promise<readonly T[]>,
    _options: Shown & { readonly canPickMany?: boolean },
  ) => {
    const items = await coming;
    editor.offered.push(items.map(({ label }) => label));
    const given = answer();
    if (given === undefined) return undefined;
    return typeof given === 'string' ? one(items, given) : given.map((label) => one(items, label));
  },
  showInputBox: async (options: { value: string; validateInput(text: string): string | undefined }) => {
    editor.offered.push([options.value]);
    const given = answer();
    const text = given === '' ? options.value : (given as string | undefined);
    const problem = text === undefined ? undefined : options.validateInput(text);
    if (problem !== undefined) throw new Error(problem);
    return text;
  },
  showOpenDialog: async () => {
    const given = answer();
    return given === undefined ? undefined : [Uri.file(given as string)];
  },
  showSaveDialog: async ({ defaultUri }: { defaultUri?: Uri }) => {
    editor.offered.push([defaultUri?.path ?? '']);
    const given = answer();
    return given === undefined ? undefined : Uri.file(given === '' ? (defaultUri?.path ?? '') : (given as string));
  },
  setStatusBarMessage: () => ({ dispose: () => {} }),
  showInformationMessage: say,
  showWarningMessage: say,
  showErrorMessage: say,
  showTextDocument: async (what: Uri | Document) => {
    const document = what instanceof Document ? what : await workspace.openTextDocument(what);
    return (editor.active = editorOf(document));
  },
  withProgress: (_options: unknown, task: (progress: unknown, token: unknown) => unknown) =>
    task(
      { report: (value: unknown) => void editor.progress.push(value) },
      {
        isCancellationRequested: false,
        onCancellationRequested: (handler: () => void) => {
          editor.cancel = handler;
          return { dispose: () => {} };
        },
      },
    ),
};

export class CancellationTokenSource {
  private readonly handlers = new Set<() => void>();
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: (handler: () => void) => {
      this.handlers.add(handler);
      return { dispose: () => void this.handlers.delete(handler) };
    },
  };
  cancel(): void {
    this.token.isCancellationRequested = true;
    for (const handler of this.handlers) handler();
  }
  dispose(): void {
    this.handlers.clear();
  }
}

const editorOf = (document: Document) => ({
  document,
  selection: new Selection(0, 0, 0, 0),
  revealRange: (range: Range) => void editor.revealed.push(range),
});

const isIn = (folder: string, path: string): boolean => path.startsWith(`${folder}/`);

export const workspace = {
  isTrusted: true,
  get workspaceFolders() {
    return editor.folders.map((path) => ({ uri: Uri.file(path), name: posix.basename(path), index: 0 }));
  },
  get textDocuments() {
    return editor.documents;
  },
  getWorkspaceFolder: ({ path }: Uri) => editor.folders.find((folder) => isIn(folder, path)),
  asRelativePath: (what: Uri) => {
    const folder = editor.folders.find((each) => isIn(each, what.path));
    return folder === undefined ? what.path : posix.relative(folder, what.path);
  },
  findFiles: async (pattern: string | { readonly pattern: string }) => {
    const end = (typeof pattern === 'string' ? pattern : pattern.pattern).replace(/^\*\*\/\*?/, '');
    const inFolders = (path: string): boolean => editor.folders.some((folder) => isIn(folder, path));
    return [...editor.files.keys()]
      .filter((path) => path.endsWith(end) && inFolders(path))
      .map((path) => Uri.file(path));
  },
  openTextDocument: async (what: Uri | { readonly content: string; readonly language: string }) => {
    const known = what instanceof Uri && editor.documents.find(({ uri }) => uri.toString() === what.toString());
    if (known) return known;
    const document =
      what instanceof Uri
        ? new Document(what, new TextDecoder().decode(await workspace.fs.readFile(what)))
        : new Document(Uri.parse('untitled:Untitled-1'), what.content, what.language);
    editor.documents.push(document);
    return document;
  },
  applyEdit: async ({ replacements }: WorkspaceEdit) => {
    editor.previews.push(...replacements.flatMap(({ metadata }) => (metadata === undefined ? [] : [metadata])));
    if (editor.declines && replacements.some(({ metadata }) => metadata !== undefined)) return false;
    for (const { uri, range, text } of replacements) {
      const document = await workspace.openTextDocument(uri);
      const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      document.text = document.text.slice(0, start) + text + document.text.slice(end);
    }
    return true;
  },
  getConfiguration: (section?: string) => ({
    get: (name: string, otherwise?: unknown) =>
      editor.settings.get(section === undefined ? name : `${section}.${name}`) ?? otherwise,
    inspect: (name: string) => ({
      defaultValue: undefined,
      workspaceValue: section === undefined ? undefined : editor.settings.get(`workspace ${section}.${name}`),
    }),
    update: async (name: string, value: unknown, target: number) => {
      if (editor.settings.get('read-only') === true) throw new Error('The file cannot be written.');
      editor.ran.push(['setting', section === undefined ? name : `${section}.${name}`, value, target]);
    },
  }),
  fs: {
    readFile: async ({ path }: Uri) => {
      const content = editor.files.get(path) ?? readFileSync(path);
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    writeFile: async ({ path }: Uri, content: Uint8Array) => {
      if (path.startsWith('/read-only/')) throw new Error('no permission');
      editor.files.set(path, new TextDecoder().decode(content));
    },
    readDirectory: async ({ path }: Uri) =>
      [...editor.files.keys()]
        .filter((file) => posix.dirname(file) === path)
        .map((file) => [posix.basename(file), 1] as const),
    stat: async ({ path }: Uri) => {
      if (!editor.files.has(path) && !existsSync(path)) throw new Error('not there');
      return {};
    },
  },
};

export const commands = {
  executeCommand: async (name: string, ...args: unknown[]) => {
    editor.ran.push([name, ...args]);
    return editor.commands.get(name)?.(...args);
  },
  registerCommand: (name: string, run: (...args: unknown[]) => unknown) => {
    editor.commands.set(name, run);
    return { dispose: () => void editor.commands.delete(name) };
  },
};

export const QuickPickItemKind = { Separator: -1, Default: 0 } as const;
export const ProgressLocation = { Window: 10, Notification: 15 } as const;
/** The entries of the language status that were made, and are there still. */
export const statusItems = new Set<Record<string, unknown>>();
export const languages = {
  createLanguageStatusItem: (id: string) => {
    const item: Record<string, unknown> = { id, dispose: () => void statusItems.delete(item) };
    statusItems.add(item);
    return item;
  },
};

export const ConfigurationTarget = { Global: 1, Workspace: 2 } as const;
export const UIKind = { Desktop: 1, Web: 2 } as const;
export const version = '1.101.0';
export const env = { appName: 'Editor', uiKind: 1, remoteName: undefined };

export class LanguageModelTextPart {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}
export class LanguageModelToolResult {
  readonly content: readonly LanguageModelTextPart[];
  constructor(content: readonly LanguageModelTextPart[]) {
    this.content = content;
  }
}
export const LanguageModelChatMessage = {
  User: (content: string) => ({ role: 'user', content }),
  Assistant: (content: string) => ({ role: 'assistant', content }),
};
export const lm = {
  selectChatModels: async () => editor.models,
  registerTool: (name: string, tool: never) => {
    editor.tools.set(name, tool);
    return { dispose: () => {} };
  },
};

export const TaskScope = { Global: 1, Workspace: 2 } as const;
export const TaskGroup = { Build: 'build' } as const;
export class RelativePattern {
  readonly pattern: string;
  constructor(_folder: unknown, pattern: string) {
    this.pattern = pattern;
  }
}
export class ProcessExecution {
  readonly process: string;
  readonly args: readonly string[];
  readonly options: unknown;
  constructor(process: string, args: readonly string[], options: unknown) {
    this.process = process;
    this.args = args;
    this.options = options;
  }
}
export class Task {
  readonly definition: unknown;
  readonly scope: unknown;
  readonly name: string;
  readonly execution: ProcessExecution;
  readonly problemMatchers: readonly string[];
  constructor(
    definition: unknown,
    scope: unknown,
    name: string,
    _source: string,
    execution: ProcessExecution,
    matchers: readonly string[],
  ) {
    this.definition = definition;
    this.scope = scope;
    this.name = name;
    this.execution = execution;
    this.problemMatchers = matchers;
  }
}
export const tasks = {
  registerTaskProvider: (type: string, provider: never) => {
    editor.providers.set(type, provider);
    return { dispose: () => {} };
  },
};
