/** The language server as a process: talks to its client as the arguments say, and reads the disk. */
import { createConnection, ProposedFeatures, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { devicesFor } from './devices.ts';
import { filesOf, readFile } from './disk.ts';
import { engineModule, engineProcess } from './engine/process.ts';
import { guard } from './protocol/gate.ts';
import { transportFor, USAGE } from './protocol/transports.ts';
import { startServer } from './server.ts';

const transport = transportFor(process.argv.slice(2));
if (transport === undefined) {
  console.error(USAGE);
  process.exit(2);
}

const { reader, writer } = transport;
const documents = new TextDocuments(TextDocument);
const gate = guard(reader, writer, (uri) => documents.get(uri)?.lineCount);
const end = (): void => process.exit(gate.isShutDown() ? 0 : 1);
reader.onClose(end);
process.once('disconnect', end);

startServer(createConnection(ProposedFeatures.all, gate.reader, writer, gate.options), documents, {
  read: readFile,
  list: filesOf,
  devices: devicesFor,
  pause: () => new Promise((resolve) => setImmediate(resolve)),
  engine: (log, surroundings) => engineProcess(engineModule(process.argv[1] ?? ''), log, surroundings),
});
