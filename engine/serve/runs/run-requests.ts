/** Answers to what is asked about runs. What is wrong with a store, a run or its file is one sentence. */
import { dirname, join } from 'node:path';
import { storeBeside } from '../../cli/store-path.ts';
import { Refusal, type AskerPeer, type Handlers, type Instructed } from '../../protocol/peer.ts';
import type { hypernetworkRequests } from '../../protocol/hypernetworks.ts';
import type { RelayedInstruction, RelayedRequest } from '../../protocol/relay.ts';
import { MOST_POINTS, type PointDescription, type RunSummary } from '../../protocol/runs.ts';
import { removeBeside } from '../../store/beside.ts';
import type { RunRecord } from '../../store/records.ts';
import { openStore, type Store } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import type { exportHandlers } from '../export.ts';
import { inspectTable } from '../inspect-table.ts';
import { activeRuns } from './active-runs.ts';
import { compareWith } from './compare.ts';
import { descriptionOf } from './describe.ts';
import { drawingOf } from './drawing.ts';
import { importanceIn } from './importance-thread.ts';
import { foreignRuns } from './foreign-runs.ts';
import { frontRowsOf, hypervolumeOf, pointsOf, setupOf, summaryOf } from './run-messages.ts';
import { spawnRuns } from './run-process.ts';
import { runReader } from './run-reader.ts';
import { placeOf, sourceOfRun } from './run-source.ts';
import { runSpaces } from './run-spaces.ts';
import { activeElsewhere } from './sentences.ts';
import { storeWatch } from './watch-stores.ts';

/** Exports and hypernetworks have their own places. */
type Own = Exclude<RelayedRequest, 'doctor' | keyof typeof exportHandlers | keyof typeof hypernetworkRequests>;

export interface RunRequests {
  readonly handlers: Pick<Handlers, Own>;
  readonly instructed: Pick<Instructed, RelayedInstruction>;
  /** Leaves all runs interrupted and watches nothing any more. */
  close(): Promise<void>;
}

/** Evaluations described between two looks at what else is to be done. */
const DESCRIBED = 32;

