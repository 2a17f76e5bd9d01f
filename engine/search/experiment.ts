/**
 * The loop that serves all strategies: ask, evaluate, write, tell. Every step is in the journal before the next begins, and
 * nothing but the journal is needed to go on: a run interrupted at any moment ends as an undisturbed one with its seed would.
 * It knows neither files nor terminals; evaluator, predictor and journal are handed in.
 */
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture } from '../../dsl/space/decision-space.ts';
import type { CheckpointRecord, EvaluationRecord, PendingRecord } from '../store/records.ts';
import { StoreError } from '../store/store-error.ts';
import type { EvaluationPort } from './evaluation-port.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import type { Journal, Past } from './journal.ts';
import { cheapestEquivalent } from './cheapest.ts';
import { metricsBefore, predictedBefore, type Foreknown } from './foreknown.ts';
import { metricKey, type Metrics } from './metric.ts';
import { namedByPart, trainingShare } from './part.ts';
import type { EndReason, ProgressListener } from './progress.ts';
import { RunStopped } from './run-stopped.ts';
import type { Memory, Proposal, Result, Strategy, StrategyContext, StrategyFactory } from './strategy.ts';
import { tallyOf, type Tally } from './tally.ts';
import type { WeightKeeper } from './weight-keeper.ts';

export interface ExperimentParts {
  readonly strategy: StrategyFactory;
  readonly evaluator: EvaluationPort;
  readonly surrogate?: StrategyContext['surrogate'];
  readonly features?: StrategyContext['features'];
  readonly foreknown?: Foreknown | undefined;
  /** Makes ready what takes long, such as a hypernetwork that is not trained yet; one sentence where that fails. Rejects with the signal's reason. */
  readonly prepare?: ((signal: AbortSignal, doing: (what: string) => void) => Promise<string | undefined>) | undefined;
  /** `StrategyContext.score`, which tells what it does. */
  readonly score?:
    | ((
        architectures: readonly Architecture[],
        signal: AbortSignal,
        doing: (what: string) => void,
      ) => Promise<readonly (number | undefined)[]>)
    | undefined;
  readonly journal: Journal;
  /** Keeps trained weights, where they are to be kept. */
  readonly weights?: WeightKeeper | undefined;
  readonly past: Past;
  readonly signal: AbortSignal;
  readonly onProgress?: ProgressListener;
  /** The run's key: the same after every interruption, another one for every run. */
  readonly run?: string;
  /** Evaluations at the same time; the result does not depend on it. 1 unless told. */
  readonly parallel?: number;
}

export interface ExperimentOutcome {
  readonly reason: EndReason;
  readonly evaluations: readonly EvaluationRecord[];
}

/** Evaluations of an experiment that sets no budget. */
export const defaultEvaluations = 100;

export async function runExperiment(spec: ExperimentSpec, parts: ExperimentParts): Promise<ExperimentOutcome> {
  const { journal, past, signal } = parts;
  const tally = tallyOf(spec, past.evaluations);
  const { evaluations } = tally;
  // What was taken over costs nothing: the budget is of what is measured here.
  const takenOver = evaluations.filter(({ origin }) => origin === 'known').length;
  const limit =
    takenOver + (spec.budget.evaluations ?? (spec.budget.time === undefined ? defaultEvaluations : Infinity));
  const report = parts.onProgress ?? (() => undefined);
  const doing = (what: string): void => report({ kind: 'asking', done: evaluations.length, doing: what });
  const { score } = parts;
  const context: StrategyContext = {
    space: spec.space,
    objectives: spec.objectives,
    constraints: spec.constraints,
    foreknown: parts.foreknown,
    surrogate: parts.surrogate,
    features: parts.features,
    ...(score === undefined ? {} : { score: (architectures) => score(architectures, signal, doing) }),
    signal,
  };
  const memory = memoryOf(past);
  const strategy = parts.strategy(context, seededRandom(`${spec.seed}`).fork('search'), memory);
  let told = past.checkpoint?.told ?? lastKnown(evaluations) + 1;
  let pending: readonly PendingRecord[] = past.checkpoint?.pending ?? [];
  const end = (reason: EndReason): ExperimentOutcome => {
    report({ kind: 'finished', reason, done: evaluations.length });
    return { reason, evaluations };
  };

  report({
    kind: 'started',
    done: evaluations.length,
    budget: Number.isFinite(limit) ? limit : undefined,
    front: tally.front.length,
  });
  if (!(await isReady(parts, doing))) return end('cancelled');
  for (;;) {
    const open = openPositions(told, pending, evaluations, limit);
    const ended = await evaluateAll(spec, parts, open, tally, report);
    if (ended !== undefined) return end(ended);
    // A batch cut short by the budget stays pending: a larger budget finishes it first.
    if (told + pending.length > limit || evaluations.length >= limit) return end('budget');
    if (pending.length > 0) {
      const from = evaluations.findLastIndex(({ position }) => position < told) + 1;
      strategy.tell(evaluations.slice(from, from + pending.length).map(resultOf));
      told += pending.length;
    }
    report({ kind: 'asking', done: evaluations.length });
    pending = (await askFor(strategy, limit - told)).map((proposal) => pendingOf(proposal, context));
    // An aborted strategy may have been cut short: what it gave is not what an undisturbed one would.
    if (signal.aborted) return end('cancelled');
    if (pending.length === 0) return end('exhausted');
    requireReplayed(told, pending, past.evaluations);
    const checkpoint: CheckpointRecord = { told, state: strategy.state(), pending };
    journal.step({ checkpoint });
  }
}

