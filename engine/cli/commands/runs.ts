/** `hnas runs`: the runs of a store, one less of them, or those that a damaged one still holds. */
import { Argument, type Command } from 'commander';
import { basename, dirname, join, resolve } from 'node:path';
import { showMetric } from '../../report/numbers.ts';
import { textTable } from '../../report/text-table.ts';
import { removeBeside } from '../../store/beside.ts';
import { takenOver } from '../../store/records.ts';
import { repairStore } from '../../store/repair/repair.ts';
import { openStore } from '../../store/store.ts';
import { keptFiles } from '../../store/weights/folder.ts';
import { usage } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { findStore } from '../store-path.ts';

export function registerRuns(program: Command, register: Register): void {
  register(
    program
      .command('runs')
      .summary('list the runs of a store')
      .description(
        'Lists runs, the oldest first, with what each has evaluated. "hnas runs repair" saves what a damaged store still holds.',
      )
      .addArgument(
        new Argument('[repair]', 'saves what can be read of a damaged store, and keeps that beside').choices([
          'repair',
        ]),
      )
      .option('--store <file>', 'the store; unless told, .hnas/runs.db here or in a folder below')
      .option('--delete <run>', 'delete a run with its evaluations, and with its charts and weights beside the store'),
    (io, [what]: ['repair' | undefined], options: Options) => {
      if (options.delete === undefined)
        return what === undefined ? listRuns(options.store, io) : repair(options.store, io);
      if (what !== undefined) throw usage('a store is repaired, or a run is deleted: not both at once');
      return deleteRun(options.delete, options.store, io);
    },
  );
}

interface Options {
  readonly store?: string;
  readonly delete?: string;
}

function deleteRun(run: string, named: string | undefined, io: Io): CommandResult {
  const file = findStore(named, io);
  const path = resolve(io.cwd, file);
  const store = openStore(path, { mustExist: true });
  try {
    const { id } = store.run(run);
    store.delete(id);
    const kept = removeBeside(path, id);
    return {
      json: { store: file, deleted: id },
      text: [`run ${id} is deleted from ${file}`, ...(kept === undefined ? [] : [kept])],
    };
  } finally {
    store.close();
  }
}

function repair(named: string | undefined, io: Io): CommandResult {
  const file = findStore(named, io);
  const { kept, runs, orphans, unread } = repairStore(resolve(io.cwd, file), new Date().toISOString().slice(0, 10));
  const shown = kept === undefined ? null : join(dirname(file), basename(kept));
  const lost = [...orphans].map(([id, count]) => ({ run: id, evaluations: count }));
  return {
    json: { store: file, kept: shown, runs: [...runs], lost, unread },
    text:
      shown === null
        ? [`${file} is not damaged: nothing was done`]
        : [
            `${file} holds again what could be read; the damaged one is kept as ${shown}`,
            ...runs.map(({ id, evaluations, lost: missing }) =>
              missing === 0
                ? `run ${id}: all ${evaluations} evaluations`
                : `run ${id}: ${evaluations} evaluations, ${missing} lost; --resume ${id} measures them again`,
            ),
            ...lost.map(({ run, evaluations }) => `run ${run}: lost, with ${evaluations} evaluations that were there`),
            ...(unread === 0 ? [] : [`${unread} places in the file could not be read`]),
          ],
  };
}

function listRuns(named: string | undefined, io: Io): CommandResult {
  const file = findStore(named, io);
  const store = openStore(resolve(io.cwd, file), { readOnly: true });
  try {
    const runs = store.runs().map((run) => {
      const evaluations = store.evaluations(run.id);
      return {
        run,
        evaluations: evaluations.length,
        seconds: evaluations.reduce((sum, each) => sum + each.seconds, 0),
        weightBytes: keptFiles(store.file, run.id).reduce((sum, { bytes }) => sum + bytes, 0),
      };
    });
    return {
      json: {
        store: file,
        runs: runs.map(({ run, evaluations, seconds, weightBytes }) => ({
          id: run.id,
          experiment: run.experiment,
          space: run.space,
          file: run.file,
          seed: run.seed,
          status: run.status,
          reason: run.reason ?? null,
          evaluations,
          budget: run.budget,
          seconds,
          weightBytes,
          backend: run.backend,
          created: run.created,
          finished: run.finished ?? null,
        })),
      },
      text:
        runs.length === 0
          ? [`${file} holds no run yet`]
          : textTable(
              [
                { title: 'run', align: 'left' },
                { title: 'status', align: 'left' },
                { title: 'evaluated', align: 'right' },
                { title: 'seed', align: 'right' },
                { title: 'weights', align: 'right' },
                { title: 'started', align: 'left' },
                { title: 'file', align: 'left', cut: true },
              ],
              runs.map(({ run, evaluations, weightBytes }) => [
                run.id,
                run.status,
                run.budget.evaluations === undefined
                  ? `${evaluations}`
                  : `${evaluations}/${run.budget.evaluations + takenOver(run)}`,
                `${run.seed}`,
                weightBytes === 0 ? '' : showMetric({ metric: 'weight_memory' }, weightBytes),
                run.created.slice(0, 16).replace('T', ' '),
                run.file,
              ]),
              io.outWidth,
            ),
    };
  } finally {
    store.close();
  }
}
