/**
 * The process of one run: begins it or takes it up, works through the same functions as the command line, and tells the engine how far it is. Every
 * step is in the store before it is told, so it may die at any moment.
 */
import { dirname } from 'node:path';
import { readSpec } from '../../cli/host.ts';
import { createRun, fittingParallel, requireSame, warmStartFrom, takeRun, workOn } from '../../cli/run.ts';
import type { ModelSource } from '../../protocol/messages.ts';
import { Refusal } from '../../protocol/peer.ts';
import type { Budget, ExperimentSpec } from '../../search/experiment-spec.ts';
import { measuredElsewhere } from '../../search/measured-elsewhere.ts';
import { trackPace } from '../../search/pace.ts';
import { purposeOf, strategyFor, withPurpose, type Purpose } from '../../search/purpose.ts';
import { sameJson } from '../../search/resolved-parts.ts';
import { RunStopped } from '../../search/run-stopped.ts';
import { openServices, type Services } from '../../search/services.ts';
import type { Json } from '../../search/strategy.ts';
import { takenOver, type RunRecord } from '../../store/records.ts';
import { openStore, type Store } from '../../store/store.ts';
import { ComputeError } from '../../compute/index.ts';
import { StoreError } from '../../store/store-error.ts';
import { giveWay } from '../give-way.ts';
import { openSource } from '../open-source.ts';
import { packed, readToRun, type FromRun, type RunTask } from './contract.ts';
import { endWithParent } from './orphan.ts';
import { sourceOfRun } from './run-source.ts';
import { activeElsewhere } from './sentences.ts';

/** Milliseconds between two reports of progress. */
const REPORT = 250;
/** Milliseconds in which the process that had the run may still be dying, and between two looks at it. */
const PATIENCE = 10_000;
const LOOK = 200;

/** Resolves when the run has ended, or cannot begin; the process has nothing more to do then. */
export async function workAsRun(): Promise<void> {
  endWithParent();
  giveWay();
  const cancelling = new AbortController();
  const task = await new Promise<RunTask>((resolve, reject) => {
    process.on('message', (value) => {
      const read = readToRun(value);
      if ('error' in read) reject(new Error(read.error));
      else if (read.value.name === 'begin') resolve(read.value.content);
      else cancelling.abort(new Error('cancelled'));
    });
  });
  try {
    await work(task, cancelling.signal);
  } catch (error) {
    if (error instanceof Refusal || error instanceof StoreError)
      await tell({ name: 'refused', content: { why: error.message } });
    else throw error;
  }
}

/** What begins as one run, whether new or taken up. */
interface Begun {
  readonly store: Store;
  readonly run: RunRecord;
  readonly spec: ExperimentSpec;
  readonly services: Services;
}

async function work(task: RunTask, signal: AbortSignal): Promise<void> {
  const begun = task.run === undefined ? await begin(task) : await takeUp(task, task.run);
  await tell({ name: 'begun', content: { run: begun.run.id } });
  begun.services.evaluator.onWorkers?.((workers) => void tell({ name: 'workers', content: { workers } }));
  try {
    const end = await workToTheEnd(begun, signal);
    await tell({ name: 'ended', content: end });
  } finally {
    begun.store.close();
    await begun.services.close();
  }
}

