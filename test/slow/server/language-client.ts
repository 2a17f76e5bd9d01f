/** Just enough of a client to talk to a language server over its standard streams. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiter {
  readonly accepts: (message: Message) => boolean;
  readonly resolve: (message: Message) => void;
}

export class LanguageClient {
  readonly process: ChildProcessWithoutNullStreams;
  private buffer = Buffer.alloc(0);
  private readonly waiters: Waiter[] = [];
  private readonly unread: Message[] = [];
  private nextId = 1;
  private errors = '';

  constructor(command: string, args: readonly string[]) {
    this.process = spawn(command, args, { stdio: 'pipe' });
    this.process.stdout.on('data', (chunk: Buffer) => this.receive(chunk));
    this.process.stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  /** The result of a request; rejects with the server's message. */
  async request<T>(method: string, params: unknown): Promise<T> {
    const id = this.nextId++;
    this.send({ id, method, params });
    const answer = await this.next(
      (message) => message.id === id && message.method === undefined,
      `an answer to ${method}`,
    );
    if (answer.error !== undefined) throw new Error(answer.error.message);
    return answer.result as T;
  }

  /** The parameters of the next notification of this method for which `accepts` holds. */
  async notification<T>(method: string, accepts: (params: T) => boolean = () => true): Promise<T> {
    const found = await this.next((message) => message.method === method && accepts(message.params as T), method);
    return found.params as T;
  }

  /** Resolves with the exit code. */
  exited(): Promise<number | null> {
    return new Promise((resolve) => this.process.once('exit', resolve));
  }

  private send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  private next(accepts: Waiter['accepts'], what: string): Promise<Message> {
    const known = this.unread.findIndex(accepts);
    const [message] = known < 0 ? [] : this.unread.splice(known, 1);
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what} within 20 s; stderr: ${this.errors}`)), 20_000);
      this.waiters.push({
        accepts,
        resolve: (found) => {
          clearTimeout(timer);
          resolve(found);
        },
      });
    });
  }

  private receive(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const head = this.buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.subarray(0, Math.max(0, head)).toString())?.[1]);
      if (head < 0 || this.buffer.length < head + 4 + length) return;
      const message = JSON.parse(this.buffer.subarray(head + 4, head + 4 + length).toString()) as Message;
      this.buffer = this.buffer.subarray(head + 4 + length);
      const waiter = this.waiters.findIndex(({ accepts }) => accepts(message));
      if (waiter < 0) this.unread.push(message);
      else this.waiters.splice(waiter, 1)[0]?.resolve(message);
    }
  }
}
