/**
 * What is let through from the client. A message that breaks the protocol (no JSON-RPC, out of turn, parameters of another shape, about a
 * document that is not open or a line that it does not have) is answered with the protocol's error here, where a request, and logged,
 * where a notification; so handlers see sound messages only, and the server lives on whatever arrives.
 */
import {
  ErrorCodes,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  type ConnectionOptions,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-languageserver';
import { misshapen } from './shapes.ts';

export interface Gate {
  readonly reader: MessageReader;
  readonly options: ConnectionOptions;
  /** Whether `shutdown` was asked for: then the end of the connection is a success. */
  readonly isShutDown: () => boolean;
}

interface Refusal {
  readonly code: number;
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Asked about documents that need not be open, or before they are. */
const needsNoDocument: ReadonlySet<string> = new Set([
  'textDocument/didOpen',
  'textDocument/didClose',
  'textDocument/diagnostic',
]);

/** `lineCount` is that of an open document, undefined of any other. */
export function guard(
  reader: MessageReader,
  writer: MessageWriter,
  lineCount: (uri: string) => number | undefined,
): Gate {
  let state: 'new' | 'initialized' | 'shut down' = 'new';

  const refuse = (message: Fields, { code, message: why }: Refusal): void => {
    const { id, method } = message;
    const reply =
      typeof method === 'string' && id === undefined
        ? { jsonrpc: '2.0', method: 'window/logMessage', params: { type: MessageType.Warning, message: why } }
        : { jsonrpc: '2.0', id: isId(id) ? id : null, error: { code, message: why } };
    void writer.write(reply as Message).catch(() => undefined);
  };

  /** Of what is wrong whatever the documents are, in the order of arrival. */
  const refusalAtArrival = (message: unknown): Refusal | undefined => {
    const malformed = notJsonRpc(message);
    if (malformed !== undefined) return { code: ErrorCodes.InvalidRequest, message: malformed };
    const { id, method, params } = message as Fields;
    if (typeof method !== 'string' || method === 'exit') return undefined;
    if (state === 'new' && method !== 'initialize')
      return { code: ErrorCodes.ServerNotInitialized, message: `${method}: the server is not initialized.` };
    if (state === 'shut down')
      return { code: ErrorCodes.InvalidRequest, message: `${method}: the server has been shut down.` };
    if (state === 'initialized' && method === 'initialize')
      return { code: ErrorCodes.InvalidRequest, message: 'initialize: the server is initialized already.' };
    if (method === '$/cancelRequest' && !isId((params as Fields | null | undefined)?.['id']))
      return { code: ErrorCodes.InvalidParams, message: '$/cancelRequest: "id" must be that of a request.' };
    const wrong = misshapen(method, params);
    if (wrong !== undefined) return { code: ErrorCodes.InvalidParams, message: wrong };
    if (method === 'initialize') state = 'initialized';
    if (method === 'shutdown' && id !== undefined) state = 'shut down';
    return undefined;
  };

  /** Of a request about a place that is not there when it is its turn. */
  const refusalInTurn = ({ method, params }: Fields): Refusal | undefined => {
    if (typeof method !== 'string' || !method.startsWith('textDocument/') || needsNoDocument.has(method))
      return undefined;
    const { textDocument, position, positions } = params as {
      readonly textDocument: { readonly uri: string };
      readonly position?: { readonly line: number };
      readonly positions?: readonly { readonly line: number }[];
    };
    const lines = lineCount(textDocument.uri);
    if (lines === undefined)
      return { code: ErrorCodes.InvalidParams, message: `${method}: the document "${textDocument.uri}" is not open.` };
    const beyond = [...(position === undefined ? [] : [position]), ...(positions ?? [])].find(
      ({ line }) => line >= lines,
    );
    if (beyond === undefined) return undefined;
    const message = `${method}: there is no line ${beyond.line}; the document's last is ${lines - 1}.`;
    return { code: ErrorCodes.InvalidParams, message };
  };

  return {
    isShutDown: () => state === 'shut down',
    reader: {
      onError: reader.onError,
      onClose: reader.onClose,
      onPartialMessage: reader.onPartialMessage,
      dispose: () => reader.dispose(),
      listen: (callback): Disposable =>
        reader.listen((message) => {
          const refusal = refusalAtArrival(message);
          if (refusal === undefined) callback(message);
          else refuse(isFields(message) ? message : {}, refusal);
        }),
    },
    options: {
      connectionStrategy: {
        cancelUndispatched: (message) => ({
          jsonrpc: message.jsonrpc,
          id: null,
          error: new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled').toJson(),
        }),
      },
      messageStrategy: {
        handleMessage: (message, next) => {
          const refusal = refusalInTurn(message as unknown as Fields);
          if (refusal === undefined) return next(message);
          refuse(message as unknown as Fields, refusal);
        },
      },
    },
  };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): value is string | number => typeof value === 'string' || Number.isInteger(value);

function notJsonRpc(message: unknown): string | undefined {
  if (!isFields(message)) return 'A message must be one JSON object.';
  const { id, method, params, result, error } = message;
  if (id !== undefined && id !== null && !isId(id)) return 'A message\'s "id" must be a whole number or a string.';
  if (method === undefined && (result !== undefined || error !== undefined)) return undefined;
  if (typeof method !== 'string')
    return 'A message must have a "method", or be an answer with a "result" or an "error".';
  if (id === null) return 'A request\'s "id" must be a whole number or a string.';
  if (params !== undefined && params !== null && typeof params !== 'object')
    return 'A message\'s "params" must be an object or a list.';
  return undefined;
}
