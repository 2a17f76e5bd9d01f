/** What the engine and a process of itself say to each other over Node's IPC: named messages, described by readers and checked at both ends. */
import { record, text, type Read, type ValueOf } from '../protocol/read.ts';

export type Messages = Readonly<Record<string, (value: unknown, at: string) => Read<unknown>>>;

export type Message<F extends Messages> = {
  readonly [N in keyof F & string]: { readonly name: N; readonly content: ValueOf<F[N]> };
}[keyof F & string];

const envelope = record({ name: text, content: (value) => ({ value }) });

export function readMessage<F extends Messages>(messages: F, value: unknown): Read<Message<F>> {
  const read = envelope(value, 'message');
  if ('error' in read) return read;
  const { name } = read.value;
  const reader = Object.hasOwn(messages, name) ? messages[name] : undefined;
  if (reader === undefined) return { error: `message: there is no "${name}"` };
  const content = reader(read.value.content, name);
  return 'error' in content ? content : { value: { name, content: content.value } as unknown as Message<F> };
}
