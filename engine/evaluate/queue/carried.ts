/** The hypernetworks that a search's jobs carry: trained on its side, kept in Redis for the workers while jobs are under way, and taken away at the end. */
import type { Redis } from 'ioredis';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { ShelfWishes } from '../ghn/hypernetwork-shelf.ts';
import { hashOf, LARGEST_HYPERNETWORK, leaveHypernetwork, putHypernetwork } from './hypernetwork-bytes.ts';
import type { Names } from './names.ts';

/** Bytes of the trained hypernetwork of this name; trains it first where that was not done. Rejects with the signal's reason when aborted. */
export type TrainedBytes = (name: string, wishes: ShelfWishes) => Promise<Outcome<Uint8Array>>;

export interface Carried {
  /** Hashes by name, for the jobs; one sentence where one cannot be trained, or is too large. */
  hashes(wishes: ShelfWishes): Promise<Outcome<ReadonlyMap<string, string>>>;
  /** Sees to it that Redis holds them: for this run too, or for those that were named before. */
  provide(run?: string): Promise<void>;
  /** The jobs are over. */
  leave(): Promise<void>;
}

export function carriedHypernetworks(
  wanted: readonly string[],
  trained: TrainedBytes,
  client: Redis,
  names: Names,
): Carried {
  const known = new Map<string, { readonly bytes: Uint8Array; readonly hash: string }>();
  const runs = new Set<string>();
  let isOver = false;
  /** They follow each other: two at once would put the same bytes twice. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const load = async (name: string, wishes: ShelfWishes): Promise<string | undefined> => {
    if (known.has(name)) return undefined;
    const found = await trained(name, wishes);
    if ('error' in found) return found.error;
    const { length } = found.value;
    if (length > LARGEST_HYPERNETWORK)
      return `hypernetwork ${name} has ${Math.round(length / 1e6)} MB, and a queue carries at most ${LARGEST_HYPERNETWORK / 1e6}: give it fewer "channels" or a smaller "decoder", or name the evaluator without the queue`;
    known.set(name, { bytes: found.value, hash: hashOf(found.value) });
    return undefined;
  };
  return {
    hashes: (wishes) =>
      inTurn(async () => {
        for (const name of wanted) {
          const why = await load(name, wishes);
          if (why !== undefined) return fail(why);
        }
        return ok(new Map([...known].map(([name, { hash }]) => [name, hash])));
      }),
    provide: (run) =>
      inTurn(async () => {
        if (isOver) return;
        if (run !== undefined) runs.add(run);
        for (const { bytes } of known.values())
          for (const each of runs) await putHypernetwork(client, names, each, bytes);
      }),
    leave: () => {
      isOver = true;
      return inTurn(async () => {
        for (const { hash } of known.values())
          for (const run of runs) await leaveHypernetwork(client, names, run, hash);
      });
    },
  };
}
