/**
 * Messages from a stream of bytes, each behind a header with its length (the base protocol of LSP). Bytes that are no message cost
 * themselves only: they are reported, and reading goes on at the next header.
 */
import { AbstractMessageReader, type DataCallback, type Disposable, type Message } from 'vscode-languageserver';

const END_OF_HEADER = '\r\n\r\n';
const LENGTH = /Content-Length: *(\d+)/i;
const HEADER = /Content-Length: *\d+\r\n/i;

/** Bytes that a header may have, and a message. */
const LONGEST_HEADER = 8 * 1024;
const LONGEST_MESSAGE = 256 * 1024 * 1024;

export class FrameReader extends AbstractMessageReader {
  private readonly stream: NodeJS.ReadableStream;
  private readonly refused: (why: string) => void;
  private chunks: Buffer[] = [];
  private size = 0;
  /** The last bytes, for a header that comes in pieces. */
  private tail = '';
  /** Bytes wanted before it is worth looking again. */
  private wanted = 1;

  constructor(stream: NodeJS.ReadableStream, refused: (why: string) => void) {
    super();
    this.stream = stream;
    this.refused = refused;
  }

  listen(callback: DataCallback): Disposable {
    const receive = (chunk: Buffer): void => {
      this.chunks.push(chunk);
      this.size += chunk.length;
      const latest = this.tail + chunk.toString('latin1');
      this.tail = latest.slice(-64);
      if (this.size >= this.wanted || HEADER.test(latest)) this.deliver(callback);
    };
    this.stream.on('data', receive);
    this.stream.on('error', (error) => this.fireError(error));
    this.stream.on('close', () => this.fireClose());
    return { dispose: () => this.stream.off('data', receive) };
  }

  /** Hands over all whole messages, and keeps the rest. */
  private deliver(callback: DataCallback): void {
    let rest = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks);
    let missing = 0;
    while (missing === 0) {
      const headerEnd = rest.indexOf(END_OF_HEADER);
      if (headerEnd < 0) {
        if (rest.length > LONGEST_HEADER) {
          this.refused(`${rest.length} bytes came without a header; they are skipped.`);
          // The end may be the beginning of a header.
          rest = rest.subarray(rest.length - LONGEST_HEADER / 2);
        }
        missing = 1;
        continue;
      }
      const start = headerEnd + END_OF_HEADER.length;
      const length = Number(LENGTH.exec(rest.toString('latin1', 0, headerEnd))?.[1] ?? Number.NaN);
      if (!(length <= LONGEST_MESSAGE)) {
        this.refused(`A header must tell "Content-Length", in bytes, at most ${LONGEST_MESSAGE}.`);
        rest = rest.subarray(start);
        continue;
      }
      // No message holds a header, since JSON has no bare line breaks within strings: the length was wrong.
      const next = HEADER.exec(rest.toString('latin1', start, Math.min(rest.length, start + length)))?.index;
      if (next !== undefined) {
        this.refused(`A message of ${next} bytes was announced as one of ${length}.`);
        rest = rest.subarray(start + next);
      } else if (rest.length < start + length) {
        missing = start + length - rest.length;
      } else {
        const message = this.parse(rest.toString('utf8', start, start + length));
        rest = rest.subarray(start + length);
        if (message !== undefined) callback(message.value);
      }
    }
    this.chunks = [rest];
    this.size = rest.length;
    this.wanted = rest.length + missing;
  }

  private parse(text: string): { readonly value: Message } | undefined {
    try {
      return { value: JSON.parse(text) as Message };
    } catch (error) {
      this.refused(`A message is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
      return undefined;
    }
  }
}
