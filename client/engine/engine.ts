/**
 * The engine as the features of the extension see it: requests, instructions and events of the contract, through the language server. What comes
 * back is checked; what goes wrong is one sentence, never an exception, since it may go wrong on any day: the engine is a process of its own.
 */
import type { CancellationToken } from 'vscode';
import { toJson } from '../../engine/protocol/json.ts';
import {
  events,
  requests,
  type Event,
  type Instruction,
  type ParamsOf,
  type ResultOf,
} from '../../engine/protocol/messages.ts';
import type { Reader } from '../../engine/protocol/read.ts';
import {
  ENGINE_EVENT,
  ENGINE_INSTRUCTION,
  ENGINE_REQUEST,
  ENGINE_UP,
  relayedEvent,
  type RelayedEvent,
  type RelayedInstruction,
  type RelayedRequest,
} from '../../engine/protocol/relay.ts';

interface Disposable {
  dispose(): void;
}

/** What is used of the language client. */
export interface Wire {
  isRunning(): boolean;
  /** It is being started: requests wait for it. */
  isComing(): boolean;
  sendRequest(method: string, params: unknown, token?: CancellationToken): Promise<unknown>;
  sendNotification(method: string, params: unknown): Promise<void>;
  onNotification(method: string, handler: (params: unknown) => void): Disposable;
  onDidChangeState(handler: () => void): Disposable;
}

export type Answer<T> = { readonly value: T } | Failure;

/** `cancelled`: by the asker. `absent`: there is nobody to ask. `refused`: the engine, or who stands for it, says why not. `broken`: a bug. */
export interface Failure {
  readonly error: string;
  readonly kind: 'cancelled' | 'absent' | 'refused' | 'broken';
}

export interface Engine {
  request<M extends RelayedRequest>(
    method: M,
    params: ParamsOf<M>,
    token?: CancellationToken,
  ): Promise<Answer<ResultOf<M>>>;
  /** What was instructed last is instructed again whenever server and engine come up. */
  instruct<N extends RelayedInstruction>(name: N, params: Instruction<N>): void;
  on<N extends RelayedEvent>(name: N, handler: (event: Event<N>) => void): Disposable;
  /** The engine has come up, for the first time or again. */
  onUp(handler: () => void): Disposable;
  /** The language server has come up; its engine comes when it is needed. */
  onServerUp(handler: () => void): Disposable;
}

/** `notRunning` is the sentence for a language server that is not there. `report` hears of messages that are not what the contract says. */
export function engineThrough(wire: Wire, notRunning: () => string, report: (problem: string) => void): Engine {
  const handlers = new Map<string, Set<(event: never) => void>>();
  const instructed = new Map<RelayedInstruction, unknown>();
  const up = new Set<() => void>();
  const serverUp = new Set<() => void>();

  const send = (name: RelayedInstruction, params: unknown): void => {
    // A server that goes down meanwhile hears it when it is up again.
    if (wire.isRunning()) wire.sendNotification(ENGINE_INSTRUCTION, { name, params }).catch(() => {});
  };

  wire.onNotification(ENGINE_EVENT, (value) => {
    const envelope = relayedEvent(value, ENGINE_EVENT);
    if ('error' in envelope) return report(`the language server sent ${envelope.error}`);
    const { name, params } = envelope.value;
    const read = (events[name] as Reader<unknown>)(params, name);
    if ('error' in read) return report(`the engine sent ${read.error}`);
    for (const handler of handlers.get(name) ?? []) handler(read.value as never);
  });
  wire.onNotification(ENGINE_UP, () => {
    for (const handler of up) handler();
  });
  wire.onDidChangeState(() => {
    if (!wire.isRunning()) return;
    for (const [name, params] of instructed) send(name, params);
    for (const handler of serverUp) handler();
  });

  return {
    request: async (method, params, token) => {
      if (!canAsk(wire)) return { error: notRunning(), kind: 'absent' };
      try {
        const answer = await wire.sendRequest(ENGINE_REQUEST, { method, params: toJson(params) }, token);
        const read = (requests[method].result as Reader<ResultOf<typeof method>>)(answer, method);
        if ('value' in read) return read;
        report(`the engine answered ${read.error}`);
        return { error: `The engine answered what nobody understands: ${read.error}.`, kind: 'broken' };
      } catch (error) {
        return failureOf(error, token);
      }
    },
    instruct: (name, params) => {
      const json = toJson(params);
      instructed.set(name, json);
      send(name, json);
    },
    on: (name, handler) => {
      const those = handlers.get(name) ?? new Set();
      handlers.set(name, those.add(handler));
      return { dispose: () => void those.delete(handler) };
    },
    onUp: (handler) => listen(up, handler),
    onServerUp: (handler) => listen(serverUp, handler),
  };
}

export const canAsk = (wire: Wire): boolean => wire.isRunning() || wire.isComing();

function listen(those: Set<() => void>, handler: () => void): Disposable {
  those.add(handler);
  return { dispose: () => void those.delete(handler) };
}

/** Codes that LSP has made known. */
const REQUEST_CANCELLED = -32800;
const REQUEST_FAILED = -32803;

export function failureOf(error: unknown, token?: CancellationToken): Failure {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === REQUEST_CANCELLED || token?.isCancellationRequested === true)
    return { error: message, kind: 'cancelled' };
  return { error: sentence(message), kind: code === REQUEST_FAILED ? 'refused' : 'broken' };
}

/** With a capital and a full stop, whoever wrote it. */
function sentence(message: string): string {
  const text = message.trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
