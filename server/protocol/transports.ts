/** The ways a client can talk to the server as a process, named by its arguments: standard streams, Node's messages, a pipe, a socket. */
import {
  createServerPipeTransport,
  createServerSocketTransport,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageWriter,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-languageserver/node';
import { FrameReader } from './frame-reader.ts';

export interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
}

export const USAGE = 'usage: server (--stdio | --node-ipc | --pipe=NAME | --socket=PORT)';

/** Undefined where the arguments name none. */
export function transportFor(args: readonly string[]): Transport | undefined {
  if (args.includes('--stdio')) return standardStreams();
  if (args.includes('--node-ipc'))
    return process.send === undefined
      ? undefined
      : { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
  const pipe = valueOf(args, '--pipe');
  const port = Number(valueOf(args, '--socket'));
  const [reader, writer] =
    pipe !== undefined ? createServerPipeTransport(pipe) : port > 0 ? createServerSocketTransport(port) : [];
  return reader === undefined || writer === undefined ? undefined : { reader, writer };
}

function standardStreams(): Transport {
  const writer = new StreamMessageWriter(process.stdout);
  // Standard output belongs to the protocol.
  console.log = console.error;
  const refused = (message: string): void => {
    const answer = { jsonrpc: '2.0', id: null, error: { code: ErrorCodes.ParseError, message } };
    void writer.write(answer as Message).catch(() => undefined);
  };
  return { reader: new FrameReader(process.stdin, refused), writer };
}

/** Of `--name=value` or `--name value`. */
function valueOf(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((each) => each === name || each.startsWith(`${name}=`));
  return at < 0 ? undefined : args[at] === name ? args[at + 1] : args[at]?.slice(name.length + 1);
}