/** False where it was interrupted. */
async function isReady({ prepare, signal }: ExperimentParts, doing: (what: string) => void): Promise<boolean> {
  try {
    const why = await prepare?.(signal, doing);
    if (why !== undefined) throw new RunStopped(why);
    return true;
  } catch (problem) {
    if (signal.aborted) return false;
    throw problem;
  }
}

/** What the loop is to evaluate: a proposal and its position in the run. */
interface Open {
  readonly position: number;
  readonly proposal: PendingRecord;
}

function openPositions(
  told: number,
  pending: readonly PendingRecord[],
  evaluations: readonly EvaluationRecord[],
  limit: number,
): Open[] {
  const done = new Set(evaluations.map((record) => record.position));
  return pending
    .map((proposal, i) => ({ position: told + i, proposal }))
    .filter(({ position }) => position < limit && !done.has(position));
}

/** Asks for whole batches only: the batch's size must not depend on where a run was interrupted, and is cut by the budget at its end. */
async function askFor(strategy: Strategy, left: number): Promise<readonly Proposal[]> {
  return strategy.ask(Math.max(1, Math.min(strategy.batch(), left)));
}

/** Evaluates what is open, `parallel` at a time; the reason where that ends the run. */
async function evaluateAll(
  spec: ExperimentSpec,
  parts: ExperimentParts,
  open: readonly Open[],
  tally: Tally,
  report: ProgressListener,
): Promise<EndReason | undefined> {
  const queue = [...open];
  // One failing evaluation stops its neighbours too; they would go on in the background otherwise.
  const stop = new AbortController();
  const signal = AbortSignal.any([parts.signal, stop.signal]);
  const outOfTime = (): boolean => spec.budget.time !== undefined && tally.seconds >= spec.budget.time;
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !signal.aborted && !outOfTime(); next = queue.shift()) {
      const { record, weights } = await evaluateOne(spec, parts, next, tally, signal, report);
      if (weights !== undefined) parts.weights?.keep(record, weights);
      parts.journal.step({ evaluation: record });
      parts.evaluator.kept?.({ run: parts.run, position: record.position });
      parts.weights?.settle(record);
      tally.add(record);
      report({ kind: 'evaluated', record, done: tally.evaluations.length, front: tally.front.length });
    }
  };
  const workers = Array.from({ length: Math.max(1, parts.parallel ?? 1) }, () =>
    worker().catch((error: unknown) => {
      stop.abort(error);
      throw error;
    }),
  );
  const settled = await Promise.allSettled(workers);
  if (parts.signal.aborted) return 'cancelled';
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return outOfTime() ? 'time' : undefined;
}

