/**
 * Both ends of the wire over a JSON-RPC connection, typed by `messages.ts`. What arrives is checked before anyone sees it: wrong parameters
 * are answered as such, wrong results reject the request, wrong notifications are reported and dropped.
 */
import { ErrorCodes, ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc';
import {
  events,
  instructions,
  requests,
  type Event,
  type EventName,
  type Instruction,
  type InstructionName,
  type ParamsOf,
  type RequestName,
  type ResultOf,
} from './messages.ts';
import { toJson } from './json.ts';
import type { Read, Reader } from './read.ts';

/** The engine as those see it that ask. */
export interface EnginePeer {
  request<M extends RequestName>(method: M, params: ParamsOf<M>, signal?: AbortSignal): Promise<ResultOf<M>>;
  instruct<N extends InstructionName>(name: N, params: Instruction<N>): void;
  /** A request of someone else, handed on: neither what is asked nor what is answered is read here. */
  handOn(method: RequestName, params: unknown, signal?: AbortSignal): Promise<unknown>;
  on<N extends EventName>(name: N, handler: (event: Event<N>) => void): void;
}

export type Handlers = {
  readonly [M in RequestName]: (params: ParamsOf<M>, signal: AbortSignal) => Promise<ResultOf<M>>;
};
export type Instructed = { readonly [N in InstructionName]: (params: Instruction<N>) => void };

export interface AskerPeer {
  emit<N extends EventName>(name: N, event: Event<N>): void;
}

/** A request that cannot be answered, for a reason that is no bug: one sentence. */
export class Refusal extends Error {}

/** The end that asks. `report` hears of messages that are not what the contract says. Listens. */
export function engineOver(connection: MessageConnection, report: (problem: string) => void): EnginePeer {
  const handlers = new Map<string, ((event: never) => void)[]>();
  for (const [name, reader] of Object.entries(events)) {
    connection.onNotification(name, (value: unknown) => {
      const read = (reader as Reader<unknown>)(value, name);
      if ('error' in read) report(`the engine sent ${read.error}`);
      else for (const handler of handlers.get(name) ?? []) handler(read.value as never);
    });
  }
  connection.listen();
  return {
    request: async (method, params, signal) => {
      signal?.throwIfAborted();
      const token = signal === undefined ? [] : [tokenOf(signal)];
      const answer: unknown = await connection.sendRequest(method, toJson(params), ...token);
      const read = readAs(requests[method].result as Reader<ResultOf<typeof method>>, answer, method);
      if ('error' in read) throw new Error(`the engine answered ${read.error}`);
      return read.value;
    },
    instruct: (name, params) => void connection.sendNotification(name, toJson(params)).catch(ignoreClosed),
    handOn: async (method, params, signal) => {
      signal?.throwIfAborted();
      return connection.sendRequest(method, params ?? null, ...(signal === undefined ? [] : [tokenOf(signal)]));
    },
    on: (name, handler) => void handlers.set(name, [...(handlers.get(name) ?? []), handler]),
  };
}

/** The end that answers. Listens. */
export function askerOver(
  connection: MessageConnection,
  handlers: Handlers,
  instructed: Instructed,
  report: (problem: string) => void,
): AskerPeer {
  for (const [method, { params: reader }] of Object.entries(requests)) {
    const handler = handlers[method as RequestName] as (params: unknown, signal: AbortSignal) => Promise<unknown>;
    connection.onRequest(method, async (value: unknown, token: CancellationToken) => {
      const read = (reader as Reader<unknown>)(value, method);
      if ('error' in read) return new ResponseError(ErrorCodes.InvalidParams, read.error);
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort(new Refusal('cancelled')));
      try {
        return toJson(await handler(read.value, abort.signal));
      } catch (error) {
        if (abort.signal.aborted) return new ResponseError(REQUEST_CANCELLED, 'cancelled');
        if (error instanceof Refusal) return new ResponseError(REQUEST_FAILED, error.message);
        report(`${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return new ResponseError(ErrorCodes.InternalError, `${method} failed: ${String(error)}`);
      }
    });
  }
  for (const [name, reader] of Object.entries(instructions)) {
    const handler = instructed[name as InstructionName] as (params: unknown) => void;
    connection.onNotification(name, (value: unknown) => {
      const read = (reader as Reader<unknown>)(value, name);
      if ('error' in read) report(`received ${read.error}`);
      else handler(read.value);
    });
  }
  connection.listen();
  return { emit: (name, event) => void connection.sendNotification(name, toJson(event)).catch(ignoreClosed) };
}

/** Codes that LSP has made known. */
const REQUEST_CANCELLED = -32800;
const REQUEST_FAILED = -32803;

function readAs<T>(reader: Reader<T>, value: unknown, at: string): Read<T> {
  return reader(value, at);
}

function tokenOf(signal: AbortSignal): CancellationToken {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested: (listener) => {
      const heard = (): void => listener(signal.reason);
      signal.addEventListener('abort', heard, { once: true });
      return { dispose: () => signal.removeEventListener('abort', heard) };
    },
  };
}

/** A message to a peer that has gone is of no use to anyone; that it has gone is told by the connection's end. */
function ignoreClosed(): void {}
