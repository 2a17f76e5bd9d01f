import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FrameReader } from '../../../server/protocol/frame-reader.ts';

const frame = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const one = frame('{"id":1}');

/** What comes of bytes, sent in pieces of the given size. */
async function read(bytes: string | Buffer, size: number): Promise<{ messages: unknown[]; refused: string[] }> {
  const stream = new PassThrough();
  const [messages, refused]: [unknown[], string[]] = [[], []];
  new FrameReader(stream, (why) => refused.push(why)).listen((message) => messages.push(message));
  const buffer = Buffer.from(bytes);
  for (let at = 0; at < buffer.length; at += size) stream.write(buffer.subarray(at, at + size));
  stream.end();
  await new Promise((resolve) => stream.once('close', resolve));
  return { messages, refused };
}

describe.each([1, 7, 100_000])('in pieces of %d bytes', (size) => {
  it('messages come whole and in order', async () => {
    const body = '{"id":2,"text":"ñ→𝛼"}';
    const typed = `Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n${frame('{"id":3}')}`;
    const { messages, refused } = await read(one + frame(body) + typed, size);
    expect([messages, refused]).toEqual([[{ id: 1 }, { id: 2, text: 'ñ→𝛼' }, { id: 3 }], []]);
  });

  it.each([
    ['a body that is not JSON', frame('{"id":'), 'A message is not JSON'],
    ['an empty body', frame(''), 'A message is not JSON'],
    ['a header without a length', 'Content-Type: x\r\n\r\n', 'A header must tell "Content-Length"'],
    ['a length that is none', 'Content-Length: many\r\n\r\n', 'A header must tell "Content-Length"'],
    ['a negative length', 'Content-Length: -5\r\n\r\n', 'A header must tell "Content-Length"'],
    ['a length beyond all messages', `Content-Length: ${'9'.repeat(20)}\r\n\r\n`, 'A header must tell'],
    ['a length too great', 'Content-Length: 900\r\n\r\n{"id":0}', 'A message of 8 bytes was announced as one of 900.'],
    ['a length too small', 'Content-Length: 3\r\n\r\n{"id":0}', 'A message is not JSON'],
  ])('%s costs itself only', async (_, bytes, why) => {
    const { messages, refused } = await read(bytes + one + one, size);
    expect(messages).toEqual([{ id: 1 }, { id: 1 }]);
    expect(refused.join('\n')).toContain(why);
  });

  it('bytes that mean nothing are skipped', async () => {
    const noise = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 256));
    const { messages, refused } = await read(Buffer.concat([noise, Buffer.from(one), noise, Buffer.from(one)]), size);
    expect(messages).toEqual([{ id: 1 }, { id: 1 }]);
    expect(refused.length).toBeGreaterThan(0);
  });
});
