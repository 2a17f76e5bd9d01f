/**
 * What the editor's client asks of the engine, and what the engine tells the client: handed on, since the server owns the engine's process. A request
 * starts the engine where it has not run yet and waits while it comes up; where it will not come, the answer says why. What was
 * instructed last is instructed again whenever the engine comes up.
 */
import { LSPErrorCodes, ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver';
import type { Instruction } from '../../engine/protocol/messages.ts';
import type { EnginePeer } from '../../engine/protocol/peer.ts';
import {
  ENGINE_EVENT,
  ENGINE_INSTRUCTION,
  ENGINE_REQUEST,
  ENGINE_UP,
  relayedEvents,
  relayedInstruction,
  relayedRequest,
  type RelayedInstruction,
  type RelayedRequest,
} from '../../engine/protocol/relay.ts';
import type { Supervisor } from './supervisor.ts';
import { engineFor, refusal } from './waiting.ts';

type Answer = ResponseError<void> | { readonly result: unknown };

/** `listens`: whether the client wants to hear of the engine without having asked. */
export function serveRelay(
  connection: Connection,
  engine: Supervisor,
  listens: () => boolean,
  log: (message: string) => void,
): void {
  const instructed = new Map<RelayedInstruction, unknown>();
  /** Requests that the running engine has not answered: each hears why it ended. */
  const pending = new Set<(why: string) => void>();

  const tell = (method: string, params: unknown): void => {
    connection
      .sendNotification(method, params)
      .catch((error: unknown) => log(`the editor cannot be told of the engine: ${String(error)}`));
  };
  const instruct = (peer: EnginePeer, name: RelayedInstruction, params: unknown): void =>
    peer.instruct(name, params as Instruction<typeof name>);

  engine.listen({
    up: (peer) => {
      for (const name of relayedEvents) peer.on(name, (event) => tell(ENGINE_EVENT, { name, params: event }));
      for (const [name, params] of instructed) instruct(peer, name, params);
      if (listens()) tell(ENGINE_UP, { engine: engine.status.engine ?? '' });
    },
    down: (why) => {
      for (const end of pending) end(why);
      pending.clear();
    },
  });

  const ask = (peer: EnginePeer, method: RelayedRequest, params: unknown, signal: AbortSignal): Promise<Answer> =>
    new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        pending.delete(end);
        resolve(answer);
      };
      const end = (why: string): void => settle(refusal(`The engine ended before it answered: ${why}.`));
      pending.add(end);
      signal.addEventListener('abort', () => settle(cancelled()), { once: true });
      peer.handOn(method, params, signal).then(
        (result) => settle({ result }),
        // A connection that broke is a process that ends: `down` says why.
        (error: unknown) => wasAnswered(error) && settle(new ResponseError(error.code, error.message)),
      );
    });

  connection.onRequest(ENGINE_REQUEST, async (value: unknown, token: CancellationToken) => {
    const read = relayedRequest(value, ENGINE_REQUEST);
    if ('error' in read) return refusal(`The language server received ${read.error}.`);
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    const peer = await engineFor(engine, abort.signal);
    if (abort.signal.aborted) return cancelled();
    if (typeof peer === 'string') return refusal(peer);
    const answer = await ask(peer, read.value.method, read.value.params, abort.signal);
    return answer instanceof ResponseError ? answer : answer.result;
  });

  connection.onNotification(ENGINE_INSTRUCTION, (value: unknown) => {
    const read = relayedInstruction(value, ENGINE_INSTRUCTION);
    if ('error' in read) return log(`received ${read.error}`);
    const { name, params } = read.value;
    instructed.set(name, params);
    const peer = engine.peer();
    if (peer !== undefined) instruct(peer, name, params);
  });
}

const cancelled = (): ResponseError<void> => new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');

/** Codes of answers; what breaks on the way has others: those of JSON-RPC's connection, reserved below -32000. */
function wasAnswered(error: unknown): error is { readonly code: number; readonly message: string } {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' && code <= -32600;
}