async function workToTheEnd(
  { store, run, spec, services }: Begun,
  signal: AbortSignal,
): Promise<Extract<FromRun, { name: 'ended' }>['content']> {
  const tracker = trackPace();
  let due = 0;
  try {
    const reason = await workOn(store, run, spec, services, {
      signal,
      parallel: fittingParallel(spec),
      onProgress: (event) => {
        tracker.listen(event);
        if (event.kind === 'warning') void tell({ name: 'warning', content: { text: event.text } });
        if (performance.now() < due && event.kind !== 'evaluated') return;
        due = performance.now() + REPORT;
        const { done, budget, front, share, doing, secondsLeft } = tracker.pace();
        void tell({ name: 'progress', content: { done, budget, front, share, doing, secondsLeft } });
      },
    });
    return { end: reason === 'cancelled' ? 'stopped' : 'done', reason: store.run(run.id).reason ?? '' };
  } catch (error) {
    // Whatever ended it, the run stays in the store as far as it came.
    const isTold = error instanceof StoreError || error instanceof RunStopped || error instanceof ComputeError;
    if (!isTold) console.error(error);
    return { end: 'failed', reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

async function begin(task: RunTask): Promise<Begun> {
  const { source } = task;
  if (source === undefined) throw new Error('a new run needs a source');
  const purpose: Purpose =
    task.purpose === 'given' ? { kind: 'given', architectures: task.architectures } : { kind: task.purpose };
  const spec = withPurpose(open(source), purpose, task.evaluations);
  const services = await servicesOf(task, spec, purpose, undefined);
  const store = openStore(task.store);
  const warm = task.warmStart === undefined ? undefined : warmStartFrom(store, task.warmStart, spec, services);
  const run = createRun(store, { file: source.entry, text: textOf(source) }, spec, services, warm);
  return { store, run, spec, services };
}

async function takeUp(task: RunTask, id: string): Promise<Begun> {
  const store = openStore(task.store, { mustExist: true });
  const run = await whenFree(store, id);
  const done = store.count(id);
  if (task.evaluations !== undefined && task.evaluations <= done)
    throw new Refusal(`run ${id} has ${done} evaluations already; ask for more than that`);
  const purpose = purposeOf(run);
  const written = open(task.source ?? sourceOfRun(run, task.store));
  const spec = { ...withPurpose(written, purpose), budget: budgetOf(task, run, written, purpose) };
  requireSame(store, run, spec);
  if (run.status === 'done' && sameJson(spec.budget as Json, run.budget as Json))
    throw new Refusal(`run ${id} has ended: ${run.reason ?? 'it is done'}; ask for more evaluations to go on with it`);
  const services = await servicesOf(task, spec, purpose, id);
  return { store, run: takeRun(store, id, spec, services), spec, services };
}

/**
 * The budget that a run goes on with: what is asked for now; else what the text says, where that was changed since the run was started; else the
 * run's own, which may have been set without the text.
 */
function budgetOf(
  { source, evaluations, store }: RunTask,
  run: RunRecord,
  written: ExperimentSpec,
  purpose: Purpose,
): Budget {
  if (purpose.kind === 'given') return run.budget;
  if (evaluations !== undefined) return { evaluations: evaluations - takenOver(run) };
  if (source === undefined || purpose.kind === 'labels') return run.budget;
  const before = openSource(sourceOfRun(run, store));
  const isChanged = 'error' in before || !sameJson(before.value.budget as Json, written.budget as Json);
  return isChanged ? written.budget : run.budget;
}

/** The run when nobody works on it. A process whose engine has died needs a moment to notice; one that lives beats on. */
async function whenFree(store: Store, id: string): Promise<RunRecord> {
  const end = performance.now() + PATIENCE;
  const first = store.run(id);
  for (;;) {
    const run = store.run(id);
    if (run.status !== 'running') return run;
    const isAlive = run.heartbeat !== first.heartbeat || run.owner !== first.owner;
    if (isAlive || performance.now() > end) throw new Refusal(activeElsewhere(run));
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

function open(source: ModelSource): ExperimentSpec {
  const opened = openSource(source);
  if ('error' in opened) throw new Refusal(opened.error);
  return opened.value;
}

/** The entry's text where the editor did not send it. */
function textOf({ entry, files }: ModelSource): string {
  const read = readSpec(entry);
  return files.get(entry) ?? ('text' in read ? read.text : '');
}

async function servicesOf(
  { store }: RunTask,
  spec: ExperimentSpec,
  purpose: Purpose,
  run: string | undefined,
): Promise<Services> {
  const own = strategyFor(purpose, spec, () => measuredElsewhere(store, spec, run));
  const services = 'error' in own ? own : await openServices(spec, dirname(store), own.value);
  if ('error' in services) throw new Refusal(services.error);
  return services.value;
}

/** Resolves when the message has gone; a message to an engine that has died is of no use to anyone. */
function tell(message: FromRun): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(packed(message), undefined, undefined, () => resolve());
  });
}
