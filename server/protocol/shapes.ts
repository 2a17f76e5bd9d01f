/**
 * The shapes of parameters, checked before a handler sees them: a client that sends something else is told what was expected. Keys that
 * mean the same everywhere (a document, a position, a range) are checked wherever they stand; what a method cannot do without, by method.
 */
type Test = readonly [expected: string, holds: (value: unknown) => boolean];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isString = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;
const isPosition = (value: unknown): boolean =>
  isObject(value) && isCount(value['line']) && isCount(value['character']);
const isRange = (value: unknown): boolean => isObject(value) && isPosition(value['start']) && isPosition(value['end']);
const hasUri = (value: unknown): boolean => isObject(value) && isString(value['uri']);
const isChange = (value: unknown): boolean =>
  isObject(value) && isString(value['text']) && (value['range'] === undefined || isRange(value['range']));

const listOf =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(holds);

const document: Test = ['a document: { uri: string }', hasUri];
const position: Test = ['a position: { line, character }, whole numbers from 0', isPosition];
const range: Test = ['a range: { start, end }, both positions', isRange];
const object: Test = ['an object', isObject];
const text: Test = ['a string', isString];

/** By key, in whatever parameters it stands. */
const everywhere: Readonly<Record<string, Test>> = {
  textDocument: document,
  position,
  range,
  positions: ['a list of positions', listOf(isPosition)],
  ranges: ['a list of ranges', listOf(isRange)],
};

const at = { textDocument: document, position };
const within = { textDocument: document, range };
const item = {
  item: ['an item with a document and ranges', (value: unknown) => hasUri(value) && isObject(value)],
} as const;

/** What each method needs; every other method of `textDocument/` needs a document. */
const needed: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  initialize: { capabilities: object },
  'textDocument/didOpen': {
    textDocument: [
      'a document: { uri: string, languageId: string, version: number, text: string }',
      (value) => hasUri(value) && isObject(value) && isString(value['text']) && typeof value['version'] === 'number',
    ],
  },
  'textDocument/didChange': {
    textDocument: [
      'a document: { uri: string, version: number }',
      (value) => hasUri(value) && isObject(value) && typeof value['version'] === 'number',
    ],
    contentChanges: ['a list of changes: { range?, text: string }', listOf(isChange)],
  },
  'textDocument/hover': at,
  'textDocument/completion': at,
  'textDocument/signatureHelp': at,
  'textDocument/definition': at,
  'textDocument/typeDefinition': at,
  'textDocument/references': { ...at, context: object },
  'textDocument/documentHighlight': at,
  'textDocument/prepareRename': at,
  'textDocument/rename': { ...at, newName: text },
  'textDocument/prepareCallHierarchy': at,
  'textDocument/onTypeFormatting': { ...at, ch: text },
  'textDocument/inlayHint': within,
  'textDocument/codeAction': { ...within, context: object },
  'textDocument/rangeFormatting': within,
  'textDocument/rangesFormatting': { textDocument: document, ranges: ['a list of ranges', listOf(isRange)] },
  'textDocument/selectionRange': { textDocument: document, positions: ['a list of positions', listOf(isPosition)] },
  'textDocument/semanticTokens/range': within,
  'textDocument/semanticTokens/full/delta': { textDocument: document, previousResultId: text },
  'callHierarchy/incomingCalls': item,
  'callHierarchy/outgoingCalls': item,
  'completionItem/resolve': { label: text },
  'codeAction/resolve': { title: text },
  'codeLens/resolve': { range },
  'inlayHint/resolve': { position },
  'workspace/symbol': { query: text },
  'workspace/diagnostic': { previousResultIds: ['a list of result ids', Array.isArray] },
  'workspace/textDocumentContent': { uri: text },
  'workspace/didChangeWatchedFiles': { changes: ['a list of changes: { uri: string, type }', listOf(hasUri)] },
  'workspace/didChangeWorkspaceFolders': {
    event: [
      'an event: { added, removed }, both lists of folders',
      (value) => isObject(value) && listOf(hasUri)(value['added']) && listOf(hasUri)(value['removed']),
    ],
  },
  'workspace/executeCommand': { command: text },
  'workspace/willRenameFiles': {
    files: [
      'a list of files: { oldUri: string, newUri: string }',
      listOf((value) => isObject(value) && isString(value['oldUri']) && isString(value['newUri'])),
    ],
  },
};

/** What is wrong with the parameters, in a sentence; undefined where nothing is. */
export function misshapen(method: string, params: unknown): string | undefined {
  const needs = needed[method] ?? (method.startsWith('textDocument/') ? { textDocument: document } : {});
  const given = isObject(params) ? params : {};
  const tests = { ...everywhere, ...needs };
  for (const [key, [expected, holds]] of Object.entries(tests)) {
    if (given[key] === undefined ? key in needs : !holds(given[key])) return `${method}: "${key}" must be ${expected}.`;
  }
  return undefined;
}
