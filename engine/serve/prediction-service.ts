/**
 * Predictions of one space, ready at once and better soon: a fast predictor answers as soon as it is fitted, the better one is fitted in the
 * background and takes its place by one assignment. Who asked before goes on with the predictor that it began with, so no answer mixes two.
 * Estimates are kept with the predictor that made them, by the canonical hash of the graph: isomorphic architectures share one.
 */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { Basis, Estimate, ModelState } from '../protocol/messages.ts';
import { FEWEST_LABELS } from '../predictor/label-check.ts';
import type { FitOutcome, FittedPredictor } from '../predictor/predictor.ts';
import { encoded, type Fitter, type OnProgress } from './fitters.ts';
import type { Labels, LabelSet, MeasuredSet } from './labels.ts';

/** A fitted predictor with all that rests on it. Never changed but for its cache. */
export interface Model {
  readonly basis: Basis;
  readonly labels: LabelSet;
  readonly predictor: FittedPredictor;
  /** By canonical hash. */
  readonly cache: Map<string, Estimate>;
}

/** What was measured while nothing can be predicted. */
export interface MeasuredOnly {
  /** Changes with what was measured; never that of a prediction. */
  readonly version: string;
  readonly set: MeasuredSet;
}

export interface Predicted {
  readonly model: Model;
  /** As many as architectures, in their order. */
  readonly hashes: readonly string[];
  readonly estimates: readonly Estimate[];
}

export interface PredictionService {
  readonly space: DecisionSpace;
  state(): ModelState;
  model(): Model | undefined;
  /** Undefined where there is a model, or nothing was measured. */
  measured(): MeasuredOnly | undefined;
  /** Takes new labels; resolves when the fast predictor has learnt from them, or nothing can. The better one follows by itself. */
  relabel(labels: Labels): Promise<void>;
  /** What the better predictor rests on beside labels is another, such as a hypernetwork that was trained: it is fitted anew. */
  refit(): void;
  /** All by one model; undefined where no accuracy is claimed. Rejects with the signal's reason when aborted. */
  predict(architectures: readonly Architecture[], signal?: AbortSignal): Promise<Predicted | undefined>;
  hashOf(architecture: Architecture): string;
  close(): void;
}

export interface ServiceOptions {
  readonly space: DecisionSpace;
  readonly fast: Fitter;
  /** Undefined where the fast one is all that was asked for. */
  readonly full: Fitter | undefined;
  readonly onChanged: (state: ModelState) => void;
  readonly onProgress: OnProgress;
  readonly log: (message: string) => void;
  /** Milliseconds of unchanged labels before the better predictor is fitted anew: a run that goes on would cut every fit short. */
  readonly settle?: number;
}

const SETTLE = 3000;
/** Architectures encoded and predicted between two looks at what else is to be done. */
const BATCH = 1024;
/** Entries of the caches at most. */
const LIMIT = 400_000;

