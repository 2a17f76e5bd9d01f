/**
 * A text edited at random while a server looks on: after every step its diagnostics must be those of the text opened afresh, and a request
 * about a random place must be answered.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Diagnostic } from 'vscode-languageserver';
import { expect } from 'vitest';
import type { Random } from '../../../dsl/random.ts';
import { LineMap } from '../../../dsl/syntax/line-map.ts';
import type { Platform } from '../../../server/platform.ts';
import { Reports } from '../../../server/reports.ts';
import { Workspace } from '../../../server/workspace.ts';
import type { Session } from './session.ts';

const examples = join(import.meta.dirname, '../../../examples');

/** The bundled examples by name. */
export const EXAMPLES: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(examples, { recursive: true, encoding: 'utf8' })
    // Beside them may lie a folder of runs.
    .filter((name) => name.endsWith('.hnas') && !name.split(sep).includes('.hnas'))
    .sort()
    .map((name) => [name, readFileSync(join(examples, name), 'utf8')]),
);

/** Reads what is not open, as the server looked on does: the one in this process has no files. */
type ReadFile = (uri: string) => { readonly text: string } | { readonly error: string };
const noFiles: ReadFile = (uri) => ({
  error: URL.canParse(uri) ? 'the file does not exist' : 'an unsaved file has no folder to look in; save it first',
});

/** Milliseconds within which every answer must have come, on a busy machine. */
const PATIENCE = 10_000;

const pieces = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    ',',
    ':',
    '=',
    '>>',
    '..',
    '.',
    '-',
    '|',
    '/',
    '//',
    '/*',
    '@',
    '\\',
    '\0',
    'é𝛼',
  ],
  ...[
    '\n',
    '\r\n',
    ' ',
    '0',
    '1',
    '3',
    '1e9',
    '64',
    'x',
    'choice ',
    'choice [1, 2]',
    'space S {',
    'cell ',
    'network {',
  ],
  ...[
    'require ',
    'param p = ',
    'let a = ',
    'if ',
    'else ',
    'for i in 0..3 {',
    'repeat 2 {',
    'import "',
    'arch a of ',
    'nodes ',
  ],
  ...['in', 'self', 'relu', 'conv(out: 8)', 'true', '// note\n', '/// doc\n'],
  // What stands there while somebody types.
  ...[
    '\n  maximize ',
    '\n  budget {',
    '\n  search ',
    'latency(device: "',
    'residual when ',
    'exit {',
    'branches sum {',
  ],
  ...['from choose any ', 'if a then ', 'hypernetwork W = ghn { ', 'space: ', 's.', '{ a: 1, ', 'output ', 'steps '],
];

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** As a client can send it: no position lies between the two characters of a line's end. */
function sendable(text: string, { start, end, insert }: Edit): Edit {
  const outside = (at: number): number => (text[at - 1] === '\r' && text[at] === '\n' ? at - 1 : at);
  return { start: outside(start), end: outside(end), insert };
}

function randomEdit(text: string, random: Random): Edit {
  const start = random.int(text.length + 1);
  const near = Math.min(text.length, start + random.int(12));
  const piece = pieces[random.int(pieces.length)] ?? '';
  switch (random.int(9)) {
    case 0:
      return { start, end: near, insert: '' };
    case 1:
      return { start, end: near, insert: piece };
    case 2: {
      const from = random.int(text.length + 1);
      return { start, end: start, insert: text.slice(from, from + random.int(60)) };
    }
    case 3: {
      const lineEnd = text.indexOf('\n', start);
      return { start, end: lineEnd < 0 ? text.length : lineEnd + 1, insert: '' };
    }
    case 4: {
      const number = /\d+/g;
      number.lastIndex = start;
      const found = number.exec(text);
      if (found === null) return { start, end: start, insert: piece };
      return { start: found.index, end: found.index + found[0].length, insert: String(random.int(9)) };
    }
    case 5: {
      const lineEnd = text.indexOf('\n', start);
      return { start, end: lineEnd < 0 ? text.length : lineEnd, insert: '' };
    }
    default:
      return { start, end: start, insert: piece };
  }
}