/** `entry`: the module that threads and processes begin with. */
export function runRequests(entry: URL, asker: AskerPeer): RunRequests {
  const log = (message: string): void => asker.emit('log', { level: 'warning', message });
  const changed = (store: string): void => asker.emit('runsChanged', { store });
  const reader = runReader();
  const spaces = runSpaces();
  const watch = storeWatch(changed, log);
  const foreign = foreignRuns(changed);
  const runs = activeRuns(spawnRuns(entry, log), {
    progress: (event) => asker.emit('runProgress', event),
    workers: (event) => asker.emit('runWorkers', event),
    ended: (event) => asker.emit('runEnded', event),
    changed,
    log,
  });

  const summary = async (store: Store, run: RunRecord): Promise<RunSummary> =>
    summaryOf(store.file, run, await reader.table(store, run), runs.has(store.file, run.id));
  const summaryAt = (store: string, run: string): Promise<RunSummary> =>
    refusing(() => reader.withStore(store, (opened) => summary(opened, opened.run(run))));
  const about = <T>(store: string, run: string, read: (store: Store, run: RunRecord) => Promise<T>): Promise<T> =>
    refusing(() => reader.withStore(store, (opened) => read(opened, opened.run(run))));
  const spaceOf = (run: RunRecord, store: string) => {
    const opened = spaces.of(run, store);
    if ('error' in opened) throw new Refusal(opened.error);
    return opened.value.space;
  };

  return {
    handlers: {
      listRuns: async ({ stores }) => {
        const answers = [];
        for (const store of new Set(stores)) {
          try {
            const found = await reader.withStore(store, async (opened) => {
              const lines: RunSummary[] = [];
              const records = opened.runs();
              for (const run of records) lines.push(await summary(opened, run));
              foreign.seen(
                store,
                records.filter(({ id, status }) => status === 'running' && !runs.has(opened.file, id)),
              );
              return lines;
            });
            answers.push({ store, error: undefined, runs: found });
          } catch (error) {
            if (!(error instanceof StoreError)) throw error;
            // Where a store is made by the first run, there is none before it.
            const isExpected = error.kind === 'missing' && isBesideFile(store);
            answers.push({
              store,
              error: isExpected ? undefined : { kind: error.kind, message: error.message },
              runs: [],
            });
          }
        }
        return answers;
      },
      startRun: async ({ source, purpose, evaluations, architectures, warmStart }, signal) => {
        const place = placeOf(source);
        if ('error' in place) throw new Refusal(place.error);
        if (purpose === 'given' && architectures.length === 0) throw new Refusal('there is no architecture to measure');
        if (evaluations === 0) throw new Refusal('a run evaluates one architecture at least');
        const task = { store: place.value.store, run: undefined, source: place.value.source, purpose, evaluations };
        const begun = await runs.begin({ ...task, architectures, warmStart }, signal);
        return summaryAt(begun.store, begun.run);
      },
      resumeRun: async ({ store, run, source, evaluations }, signal) => {
        const place = source === undefined ? undefined : placeOf(source);
        if (place !== undefined && 'error' in place) throw new Refusal(place.error);
        const task = { store, run, source: place?.value.source, purpose: 'search' as const, evaluations };
        const begun = await runs.begin({ ...task, architectures: [], warmStart: undefined }, signal);
        return summaryAt(begun.store, begun.run);
      },
      compareRun: ({ store, run, source }) =>
        about(store, run, async (opened, record) => {
          const place = placeOf(source);
          const compared = 'error' in place ? place : compareWith(opened, record, place.value.source);
          if ('error' in compared) throw new Refusal(compared.error);
          return compared.value;
        }),
      stopRun: async ({ store, run }) => {
        const active = runs.get(store, run);
        if (active === undefined)
          await about(store, run, async (_, record) => {
            if (record.status === 'running') throw new Refusal(activeElsewhere(record));
          });
        await active?.stop();
        return summaryAt(store, run);
      },
      deleteRun: async ({ store, run }) => {
        if (runs.has(store, run)) throw new Refusal(`run ${run} is under way; stop it first`);
        await refusing(async () => {
          const opened = openStore(store, { mustExist: true, patience: 1000 });
          try {
            opened.delete(run);
          } finally {
            opened.close();
          }
        });
        const kept = removeBeside(store, run);
        if (kept !== undefined) log(kept);
        changed(store);
        return null;
      },
      runSetup: ({ store, run }) =>
        about(store, run, async (_, record) => setupOf(store, record, spaces.of(record, store))),
      runPoints: ({ store, run, from }) =>
        about(store, run, async (opened, record) => {
          const table = await reader.table(opened, record, from, MOST_POINTS);
          // Of what is not read yet: as many as there may be, until it is read.
          const total = table.count + Math.max(0, opened.last(record.id) + 1 - table.size);
          const space = spaces.of(record, store);
          return pointsOf(table, from, total, 'error' in space ? 0 : space.value.space.decisions.length);
        }),
      describePoints: ({ store, run, positions }) =>
        about(store, run, async (opened, record) => {
          const descriptions: PointDescription[] = [];
          for (let from = 0; from < positions.length; from += DESCRIBED) {
            const part = opened.evaluationsAt(record.id, positions.slice(from, from + DESCRIBED));
            descriptions.push(...part.map((each) => descriptionOf(record, each)));
            await new Promise((resolve) => setImmediate(resolve));
          }
          return descriptions;
        }),
      architectureTexts: ({ store, run, positions }) =>
        about(store, run, async (opened, record) => {
          const found = opened.evaluationsAt(record.id, positions);
          const texts = new Map(found.map(({ position, architecture }) => [position, architecture]));
          return positions.map((position) => texts.get(position) ?? '');
        }),
      drawPoint: ({ store, run, position }) =>
        about(store, run, async (opened, record) => {
          const [point] = opened.evaluationsAt(record.id, [position]);
          if (point === undefined) throw new Refusal(`run ${run} has no evaluation ${position + 1}`);
          return drawingOf(spaceOf(record, store), { choices: point.choices });
        }),
      runFront: ({ store, run }) =>
        about(store, run, async (opened, record) => {
          const table = await reader.table(opened, record);
          const members = opened.evaluationsAt(record.id, table.front.map(({ position }) => position)); // prettier-ignore
          return { rows: frontRowsOf(record, table, members), hypervolume: hypervolumeOf(record, table) };
        }),
      importance: async ({ store, run, metric }, signal) => {
        const task = await about(store, run, async (opened, record) => {
          spaceOf(record, store);
          const table = await reader.table(opened, record);
          const column = table.metrics.get(metric);
          const measured = [];
          for (let p = 0; p < table.size; p++) {
            const value = column?.[p] ?? NaN;
            if (table.present[p] !== 1 || table.status[p] !== 0 || Number.isNaN(value)) continue;
            measured.push({ choices: table.choices.map((each) => each[p] ?? -1), value });
          }
          return { importanceOf: metric, source: sourceOfRun(record, store), measured };
        });
        return importanceIn(entry, task, signal);
      },
      inspectTable,
    },
    instructed: { watchStores: ({ stores }) => watch.watch(stores) },
    close: async () => {
      watch.close();
      foreign.close();
      await runs.stopAll();
    },
  };
}

/** What is wrong with a store is an answer, not a failure of the engine. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError) throw new Refusal(error.message);
    throw error;
  }
}

const isBesideFile = (store: string): boolean => store === storeBeside(join(dirname(dirname(store)), 'any.hnas'));
