/** `hnas runs`: the runs of a store, or one less of them. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { textTable } from '../../report/text-table.ts';
import { removeCharts } from '../../store/charts.ts';
import { takenOver } from '../../store/records.ts';
import { openStore } from '../../store/store.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { findStore } from '../store-path.ts';

export function registerRuns(program: Command, register: Register): void {
  register(
    program
      .command('runs')
      .summary('list the runs of a store')
      .description('Lists runs, the oldest first, with what each has evaluated.')
      .option('--store <file>', 'the store; unless told, .hnas/runs.db here or in a folder below')
      .option('--delete <run>', 'delete a run with its evaluations and its charts beside the store'),
    (io, _args: [], options: Options) =>
      options.delete === undefined ? listRuns(options.store, io) : deleteRun(options.delete, options.store, io),
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
    const kept = removeCharts(path, id);
    return {
      json: { store: file, deleted: id },
      text: [`run ${id} is deleted from ${file}`, ...(kept === undefined ? [] : [kept])],
    };
  } finally {
    store.close();
  }
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
      };
    });
    return {
      json: {
        store: file,
        runs: runs.map(({ run, evaluations, seconds }) => ({
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
                { title: 'started', align: 'left' },
                { title: 'file', align: 'left', cut: true },
              ],
              runs.map(({ run, evaluations }) => [
                run.id,
                run.status,
                run.budget.evaluations === undefined
                  ? `${evaluations}`
                  : `${evaluations}/${run.budget.evaluations + takenOver(run)}`,
                `${run.seed}`,
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
