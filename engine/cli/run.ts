/** One run in a store: begun or taken up again, worked on, and left in a state from which it can go on. */
import { availableParallelism } from 'node:os';
import { digest } from '../../dsl/graph/digest.ts';
import { chosenDevice } from '../compute/index.ts';
import { commandSlots, readCommandOptions } from '../evaluate/command/options.ts';
import { readTrainOptions } from '../evaluate/train/options.ts';
import { queueConcurrency } from '../evaluate/queue/options.ts';
import { changesSince, changeWords, type Change } from '../search/changes.ts';
import type { ExperimentSpec } from '../search/experiment-spec.ts';
import { runExperiment } from '../search/experiment.ts';
import type { EndReason, ProgressListener } from '../search/progress.ts';
import { hypervolumeBox } from '../search/reference.ts';
import { resolvedParts, sameJson } from '../search/resolved-parts.ts';
import type { Services } from '../search/services.ts';
import type { WeightKeeper } from '../search/weight-keeper.ts';
import { warmStart, type WarmStart } from '../search/warm-start.ts';
import { openSource } from '../serve/open-source.ts';
import { sourceOfRun } from '../serve/runs/run-source.ts';
import { heartbeatEvery } from '../store/owner.ts';
import type { EvaluationRecord, RunRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { weightKeeper } from '../store/weights/keeper.ts';
import { versions } from './versions.ts';

/** The file that a run is started from: its name, for the record, and its text. */
export interface RunFile {
  readonly file: string;
  readonly text: string;
}

/** What a run's record says of its services. */
export type RunServices = Pick<Services, 'devices' | 'foreknown'> & {
  readonly evaluator: Pick<Services['evaluator'], 'backend'>;
};

/** Makes a new run, taken by this process; `warm`: with what an earlier one measured. */
export function createRun(
  store: Store,
  { file, text }: RunFile,
  spec: ExperimentSpec,
  { evaluator, devices, foreknown }: RunServices,
  warm?: WarmStart,
): RunRecord {
  const known = warm?.known ?? [];
  const setup = {
    experiment: spec.name,
    space: spec.space.name,
    spaceHash: spec.space.hash,
    file,
    spec: text,
    resolved: {
      ...resolvedParts(spec),
      ...(devices === undefined ? {} : { devices }),
      ...(warm === undefined ? {} : { warmStart: { run: warm.from, results: known.length } }),
    },
    seed: spec.seed,
    objectives: spec.objectives,
    constraints: spec.constraints,
    box: hypervolumeBox(spec.space, spec.objectives, foreknown),
    budget: spec.budget,
    backend: evaluator.backend,
    versions: { ...versions(), device: chosenDevice() },
  };
  return store.create(setup, known);
}

/** What a new run can take over from the named one; throws a StoreError that says why where it is nothing. */
export function warmStartFrom(
  store: Store,
  id: string,
  spec: ExperimentSpec,
  { foreknown }: Pick<Services, 'foreknown'>,
): WarmStart {
  const run = store.run(id);
  const warm = warmStart(run, store.evaluations(run.id), spec, foreknown);
  if ('error' in warm) throw new StoreError('run-changed', warm.error);
  return warm.value;
}

/** Takes up a run, with the budget that the spec has now; refused where it means something else by now. */
export function takeRun(
  store: Store,
  id: string,
  spec: ExperimentSpec,
  { devices }: Pick<Services, 'devices'>,
): RunRecord {
  const run = store.run(id);
  requireSame(store, run, spec);
  requireSameDevices(run, devices);
  store.take(run.id, spec.budget);
  return store.run(run.id);
}

/** Throws a StoreError that says, old -> new, which parts that decide the result are not what they were when the run was started. */
export function requireSame(store: Pick<Store, 'file'>, run: RunRecord, spec: ExperimentSpec): void {
  const changes = changedSince(store, run, spec);
  if (changes.length === 0) return;
  const measured = changes.some(({ part }) => part === 'evaluator' || part === 'dataset');
  const other = measured ? '' : `; --warm-start ${run.id} takes over what still counts`;
  throw new StoreError(
    'run-changed',
    `run ${run.id} cannot go on: since it was started ${changeWords(changes)} changed; undo the change, or start a new run${other}`,
  );
}

/** Throws a StoreError where a device's profile says other latencies than when the run was started: what it has and what would come do not compare. */
function requireSameDevices(run: RunRecord, devices: Services['devices'] = {}): void {
  const before = (run.resolved['devices'] ?? {}) as NonNullable<Services['devices']>;
  const changed = Object.keys({ ...before, ...devices }).filter((device) => !sameJson(before[device], devices[device]));
  if (changed.length === 0) return;
  throw new StoreError(
    'run-changed',
    `run ${run.id} cannot go on: since it was started the profile of ${changed.join(', ')} changed; put the old one back, or start a new run; --warm-start ${run.id} takes over what was measured`,
  );
}

/** What decides the result and is another since the run was started. */
export function changedSince({ file }: Pick<Store, 'file'>, run: RunRecord, spec: ExperimentSpec): Change[] {
  return changesSince(run.resolved, spec, () => {
    const then = openSource(sourceOfRun(run, file));
    return 'error' in then ? undefined : then.value.space;
  });
}

/** What is not as it was when the run was started, though it may go on: none where all is the same. */
export function harmlessChanges(run: RunRecord, spec: ExperimentSpec, text: string): string[] {
  const budget = ({ evaluations, time }: RunRecord['budget']): string =>
    [evaluations === undefined ? [] : `${evaluations} evaluations`, time === undefined ? [] : `${time} s`]
      .flat()
      .join(', ') || 'none';
  const now: Readonly<Record<string, string>> = { ...versions(), device: chosenDevice() };
  return [
    ...(budget(run.budget) === budget(spec.budget)
      ? []
      : [`the budget: ${budget(run.budget)} -> ${budget(spec.budget)}`]),
    ...(run.spec === text ? [] : ['the text, in nothing that decides the result']),
    ...Object.keys(now)
      .filter((name) => run.versions[name] !== undefined && run.versions[name] !== now[name])
      .map((name) => `${name}: ${run.versions[name]} -> ${now[name]}, so that the last digits may differ`),
  ];
}

export interface WorkOptions {
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  readonly parallel: number;
}

const endings: Readonly<Record<EndReason, string>> = {
  budget: 'the budget of evaluations is spent',
  time: 'the budget of time is spent',
  exhausted: 'no further architecture was found',
  cancelled: 'interrupted by the user',
};

/** Evaluations at the same time: as many as a queue is to hold, as a command has slots; an evaluator that says how many threads it takes leaves the other cores to its neighbours. */
export function fittingParallel({ evaluator, queue }: ExperimentSpec): number {
  if (queue !== undefined) return queueConcurrency(queue.options);
  if (evaluator?.kind === 'command') {
    const read = readCommandOptions(evaluator.options);
    return 'error' in read ? 1 : (commandSlots(read.value) ?? 1);
  }
  const threads = evaluator?.options['threads'];
  return typeof threads === 'number' ? Math.max(1, Math.min(16, Math.floor(availableParallelism() / threads))) : 1;
}

/** What other machines know the run by: the same whenever it goes on, and another one for every run of any store. */
function keyOf({ id, created, spaceHash, seed }: RunRecord): string {
  return digest(JSON.stringify([id, created, spaceHash, seed])).slice(0, 16);
}

/** Runs to the end or to the interruption, with every step in the store. */
export async function workOn(
  store: Store,
  run: RunRecord,
  spec: ExperimentSpec,
  services: Services,
  { signal, onProgress, parallel }: WorkOptions,
): Promise<EndReason> {
  const beat = setInterval(() => {
    // A heartbeat that cannot be written now is written at the next turn; a broken store shows at the next step.
    try {
      store.heartbeat(run.id);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }, heartbeatEvery * 1000);
  try {
    const evaluations = store.evaluations(run.id);
    const outcome = await runExperiment(spec, {
      strategy: services.strategy,
      evaluator: services.evaluator,
      surrogate: services.surrogate,
      features: services.features,
      foreknown: services.foreknown,
      prepare: services.prepare,
      score: services.score,
      journal: { step: (step) => store.step(run.id, step) },
      weights: keeperOf(store, run, spec, evaluations, (text) => onProgress({ kind: 'warning', text })),
      past: {
        evaluations,
        checkpoint: store.checkpoint(run.id),
        training: (position) => store.training(run.id, position),
      },
      run: keyOf(run),
      signal,
      onProgress,
      parallel,
    });
    store.finish(run.id, outcome.reason === 'cancelled' ? 'interrupted' : 'done', endings[outcome.reason]);
    return outcome.reason;
  } catch (error) {
    tryToMark(store, run.id, error);
    throw error;
  } finally {
    clearInterval(beat);
  }
}

/** Of an evaluator that trains. */
function keeperOf(
  { file }: Store,
  run: RunRecord,
  { evaluator }: ExperimentSpec,
  past: readonly EvaluationRecord[],
  warn: (sentence: string) => void,
): WeightKeeper | undefined {
  if (evaluator?.kind !== 'train') return undefined;
  const read = readTrainOptions(evaluator.options);
  if ('error' in read) return undefined;
  const { objectives, constraints, id } = run;
  return weightKeeper({ store: file, id, objectives, constraints }, read.value, past, warn);
}

/** Best effort: the failure at hand is the one to report, and an unmarked run is seen as interrupted once its process is gone. */
function tryToMark(store: Store, id: string, error: unknown): void {
  try {
    store.finish(id, 'interrupted', error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'failed');
  } catch (second) {
    if (!(second instanceof StoreError)) throw second;
  }
}
