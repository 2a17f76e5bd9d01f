/**
 * Trained hypernetworks in Redis: each under the hash of its bytes, in pieces, so that no command takes long on a slow line. Runs that use the same
 * one share it; it goes with the last of them, or when nobody has asked for it for two weeks.
 */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import { KEPT, type Names } from './names.ts';

/** Bytes of the largest hypernetwork that is carried, and of a piece. */
export const LARGEST_HYPERNETWORK = 256_000_000;
const PIECE = 4_000_000;

/** The field that is written last: how many bytes there are in all. */
const LENGTH = 'length';

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Puts it there where it is not, for this run too. */
export async function putHypernetwork(client: Redis, names: Names, run: string, bytes: Uint8Array): Promise<void> {
  const hash = hashOf(bytes);
  const key = names.hypernetwork(hash);
  const users = names.hypernetworkUsers(hash);
  await client.sadd(users, run);
  await client.expire(users, KEPT);
  if ((await client.hget(key, LENGTH)) !== String(bytes.length)) {
    for (let i = 0; i * PIECE < bytes.length; i++) {
      await client.hset(key, String(i), Buffer.from(bytes.subarray(i * PIECE, (i + 1) * PIECE)));
      // What is begun and not ended goes too.
      if (i === 0) await client.expire(key, KEPT);
    }
    await client.hset(key, LENGTH, bytes.length);
  }
  await client.expire(key, KEPT);
}

/** Its bytes, whole; else a few words on why not. What is damaged is taken away, so that the search puts it there anew. */
export async function fetchHypernetwork(client: Redis, names: Names, hash: string): Promise<Outcome<Uint8Array>> {
  const key = names.hypernetwork(hash);
  const length = Number((await client.hget(key, LENGTH)) ?? NaN);
  if (Number.isNaN(length)) return fail('Redis does not hold it; the search puts it there in a moment');
  const pieces: Buffer[] = [];
  const count = length <= LARGEST_HYPERNETWORK ? Math.ceil(length / PIECE) : 0;
  for (let i = 0; i < count; i++) pieces.push((await client.hgetBuffer(key, String(i))) ?? Buffer.alloc(0));
  // A buffer of Node's is no copy of its own.
  const bytes = new Uint8Array(Buffer.concat(pieces));
  if (hashOf(bytes) === hash) return ok(bytes);
  await client.del(key);
  return fail('what Redis holds of it is damaged; the search puts it there anew in a moment');
}

/** The run has ended. */
export async function leaveHypernetwork(client: Redis, names: Names, run: string, hash: string): Promise<void> {
  const users = names.hypernetworkUsers(hash);
  await client.srem(users, run);
  if ((await client.scard(users)) === 0) await client.del(names.hypernetwork(hash), users);
}
