/** What is measured of a language server, the same of every one: start, answers after edits, answers about places, memory. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { InitializeParams } from 'vscode-languageserver';
import type { Random } from '../../dsl/random.ts';
import { LineMap } from '../../dsl/syntax/line-map.ts';
import { overStreams, type StreamChannel } from '../../test/support/lsp/channels.ts';
import { LanguageClient } from '../../test/support/lsp/language-client.ts';
import { namesIn, numbersIn } from './texts.ts';

/** A server to be measured, and the language it is for. */
export interface Subject {
  readonly name: string;
  readonly args: readonly string[];
  readonly languageId: string;
  readonly extension: string;
  /** Sent after `initialized`. */
  readonly settings?: object;
}

export interface Opened {
  readonly client: LanguageClient<StreamChannel>;
  /** Milliseconds from the start of the process to the first diagnostics. */
  readonly start: number;
  open(text: string): OpenText;
}

export interface OpenText {
  readonly uri: string;
  text: string;
  version: number;
  /** What the last edit replaced; undefined where it was taken back. */
  undo: { readonly at: number; readonly digit: string } | undefined;
}

const capabilities: InitializeParams['capabilities'] = {
  textDocument: {
    diagnostic: { dynamicRegistration: false },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    hover: { contentFormat: ['markdown'] },
  },
  workspace: { inlayHint: { refreshSupport: true } },
};

export async function start(subject: Subject, first: string): Promise<Opened> {
  const began = performance.now();
  const client = new LanguageClient(overStreams(process.execPath, subject.args));
  await client.request('initialize', { processId: null, rootUri: null, workspaceFolders: null, capabilities });
  client.notify('initialized', {});
  if (subject.settings !== undefined) client.notify('workspace/didChangeConfiguration', { settings: subject.settings });
  let count = 0;
  const open = (text: string): OpenText => {
    const uri = `file:///nowhere/${++count}.${subject.extension}`;
    client.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: subject.languageId, version: 1, text },
    });
    return { uri, text, version: 1, undo: undefined };
  };
  await diagnostics(client, open(first));
  return { client, start: performance.now() - began, open };
}

export const diagnostics = (client: LanguageClient, { uri }: OpenText): Promise<unknown> =>
  client.request('textDocument/diagnostic', { textDocument: { uri } });

const positionAt = (text: string, offset: number): { line: number; character: number } => {
  const { line, column } = new LineMap(text).positionAt(offset);
  return { line, character: column };
};

/** Changes one digit of a number, as a user does, or takes the last change back. */
function edit(client: LanguageClient, document: OpenText, random: Random): void {
  const { undo, text } = document;
  const numbers = numbersIn(text);
  const at = undo?.at ?? numbers[random.int(numbers.length)] ?? 0;
  const digit = undo?.digit ?? String(1 + random.int(7));
  document.undo = undo === undefined ? { at, digit: text[at] ?? '' } : undefined;
  document.text = text.slice(0, at) + digit + text.slice(at + 1);
  const range = { start: positionAt(text, at), end: positionAt(text, at + 1) };
  client.notify('textDocument/didChange', {
    textDocument: { uri: document.uri, version: ++document.version },
    contentChanges: [{ range, text: digit }],
  });
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** Milliseconds from an edit to the diagnostics after it; every other edit takes the one before back. */
export async function edits({ client }: Opened, document: OpenText, times: number, random: Random): Promise<number[]> {
  const result: number[] = [];
  for (let i = 0; i < times; i++)
    result.push(
      await timed(() => {
        edit(client, document, random);
        return diagnostics(client, document);
      }),
    );
  return result;
}

/** Milliseconds of an answer about a random name: of a document at rest, or right after an edit and before its diagnostics. */
export async function answers(
  { client }: Opened,
  method: 'textDocument/hover' | 'textDocument/completion',
  document: OpenText,
  times: number,
  random: Random,
  afterEdit: boolean,
): Promise<number[]> {
  const result: number[] = [];
  for (let i = 0; i < times; i++) {
    const names = namesIn(document.text);
    const offset = (names[random.int(names.length)] ?? 0) + 1;
    const position = positionAt(document.text, offset);
    result.push(
      await timed(() => {
        if (afterEdit) edit(client, document, random);
        return client.request(method, { textDocument: { uri: document.uri }, position });
      }),
    );
  }
  return result;
}

/** Processor time of the process so far, in ms; undefined where the system does not tell (it counts hundredths of a second). */
export function processorOf({ client }: Opened): number | undefined {
  try {
    const stat = readFileSync(`/proc/${client.channel.process.pid ?? 0}/stat`, 'utf8');
    const [user, system] = (stat.split(') ').at(-1) ?? '').split(' ').slice(11, 13);
    return 10 * (Number(user) + Number(system));
  } catch {
    return undefined;
  }
}

/** Resident memory of the process in MB. */
export const memoryOf = ({ client }: Opened): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(client.channel.process.pid)], { encoding: 'utf8' })) / 1024;

export const stop = ({ client }: Opened): void => client.channel.end();