async function evaluateOne(
  spec: ExperimentSpec,
  { evaluator, journal, past, foreknown, run }: ExperimentParts,
  { position, proposal }: Open,
  tally: Tally,
  signal: AbortSignal,
  report: ProgressListener,
): Promise<{ readonly record: EvaluationRecord; readonly weights: Uint8Array | undefined }> {
  const architecture = { choices: proposal.choices };
  const before = metricsBefore({ space: spec.space, foreknown }, architecture);
  const part = proposal.part ?? 1;
  const begun = proposal.part === undefined ? undefined : partBefore(tally, past, position, proposal.hash);
  report({ kind: 'evaluating', position, share: 0, doing: '' });
  const measured = await evaluator.evaluate({
    architecture,
    position,
    run,
    seed: `${spec.seed}/${proposal.hash}`,
    signal,
    share: 1 / part,
    progress: (share, doing, notice) =>
      report({ kind: 'evaluating', position, share, doing, ...(notice === undefined ? {} : { notice }) }),
    resume: past.training(position)?.data ?? begun?.data,
    checkpoint: (data, seconds) => journal.step({ training: { position, data, seconds } }),
  });
  const lacking = measured.status === 'ok' ? missingMetric(spec, { ...before, ...measured.metrics }) : undefined;
  const record: EvaluationRecord = {
    position,
    architecture: spec.space.text(architecture),
    choices: proposal.choices,
    hash: proposal.hash,
    origin: proposal.origin,
    status: lacking === undefined ? measured.status : 'failed',
    why: lacking === undefined ? measured.why : `the evaluator gave no ${lacking}`,
    // JSON has no NaN: what is not a number is as good as not measured.
    metrics: finiteOnly({ ...before, ...namedByPart(measured.metrics, part), ...shareOf(proposal) }),
    predicted: expected(proposal.predicted, predictedBefore(foreknown, architecture)),
    // Those of the part before are in its own record.
    seconds: Math.max(0, measured.seconds - (begun?.seconds ?? 0)),
    finished: new Date().toISOString(),
  };
  return { record, weights: measured.weights };
}

/** Where the largest part of this training so far ended. It may be lost: the training is then begun anew, to the same result. */
function partBefore(tally: Tally, past: Past, position: number, hash: string): ReturnType<Past['training']> {
  const before = tally.evaluations.findLast((record) => record.position < position && record.hash === hash);
  return before === undefined ? undefined : past.training(before.position);
}

function shareOf({ part }: PendingRecord): Metrics {
  return part === undefined ? {} : { [trainingShare]: 1 / part };
}

function missingMetric(spec: ExperimentSpec, metrics: Metrics): string | undefined {
  return spec.objectives.map(metricKey).find((key) => !Number.isFinite(metrics[key]));
}

function finiteOnly(metrics: Metrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}

function memoryOf({ checkpoint, evaluations }: Past): Memory | undefined {
  const told = checkpoint?.told ?? lastKnown(evaluations) + 1;
  if (checkpoint === undefined && told === 0) return undefined;
  return {
    state: checkpoint?.state,
    results: evaluations.filter(({ position }) => position < told).map(resultOf),
  };
}

/** Position of the last one that was taken over from another run, -1 where none was: they stand before all others. */
function lastKnown(evaluations: readonly EvaluationRecord[]): number {
  return evaluations.findLast(({ origin }) => origin === 'known')?.position ?? -1;
}

/**
 * A run whose checkpoint was lost (engine/store/repair) is asked for anew from its beginning, and what it evaluated then is found again at its place.
 * Throws a StoreError where something else is found there.
 */
function requireReplayed(told: number, pending: readonly PendingRecord[], past: readonly EvaluationRecord[]): void {
  if (told > (past.at(-1)?.position ?? -1)) return;
  const hashes = new Map(past.map(({ position, hash }) => [position, hash]));
  pending.forEach(({ hash }, i) => {
    if ((hashes.get(told + i) ?? hash) === hash) return;
    throw new StoreError(
      'run-changed',
      `the run cannot go on: what its strategy proposes is not what it evaluated (number ${told + i + 1}), as with another version; start a new run, which can take over what was evaluated (--warm-start)`,
    );
  });
}

function resultOf({ choices, hash, status, metrics }: EvaluationRecord): Result {
  return { architecture: { choices }, hash, status, metrics };
}

/** Of architectures that are one network the cheapest is evaluated; what was asked for by name is evaluated as it is. */
function pendingOf({ architecture, hash, origin, part, predicted }: Proposal, context: StrategyContext): PendingRecord {
  const { choices } = origin === 'given' ? architecture : cheapestEquivalent(context, architecture, hash);
  return { choices, hash, origin, part, predicted };
}

type Predicted = PendingRecord['predicted'];

function expected(byStrategy: Predicted, before: Predicted): Predicted {
  return byStrategy === undefined ? before : { ...byStrategy, ...before };
}
