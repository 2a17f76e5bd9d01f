/** Just enough of a client to talk to a language server, over whatever carries the messages. */
export interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What carries messages to a server and back. */
export interface Channel {
  send(message: unknown): void;
  /** Called once, before anything is sent. */
  listen(receive: (message: Message) => void): void;
  end(): void;
  /** What the server wrote beside the protocol. */
  noise(): string;
}

/** An error that the server answered with. */
export class AnsweredError extends Error {
  readonly code: number;

  constructor({ code, message }: { readonly code: number; readonly message: string }) {
    super(message);
    this.code = code;
  }
}

interface Waiter {
  readonly accepts: (message: Message) => boolean;
  readonly resolve: (message: Message) => void;
}

const PATIENCE = 20_000;

export class LanguageClient<C extends Channel = Channel> {
  readonly channel: C;
  private readonly waiters: Waiter[] = [];
  private readonly unread: Message[] = [];
  private nextId = 1;

  /** `answers` to the server's requests, by method; null to all others. */
  constructor(channel: C, answers: Readonly<Record<string, (params: unknown) => unknown>> = {}) {
    this.channel = channel;
    channel.listen((message) => {
      if (message.method !== undefined && message.id !== undefined) {
        const result = answers[message.method]?.(message.params) ?? null;
        channel.send({ jsonrpc: '2.0', id: message.id, result });
      }
      const waiter = this.waiters.findIndex(({ accepts }) => accepts(message));
      if (waiter < 0) this.unread.push(message);
      else this.waiters.splice(waiter, 1)[0]?.resolve(message);
    });
  }

  notify(method: string, params: unknown): void {
    this.channel.send({ jsonrpc: '2.0', method, params });
  }

  /** The result of a request; rejects with the server's error. */
  request<T>(method: string, params: unknown): Promise<T> {
    return this.start<T>(method, params).answer;
  }

  /** A request that can be cancelled by its id. */
  start<T>(method: string, params: unknown): { readonly id: number; readonly answer: Promise<T> } {
    const id = this.nextId++;
    this.channel.send({ jsonrpc: '2.0', id, method, params });
    return { id, answer: this.answerTo<T>(id, method) };
  }

  cancel(id: number): void {
    this.notify('$/cancelRequest', { id });
  }

  async answerTo<T>(id: number | null, what: string): Promise<T> {
    const answer = await this.next((message) => message.id === id && message.method === undefined, `answer to ${what}`);
    if (answer.error !== undefined) throw new AnsweredError(answer.error);
    return answer.result as T;
  }

  /** The parameters of the next notification or request of this method for which `accepts` holds. */
  async received<T>(method: string, accepts: (params: T) => boolean = () => true): Promise<T> {
    const found = await this.next((message) => message.method === method && accepts(message.params as T), method);
    return found.params as T;
  }

  /** How many messages of a method have come that nobody has taken. */
  countOf(method: string): number {
    return this.unread.filter((message) => message.method === method).length;
  }

  private next(accepts: Waiter['accepts'], what: string): Promise<Message> {
    const known = this.unread.findIndex(accepts);
    const [message] = known < 0 ? [] : this.unread.splice(known, 1);
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${what} within ${PATIENCE / 1000} s; the server wrote: ${this.channel.noise()}`)),
        PATIENCE,
      );
      this.waiters.push({
        accepts,
        resolve: (found) => {
          clearTimeout(timer);
          resolve(found);
        },
      });
    });
  }
}
