/**
 * What the window knows of runs: the last list of each store, and how far the runs under way are. One place for the view, the page, the status bar
 * and the notifications. While the engine is away the last values stay, with the sentence that says why they are old.
 */
import type { Event, ResultOf } from '../../engine/protocol/messages.ts';
import type { RunSummary } from '../../engine/protocol/runs.ts';
import { isSameRun, keyText, type RunKey } from './run-key.ts';

export type StoreRuns = ResultOf<'listRuns'>[number];
export type Progress = Event<'runProgress'>;
export type Workers = Event<'runWorkers'>['workers'];

export interface KnownRuns {
  readonly stores: readonly StoreRuns[];
  /** False until the first list came. */
  readonly isKnown: boolean;
  /** Why what is known is old. */
  readonly trouble: string | undefined;
  /** Youngest first. */
  all(): readonly RunSummary[];
  find(key: RunKey): RunSummary | undefined;
  /** Of a run under way. */
  progressOf(key: RunKey): Progress | undefined;
  /** The machines that evaluate for a run under way, where it has such. */
  workersOf(key: RunKey): Workers;

  /** `stores`: those asked for; the known ones that are not among the answers have gone. */
  listed(answers: readonly StoreRuns[], stores: readonly string[]): void;
  failed(trouble: string): void;
  /** A run as an answer tells it. */
  told(summary: RunSummary): void;
  progressed(progress: Progress): void;
  worked(event: Event<'runWorkers'>): void;
  ended(key: RunKey): void;
  forget(key: RunKey): void;
  /** Calls back after every change, with the run that changed where it is one that was known and stays. */
  onChange(handler: (changed: RunKey | undefined) => void): { dispose(): void };
}

export function knownRuns(): KnownRuns {
  let stores: readonly StoreRuns[] = [];
  let isKnown = false;
  let trouble: string | undefined;
  const progress = new Map<string, Progress>();
  const workers = new Map<string, Workers>();
  const handlers = new Set<(changed: RunKey | undefined) => void>();

  const changed = (run?: RunKey): void => {
    for (const handler of handlers) handler(run);
  };
  /** Nothing goes on in the run any more; whether anything did. */
  const over = (key: RunKey): boolean => {
    const hadWorkers = workers.delete(keyText(key));
    return progress.delete(keyText(key)) || hadWorkers;
  };
  const find = (key: RunKey): RunSummary | undefined =>
    stores.find(({ store }) => store === key.store)?.runs.find((each) => isSameRun(each, key));
  const replaceRuns = (store: string, edit: (runs: readonly RunSummary[]) => readonly RunSummary[]): void => {
    const old = stores.find((each) => each.store === store);
    const next = { store, error: undefined, runs: edit(old?.runs ?? []) };
    stores = old === undefined ? [...stores, next] : stores.map((each) => (each === old ? next : each));
  };

  return {
    get stores() {
      return stores;
    },
    get isKnown() {
      return isKnown;
    },
    get trouble() {
      return trouble;
    },
    all: () => stores.flatMap(({ runs }) => runs).sort((a, b) => b.created.localeCompare(a.created)),
    find,
    progressOf: (key) => progress.get(keyText(key)),
    workersOf: (key) => workers.get(keyText(key)) ?? [],
    listed: (answers, asked) => {
      // A store that cannot be read now keeps what was read before.
      const answered = answers.map((each) =>
        each.error === undefined || each.runs.length > 0
          ? each
          : { ...each, runs: stores.find(({ store }) => store === each.store)?.runs ?? [] },
      );
      const untouched = stores.filter(
        ({ store }) => !asked.includes(store) && !answered.some((each) => each.store === store),
      );
      stores = [...untouched, ...answered].sort((a, b) => a.store.localeCompare(b.store));
      isKnown = true;
      trouble = undefined;
      for (const { runs } of answered) for (const run of runs) if (run.state !== 'running') over(run);
      changed();
    },
    failed: (why) => {
      trouble = why;
      changed();
    },
    told: (summary) => {
      const isNew = find(summary) === undefined;
      replaceRuns(summary.store, (runs) =>
        isNew ? [...runs, summary] : runs.map((each) => (isSameRun(each, summary) ? summary : each)),
      );
      isKnown = true;
      changed(isNew ? undefined : summary);
    },
    progressed: (event) => {
      progress.set(keyText(event), event);
      const run = find(event);
      if (run === undefined) return;
      const { done, front } = event;
      replaceRuns(event.store, (runs) =>
        runs.map((each) => (each === run ? { ...each, state: 'running', evaluations: done, front } : each)),
      );
      changed(run);
    },
    worked: (event) => {
      workers.set(keyText(event), event.workers);
      changed(event);
    },
    ended: (key) => {
      if (over(key)) changed(key);
    },
    forget: (key) => {
      over(key);
      if (find(key) === undefined) return;
      replaceRuns(key.store, (runs) => runs.filter((each) => !isSameRun(each, key)));
      changed();
    },
    onChange: (handler) => {
      handlers.add(handler);
      return { dispose: () => void handlers.delete(handler) };
    },
  };
}
