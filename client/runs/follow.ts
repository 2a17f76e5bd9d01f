/**
 * Keeps what is known of runs current: asks for lists when something changed, one list at a time, and takes what the engine tells meanwhile.
 * Nothing is asked before someone wants to see runs, since asking starts the engine.
 */
import type { RunSummary } from '../../engine/protocol/runs.ts';
import type { Answer, Engine, Failure } from '../engine/engine.ts';
import type { KnownRuns } from './known-runs.ts';

export interface Follower {
  /** The first list, or what is known already. */
  need(): Promise<Failure | undefined>;
  /** Asks anew, for all stores or one; answers when what is known is not older than this call. */
  refresh(store?: string): Promise<Failure | undefined>;
  dispose(): void;
}

export interface StorePaths {
  /** Absolute paths of the stores that are there. */
  paths(): Promise<readonly string[]>;
  onChange(handler: () => void): { dispose(): void };
}

/** Milliseconds between two lists: a run that reads a table changes its store a hundred times a second. */
const PAUSE = 400;

export function followRuns(engine: Engine, stores: StorePaths, known: KnownRuns, pause = PAUSE): Follower {
  let isNeeded = false;
  let isDisposed = false;
  let ended = -Infinity;
  let watched: string | undefined;
  let current: Promise<Failure | undefined> | undefined;
  let next: Promise<Failure | undefined> | undefined;
  let wanted: Set<string> | 'all' = new Set();

  /** The editor's search for files may fail: then nothing is known, and the next question searches again. */
  const search = async (): Promise<Answer<readonly string[]>> => {
    try {
      return { value: await stores.paths() };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { error: `The folders cannot be searched for runs: ${why}`, kind: 'broken' };
    }
  };

  const list = async (): Promise<Failure | undefined> => {
    const asked = wanted;
    wanted = new Set();
    const found = await search();
    if ('error' in found) {
      known.failed(found.error);
      return found;
    }
    const there = found.value;
    if (there.join('\n') !== watched) engine.instruct('watchStores', { stores: there });
    watched = there.join('\n');
    const paths = asked === 'all' ? there : there.filter((path) => asked.has(path));
    const answer = paths.length === 0 ? { value: [] } : await engine.request('listRuns', { stores: paths });
    if (isDisposed) return undefined;
    if ('error' in answer) {
      known.failed(answer.error);
      return answer;
    }
    const gone = known.stores.map(({ store }) => store).filter((store) => !there.includes(store));
    known.listed(answer.value, [...paths, ...gone]);
    return undefined;
  };

  const refresh = (store?: string): Promise<Failure | undefined> => {
    isNeeded = true;
    if (store === undefined) wanted = 'all';
    else if (wanted !== 'all') wanted.add(store);
    // One that is under way may have read the store before it changed, so it is never joined.
    next ??= rested().then(() => {
      next = undefined;
      current = list().finally(() => (ended = performance.now()));
      return current;
    });
    return next;
  };
  const rested = async (): Promise<void> => {
    await current;
    const rest = ended + pause - performance.now();
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  };
  const refreshIfNeeded = (store?: string): void => {
    if (isNeeded && !isDisposed) void refresh(store);
  };

  const subscriptions = [
    stores.onChange(() => refreshIfNeeded()),
    engine.on('runsChanged', ({ store }) => refreshIfNeeded(store)),
    engine.on('runProgress', (event) => known.progressed(event)),
    engine.on('runWorkers', (event) => known.worked(event)),
    engine.on('runEnded', (event) => {
      known.ended(event);
      refreshIfNeeded(event.store);
    }),
    engine.onUp(() => refreshIfNeeded()),
    engine.onServerUp(() => refreshIfNeeded()),
  ];
  return {
    need: () => (known.isKnown && known.trouble === undefined ? Promise.resolve(undefined) : refresh()),
    refresh,
    dispose: () => {
      isDisposed = true;
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** The runs of an experiment of a file, youngest first. */
export const runsOf = (known: KnownRuns, file: string, experiment: string): readonly RunSummary[] =>
  known.all().filter((run) => run.file === file && run.experiment === experiment);
