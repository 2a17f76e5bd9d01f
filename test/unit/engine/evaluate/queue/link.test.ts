/** What answers at an address and is no Redis that will do. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { readAddress } from '../../../../../engine/evaluate/queue/address.ts';
import { openLink } from '../../../../../engine/evaluate/queue/link.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

async function opened(answer: ((asked: string) => string) | undefined): Promise<string> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (answer === undefined) return;
      for (const command of data.toString().split('*').slice(1)) socket.write(answer(command));
    });
    socket.unref();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = readAddress(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`, {});
  if ('error' in address) return address.error;
  const link = await openLink(address.value, 500);
  if ('error' in link) return link.error;
  link.value.close();
  return 'opened';
}

const redis = (version: string) => (asked: string) => {
  const info = `redis_version:${version}\r\nloading:0\r\n`;
  return /info/i.test(asked) ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n';
};

it.each([
  ['a Redis', redis('7.0.15'), 'opened'],
  ['an old Redis', redis('4.0.1'), 'is version 4.0; the queue needs 6.2 or later'],
  ['another server', () => 'HTTP/1.1 400 Bad Request\r\n\r\n', 'is no Redis, or wants encryption'],
  ['a server that is silent', undefined, 'answers like a Redis within 5 s'],
  ['a Redis that wants a password', () => '-NOAUTH Authentication required.\r\n', 'wants a password'],
])('%s', async (_, answer, sentence) => {
  expect(await opened(answer)).toContain(sentence);
});
