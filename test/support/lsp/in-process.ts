/** The server in this process, from its sources, with files of its own: for tests of what it does rather than of how it is shipped. */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createConnection,
  ProposedFeatures,
  TextDocuments,
  type DataCallback,
  type Disposable,
  type Message as ProtocolMessage,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Devices } from '../../../dsl/semantics/devices.ts';
import type { OpenEngine } from '../../../server/engine/connection.ts';
import { guard } from '../../../server/protocol/gate.ts';
import { startServer } from '../../../server/server.ts';
import type { Channel, Message } from './language-client.ts';

class Inbox extends AbstractMessageReader {
  receive: DataCallback = () => undefined;

  listen(callback: DataCallback): Disposable {
    this.receive = callback;
    return { dispose: () => undefined };
  }
}

class Outbox extends AbstractMessageWriter {
  deliver: (message: Message) => void = () => undefined;

  write(message: ProtocolMessage): Promise<void> {
    // As on a wire: the client sees a copy, later.
    const copy = JSON.parse(JSON.stringify(message)) as Message;
    setImmediate(() => this.deliver(copy));
    return Promise.resolve();
  }

  end(): void {}
}

/** `files` by URI are what is on its disk; `engine` stands in for the engine's process. */
export function inProcess(
  files: Readonly<Record<string, string>> = {},
  engine?: OpenEngine,
  devices?: Devices,
): Channel {
  const [inbox, outbox] = [new Inbox(), new Outbox()];
  const documents = new TextDocuments(TextDocument);
  const gate = guard(inbox, outbox, (uri) => documents.get(uri)?.lineCount);
  const connection = createConnection(ProposedFeatures.all, gate.reader, outbox, gate.options);
  startServer(connection, documents, {
    read: (uri) => {
      const text = files[uri];
      if (text !== undefined) return { text };
      // As the disk has it: what an unsaved file imports is no URI.
      return {
        error: URL.canParse(uri)
          ? 'the file does not exist'
          : 'an unsaved file has no folder to look in; save it first',
      };
    },
    list: (folders) => Object.keys(files).filter((uri) => folders.some((folder) => uri.startsWith(`${folder}/`))),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    engine: () => engine,
    ...(devices === undefined ? {} : { devices: () => devices }),
  });
  return {
    // As read from a wire: whatever it is, it is handed on.
    send: (message) => inbox.receive(JSON.parse(JSON.stringify(message)) as ProtocolMessage),
    listen: (receive) => (outbox.deliver = receive),
    // Nothing is heard any more; what the server still has to say later, it says to nobody, as a client that hung up would have it.
    end: () => {
      inbox.receive = () => undefined;
      outbox.deliver = () => undefined;
    },
    noise: () => '',
  };
}
