/** The connection to a Redis: opened with a sentence where that fails, and then kept; while Redis is away it is tried again, and commands wait. */
import type { Redis } from 'ioredis';
import { isIP } from 'node:net';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { Address } from './address.ts';
import { faultWords, mayEvict, tooOld } from './faults.ts';

export interface Link {
  readonly client: Redis;
  readonly address: Address;
  /** A sentence on what is to be changed at that Redis, though it works. */
  readonly advice: string | undefined;
  /** Why it cannot be spoken to now; undefined while it can. */
  readonly trouble: string | undefined;
  /** Calls back whenever `trouble` changes. */
  onTrouble(handler: (trouble: string | undefined) => void): void;
  /** Commands that still wait are rejected. */
  close(): void;
}

/** Milliseconds for the first connection, and in which a lost one may come back before anyone is told. */
const PATIENCE = 5000;
const BLINK = 700;
/** Milliseconds between two attempts to come back, at most; and after which a Redis that does not answer counts as lost. */
const RETRY = 1000;
const SILENCE = 30_000;

/** `patience`: milliseconds for the first connection. */
export async function openLink(address: Address, patience = PATIENCE): Promise<Outcome<Link>> {
  const { Redis } = await import('./bull.ts');
  const { host, port, database, username, password, isEncrypted } = address;
  let isOpen = false;
  let problem: unknown;
  const client = new Redis({
    ...{ host, port, db: database, protocol: 2, lazyConnect: true, connectTimeout: patience, keepAlive: 10_000 },
    // Waiting for a job takes ten seconds at a time.
    socketTimeout: SILENCE,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isOpen ? Math.min(RETRY, 50 * 2 ** times) : null),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    // An address of numbers is no name that a certificate is for.
    ...(isEncrypted ? { tls: isIP(host) === 0 ? { servername: host } : {} } : {}),
  });
  client.on('error', (error: unknown) => (problem = error));
  const late = setTimeout(() => client.disconnect(), patience);
  let info: string;
  try {
    await client.connect();
    info = await client.info();
    // A database that is not there is refused here, not passed over.
    await client.select(database);
  } catch (error) {
    client.disconnect();
    return fail(faultWords(address, problem ?? (isClosed(error) ? undefined : error)));
  } finally {
    clearTimeout(late);
  }
  const old = tooOld(address, info);
  if (old !== undefined) {
    client.disconnect();
    return fail(old);
  }
  isOpen = true;
  return ok(keep(client, address, mayEvict(address, info), () => problem));
}

const isClosed = (error: unknown): boolean => error instanceof Error && error.message === 'Connection is closed.';

function keep(client: Redis, address: Address, advice: string | undefined, problem: () => unknown): Link {
  const handlers = new Set<(trouble: string | undefined) => void>();
  let trouble: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const become = (next: string | undefined): void => {
    if (next === trouble) return;
    trouble = next;
    for (const handler of handlers) handler(next);
  };
  client.on('close', () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (client.status !== 'ready') become(faultWords(address, problem()));
    }, BLINK);
  });
  client.on('ready', () => {
    clearTimeout(timer);
    timer = undefined;
    become(undefined);
  });
  return {
    ...{ client, address, advice },
    get trouble() {
      return trouble;
    },
    onTrouble: (handler) => void handlers.add(handler),
    close: () => {
      clearTimeout(timer);
      handlers.clear();
      client.disconnect();
    },
  };
}
