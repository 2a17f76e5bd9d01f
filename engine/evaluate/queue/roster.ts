/**
 * The workers of a queue, as they tell of themselves: each writes what it does and when it was there, by the clock of Redis, so that nobody's own clock
 * matters. One that leaves takes its entry away; one that dies leaves it behind, and counts as dead when it has been silent for a while.
 */
import type { Redis } from 'ioredis';
import { count, list, oneOf, optional, record, text, type ValueOf } from '../../protocol/read.ts';
import { readPacked } from './job.ts';
import type { Names } from './names.ts';

/** Seconds between two signs of life, after which silence means death, and for which the dead are remembered. */
export const SIGN_EVERY = 5;
const SILENT = 15;
const REMEMBERED = 86_400;

const workerEntry = record({
  id: text,
  name: text,
  host: text,
  version: text,
  /** `refusing`: it cannot do the jobs that it was given; `why` says so. */
  state: oneOf('idle', 'busy', 'refusing'),
  why: optional(text),
  /** Jobs at the same time. */
  places: count,
  jobs: list(record({ run: text, experiment: text, position: count, doing: text })),
  /** Evaluations that it has answered. */
  done: count,
  /** ISO 8601, UTC. */
  started: text,
});

export type WorkerEntry = ValueOf<typeof workerEntry>;

export interface KnownWorker extends WorkerEntry {
  /** Its last sign of life, in seconds since 1970 by the clock of Redis, and the seconds since. */
  readonly seen: number;
  readonly silent: number;
  readonly isDead: boolean;
}

export async function signOfLife(client: Redis, { workers, seen }: Names, entry: WorkerEntry): Promise<void> {
  const [now] = await client.time();
  await client.multi().hset(workers, entry.id, JSON.stringify(entry)).zadd(seen, Number(now), entry.id).exec();
}

export async function leave(client: Redis, { workers, seen }: Names, id: string): Promise<void> {
  await client.multi().hdel(workers, id).zrem(seen, id).exec();
}

/** A worker that begins takes the place of the dead one of its name. */
export async function takePlace(client: Redis, names: Names, entry: WorkerEntry): Promise<void> {
  for (const { id, name, isDead } of await readRoster(client, names))
    if (isDead && name === entry.name) await leave(client, names, id);
  await signOfLife(client, names, entry);
}

/** By name; those that have been dead for a day are forgotten. */
export async function readRoster(client: Redis, names: Names): Promise<readonly KnownWorker[]> {
  const [[now], entries, seen] = await Promise.all([
    client.time(),
    client.hgetall(names.workers),
    client.zrange(names.seen, '0', '-1', 'WITHSCORES'),
  ]);
  const last = new Map<string, number>();
  for (let i = 0; i + 1 < seen.length; i += 2) last.set(seen[i] ?? '', Number(seen[i + 1]));
  const known: KnownWorker[] = [];
  for (const [id, json] of Object.entries(entries)) {
    const read = readPacked(workerEntry, json, 'worker');
    const at = last.get(id) ?? 0;
    const silent = Number(now) - at;
    if ('error' in read || silent > REMEMBERED) await leave(client, names, id);
    else known.push({ ...read.value, seen: at, silent, isDead: silent > SILENT });
  }
  return known.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Why nobody takes a job of this version, one sentence; undefined where somebody does. */
export function whyNobody(workers: readonly KnownWorker[], queue: string, version: string): string | undefined {
  const alive = workers.filter(({ isDead }) => !isDead);
  const fitting = alive.filter((each) => each.version === version);
  if (fitting.some(({ state }) => state !== 'refusing')) return undefined;
  const refusing = fitting.find(({ why }) => why !== undefined);
  if (refusing?.why !== undefined) return `worker ${refusing.name} does not take the jobs: ${refusing.why}`;
  const start = `start one with "hnas worker --queue ${queue}"`;
  const [other] = alive;
  if (other !== undefined)
    return `the workers of queue ${queue} are of version ${other.version}, this is ${version}: bring them to the same version`;
  const dead = workers.length;
  if (dead === 0) return `queue ${queue} has no worker; ${start}`;
  return `${dead === 1 ? 'the only worker' : `all ${dead} workers`} of queue ${queue} died; ${start}`;
}