export function predictionService({
  space,
  fast,
  full,
  onChanged,
  onProgress,
  log,
  settle = SETTLE,
}: ServiceOptions): PredictionService {
  let current: Model | undefined;
  let measured: MeasuredOnly | undefined;
  let why: Pick<ModelState, 'why' | 'lack'> = { why: 'the labels are being read', lack: undefined };
  let labelled: string | undefined;
  let learnt: LabelSet | undefined;
  let work = new AbortController();
  const hashes = new Map<string, string>();

  const state = (): ModelState =>
    current === undefined
      ? { basis: undefined, ...why, measured: measured && measuredState(measured) }
      : { basis: current.basis, why: undefined, lack: undefined, measured: undefined };
  const replace = (model: Model): void => {
    current = model;
    measured = undefined;
    why = { why: undefined, lack: undefined };
    onChanged(state());
  };
  /** Nothing is predicted; what was measured is known all the same. */
  const withdraw = (reason: string, lack: ModelState['lack'], set: MeasuredSet | undefined): void => {
    current = undefined;
    labelled = undefined;
    learnt = undefined;
    measured = set && { version: `${set.fingerprint}/measured`, set };
    why = { why: reason, lack };
    onChanged(state());
  };

  const refine = async (labels: LabelSet, better: Fitter, after: number, signal: AbortSignal): Promise<void> => {
    if (after > 0) await quiet(after, signal);
    if (signal.aborted) return;
    const outcome = await attempt(better, labels, signal, onProgress);
    if (signal.aborted || current === undefined) return;
    if ('value' in outcome) return replace(modelOf(labels, better, outcome.value, 'done'));
    const sentence = `${better.name} could not be fitted: ${outcome.error}; ${fast.name} goes on answering`;
    log(sentence);
    const note = joined(labels.note, sentence);
    replace({ ...current, basis: { ...current.basis, refinement: 'failed', note } });
  };

  const relabel = async (labels: Labels): Promise<void> => {
    if ('fingerprint' in labels && labels.fingerprint === labelled && current !== undefined) return;
    work.abort(new Error('the labels changed'));
    const { signal } = (work = new AbortController());
    if ('error' in labels) return withdraw(labels.error, labels.lack, labels.measured);
    const outcome = await attempt(fast, labels, signal, () => undefined);
    if (signal.aborted) return;
    if ('error' in outcome) return withdraw(outcome.error, undefined, labels);
    const isFirst = labelled === undefined;
    labelled = labels.fingerprint;
    learnt = labels;
    replace(modelOf(labels, fast, outcome.value, full === undefined ? 'none' : 'running'));
    if (full !== undefined) void refine(labels, full, isFirst ? 0 : settle, signal);
  };

  const refit = (): void => {
    if (full === undefined || learnt === undefined || current === undefined) return;
    work.abort(new Error('the predictor is fitted anew'));
    work = new AbortController();
    replace({ ...current, basis: { ...current.basis, refinement: 'running', note: learnt.note } });
    void refine(learnt, full, 0, work.signal);
  };

  const hashOf = (architecture: Architecture): string => {
    const key = architecture.choices.join();
    let hash = hashes.get(key);
    if (hash === undefined) {
      hash = space.graphHash(architecture);
      keep(hashes, key, hash);
    }
    return hash;
  };

  const predict = async (
    architectures: readonly Architecture[],
    signal?: AbortSignal,
  ): Promise<Predicted | undefined> => {
    const model = current;
    if (model === undefined) return undefined;
    const asked: string[] = [];
    const missing = new Map<string, Architecture>();
    // Kept apart from the cache, which may drop entries while a large question is answered.
    const known = new Map<string, Estimate>();
    for (const [i, architecture] of architectures.entries()) {
      if (i % BATCH === BATCH - 1) await breathe(signal);
      const hash = hashOf(architecture);
      asked.push(hash);
      const cached = model.cache.get(hash);
      if (cached !== undefined) known.set(hash, cached);
      else if (!missing.has(hash)) missing.set(hash, architecture);
    }
    const open = [...missing];
    for (let from = 0; from < open.length; from += BATCH) {
      await breathe(signal);
      const batch = open.slice(from, from + BATCH);
      const queries = batch.map(([, architecture]) => architecture);
      const { mean, low, high } = await model.predictor.predict(encoded(space, queries));
      for (const [i, [hash, architecture]] of batch.entries()) {
        const measured = model.labels.measured(architecture, hash);
        const estimate = {
          mean: percent(mean[i]),
          low: percent(low[i]),
          high: percent(high[i]),
          measured,
        };
        keep(model.cache, hash, estimate);
        known.set(hash, estimate);
      }
    }
    return { model, hashes: asked, estimates: asked.map((hash) => known.get(hash) as Estimate) };
  };

  return {
    space,
    state,
    model: () => current,
    measured: () => measured,
    relabel,
    refit,
    predict,
    hashOf,
    close: () => work.abort(new Error('the model was closed')),
  };
}

/** What a predictor throws is its failure, not the engine's: it is told as one. */
async function attempt(
  fitter: Fitter,
  { support }: LabelSet,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<FitOutcome> {
  try {
    return await fitter.fit(support, signal, onProgress);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

const measuredState = ({ version, set: { samples } }: MeasuredOnly): ModelState['measured'] => ({
  version,
  samples,
  missing: Math.max(0, FEWEST_LABELS - samples),
});

function modelOf(labels: LabelSet, fitter: Fitter, predictor: FittedPredictor, refinement: Basis['refinement']): Model {
  const { leaveOneOutTau } = predictor.metrics;
  const basis = {
    version: `${labels.fingerprint}/${fitter.id}`,
    predictor: fitter.name,
    samples: labels.support.labels.length,
    source: labels.source,
    leaveOneOutTau: Number.isFinite(leaveOneOutTau) ? leaveOneOutTau : undefined,
    refinement,
    note: labels.note,
  };
  return { basis, labels, predictor, cache: new Map() };
}

/** A predictor may reach beyond what an accuracy can be; it is cut there. One that gives no number is a bug. */
function percent(value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value)) throw new Error(`a predictor gave ${value}`);
  return Math.min(100, Math.max(0, value));
}

/** Waits, until it is aborted at most. */
function quiet(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** Lets other work happen. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** Adds to a cache; the oldest entry makes room. */
function keep<T>(cache: Map<string, T>, key: string, value: T): void {
  cache.set(key, value);
  if (cache.size <= LIMIT) return;
  const [oldest] = cache.keys();
  if (oldest !== undefined) cache.delete(oldest);
}

const joined = (...notes: readonly (string | undefined)[]): string =>
  notes.filter((note) => note !== undefined).join('; ');