const requests = [
  ...['hover', 'completion', 'definition', 'references', 'documentHighlight', 'signatureHelp', 'prepareRename'],
  ...['rename', 'documentSymbol', 'foldingRange', 'selectionRange', 'codeAction', 'inlayHint', 'documentLink'],
  ...['codeLens', 'typeDefinition', 'prepareCallHierarchy', 'onTypeFormatting'],
  ...['formatting', 'rangeFormatting', 'semanticTokens/full', 'semanticTokens/range'],
];

/** What was asked of a server in how many steps. */
export interface Fuzzing {
  readonly steps: number;
  /** After so many steps the text is the original again, so that texts stay near to sense. */
  readonly restart: number;
  readonly read?: ReadFile;
  /** Of the server looked on. */
  readonly devices?: Platform['devices'];
}

/** All documents are open, at their URIs, and one after the other is edited. */
export async function fuzz(
  session: Session,
  originals: Readonly<Record<string, string>>,
  random: Random,
  { steps, restart, read = noFiles, devices }: Fuzzing,
): Promise<void> {
  const uris = Object.keys(originals);
  const texts = { ...originals };
  for (const uri of uris) session.open(texts[uri] ?? '', uri);
  for (let step = 0; step < steps; step++) {
    const uri = uris[step % uris.length] ?? '';
    const text = texts[uri] ?? '';
    const version = step + 2;
    if (step % restart >= restart - uris.length) {
      texts[uri] = originals[uri] ?? '';
      session.change(uri, version, texts[uri]);
    } else {
      const { start, end, insert } = sendable(text, randomEdit(text, random));
      const range = { start: positionAt(text, start), end: positionAt(text, end) };
      texts[uri] = text.slice(0, start) + insert + text.slice(end);
      const textDocument = { uri, version };
      session.notify('textDocument/didChange', { textDocument, contentChanges: [{ range, text: insert }] });
    }
    const pulled = uris.map((each) => pull(session, each));
    const asked = askSomething(session, uri, texts[uri], random);
    const expected = uris.map((each) => freshDiagnostics(each, texts, read, devices));
    expect(await Promise.all(pulled), `step ${step} of ${JSON.stringify(texts)}`).toEqual(expected);
    await asked;
  }
  for (const uri of uris) session.close(uri);
}

async function pull(session: Session, uri: string): Promise<unknown> {
  const answer = session.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } });
  return (await inTime(answer, 'diagnostics', uri)).items;
}

function positionAt(text: string, offset: number): { line: number; character: number } {
  const { line, column } = new LineMap(text).positionAt(offset);
  return { line, character: column };
}

function askSomething(session: Session, uri: string, text: string, random: Random): Promise<unknown> {
  const what = requests[random.int(requests.length)] ?? '';
  const position = positionAt(text, random.int(text.length + 1));
  const params = {
    textDocument: { uri },
    position,
    positions: [position],
    range: { start: position, end: { line: position.line + random.int(5), character: 0 } },
    context: { diagnostics: [], includeDeclaration: true },
    options: { tabSize: 2, insertSpaces: true },
    newName: 'other',
    ch: '}',
  };
  const answer = session.request(`textDocument/${what}`, params).catch((error: { code: number; message: string }) => {
    // Names that cannot be renamed are refused as invalid parameters; anything else is a failure.
    expect(error.code, `${what} at ${JSON.stringify(position)} of ${JSON.stringify(text)}: ${error.message}`).toBe(
      -32602,
    );
    expect(what).toMatch(/rename/i);
  });
  return inTime(answer, what, text);
}

/** The diagnostics of an open document in a server that has seen nothing but the open documents as they are. */
function freshDiagnostics(
  uri: string,
  texts: Readonly<Record<string, string>>,
  read: ReadFile,
  devices: Platform['devices'],
): unknown {
  const open = (asked: string) => {
    const text = texts[asked];
    return text === undefined ? undefined : { uri: asked, version: 1, getText: () => text };
  };
  const report = new Reports(new Workspace(open, read, devices), open).of(uri);
  return JSON.parse(JSON.stringify(report?.items));
}

async function inTime<T>(answer: Promise<T>, what: string, text: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} in ${PATIENCE} ms for ${JSON.stringify(text)}`)), PATIENCE);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
