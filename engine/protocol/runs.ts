/**
 * Runs as the editor lists, starts, follows and draws them: a part of the contract in `messages.ts`. A run is named by its store (the absolute
 * path of the SQLite file) and its id there. Evaluations travel as columns (`columns.ts`), since a run may hold a hundred thousand.
 */
import {
  bytes,
  count,
  flag,
  list,
  nothing,
  number,
  oneOf,
  optional,
  record,
  table,
  text,
  type ValueOf,
} from './read.ts';
import { modelSource } from './source.ts';

const runName = { store: text, run: text };

/** `unit`: of a metric that an evaluator declares; plain numbers where it is missing. */
export const metricRef = { metric: text, device: optional(text), unit: optional(oneOf('time', 'bytes', 'percent')) };

/** One line of the runs view. */
export const runSummary = record({
  ...runName,
  experiment: text,
  space: text,
  /** Absolute path of the spec that it was started from. */
  file: text,
  seed: number,
  strategy: text,
  backend: text,
  /** `interrupted`: it can go on. */
  state: oneOf('running', 'done', 'interrupted', 'failed'),
  /** Why it ended, one sentence. */
  reason: optional(text),
  /** Whether this engine works on it: a running run that is not is another process's. */
  ours: flag,
  /** ISO 8601, UTC. */
  created: text,
  finished: optional(text),
  evaluations: count,
  /** Evaluations that diverged or failed. */
  failures: count,
  budget: record({ evaluations: optional(count), time: optional(number) }),
  /** Architectures on the front. */
  front: count,
  /** Share of the reference box, 0..1; missing where the objectives have none. */
  hypervolume: optional(number),
});

/** What does not change while a run goes on. */
export const runSetup = record({
  ...runName,
  experiment: text,
  space: text,
  file: text,
  seed: number,
  objectives: list(record({ ...metricRef, direction: oneOf('maximize', 'minimize') })),
  constraints: list(
    record({ ...metricRef, text, min: optional(number), max: optional(number), exclusive: optional(flag) }),
  ),
  /** Metrics whose values are a device profile's: measured where a point has no prediction of them, else that prediction. */
  estimated: list(text),
  /** Minimised vectors, in the order of the objectives. */
  box: optional(record({ reference: list(number), ideal: list(number) })),
  /** Empty where the spec that the run was started with cannot be read any more; `note` says why. */
  decisions: list(record({ path: text, ordinal: flag, alternatives: list(text) })),
  note: optional(text),
});

/** A column of numbers, packed; NaN where there is none. */
const column = text;

/** Evaluations of one answer at most: what an editor can pass on without a pause that is seen. */
export const MOST_POINTS = 16_384;

/**
 * Evaluations from a position on, ascending by position; the columns have equal lengths. At most `MOST_POINTS` of them: while fewer than `total`
 * are known, the asker asks again from the least position that it does not know.
 */
export const runPoints = record({
  /** Evaluations of the whole run; exact in the answer that reaches its end. */
  total: count,
  position: column,
  /** 0 ok, 1 diverged, 2 failed. */
  status: column,
  seconds: column,
  /** By metric key: `accuracy`, `params`, `latency(edgegpu)`. Static metrics are always there, measured ones where the status is ok. */
  metrics: table(column),
  /** What the strategy's predictor expected before the evaluation. */
  predictedMean: table(column),
  predictedStd: table(column),
  /** By decision: the alternative's number, -1 where inactive. As many as `runSetup.decisions`. */
  choices: list(column),
});

/** One evaluation in words. */
export const pointDescription = record({
  position: count,
  /** Canonical text of the architecture. */
  architecture: text,
  /** The same as an `arch` item, ready to be inserted; `name` is what it is called there. */
  literal: text,
  name: text,
  hash: text,
  origin: text,
  why: optional(text),
  metrics: table(number),
  seconds: number,
});

/** An architecture as graphs to be drawn: one for each cell, and the chain of what surrounds them. */
export const drawing = record({
  graphs: list(
    record({
      title: text,
      nodes: list(record({ id: text, label: text, kind: oneOf('input', 'output', 'operator', 'merge', 'cell') })),
      edges: list(record({ from: text, to: text, label: optional(text) })),
    }),
  ),
});

export const frontRow = record({
  position: count,
  knee: flag,
  architecture: text,
  metrics: table(number),
});

export const importance = record({
  path: text,
  /** First-order share of the variance of the metric, 0..1 (Sobol index of the decision alone). */
  share: number,
  /** Standard error of the share. */
  error: number,
});

/** A machine that evaluates for a run whose evaluations go through a queue. */
export const remoteWorker = record({
  name: text,
  host: text,
  version: text,
  /** `refusing`: it cannot do the run's evaluations, `why` says it. `dead`: it gives no sign of life any more. */
  state: oneOf('idle', 'busy', 'refusing', 'dead'),
  why: optional(text),
  /** Evaluations that it has answered. */
  done: count,
  /** Of a dead one: its last sign of life, ISO 8601, UTC. */
  deadSince: optional(text),
  /** What it works on, or did when it died; of other searches too. */
  jobs: list(record({ experiment: text, position: count, doing: text })),
});

export const runRequests = {
  /** All runs of the stores that are there; a store that cannot be read has a sentence and what can be done about it. */
  listRuns: {
    params: record({ stores: list(text) }),
    result: list(
      record({ store: text, error: optional(record({ kind: text, message: text })), runs: list(runSummary) }),
    ),
  },
  /** Begins a run and answers once it is in the store. `labels`: measures a diverse first set only; `given`: measures the architectures given. */
  startRun: {
    params: record({
      source: modelSource,
      purpose: oneOf('search', 'labels', 'given'),
      /** Of a search: in place of the budget of the text. Of labels: how many. */
      evaluations: optional(count),
      /** Canonical texts; of `given` only. */
      architectures: list(text),
      /** Of a search: a run of the same store whose results it takes over, as far as they still count. */
      warmStart: optional(text),
    }),
    result: runSummary,
  },
  /** What the text of now is to a run that was started with an earlier one. */
  compareRun: {
    params: record({ ...runName, source: modelSource }),
    result: record({
      /** What decides the result and is another now: `the space (width: 2, 4 -> 2, 8)`. None: the run can go on with this text. */
      changes: list(text),
      /** What changed besides: the budget, the text in nothing that counts, versions. */
      aside: list(text),
      /** Results that a new run could take over, and what it would leave behind; `why` says in a sentence why it could take over none. */
      known: count,
      left: list(text),
      why: optional(text),
    }),
  },
  /**
   * Goes on with an interrupted run, or with a finished one whose budget was raised. With `source` the run must mean the same as the text does
   * now, else it is refused by name; without it the run goes on with the text that it was started with.
   */
  resumeRun: {
    params: record({ ...runName, source: optional(modelSource), evaluations: optional(count) }),
    result: runSummary,
  },
  /** Answers when the run's process has ended; what was evaluated is kept. */
  stopRun: { params: record(runName), result: runSummary },
  deleteRun: { params: record(runName), result: nothing },
  runSetup: { params: record(runName), result: runSetup },
  /** `from`: the least position that the asker does not know yet. */
  runPoints: { params: record({ ...runName, from: count }), result: runPoints },
  describePoints: { params: record({ ...runName, positions: list(count) }), result: list(pointDescription) },
  /** Canonical texts of these evaluations, as many as positions; empty where there is none of that position. */
  architectureTexts: { params: record({ ...runName, positions: list(count) }), result: list(text) },
  drawPoint: { params: record({ ...runName, position: count }), result: drawing },
  /** The front, best first by the first measured objective. */
  runFront: {
    params: record(runName),
    result: record({ rows: list(frontRow), hypervolume: optional(number) }),
  },
  /** What the decisions are worth for a metric, by a predictor fitted to the run's evaluations; none where there are too few, with a sentence. */
  importance: {
    params: record({ ...runName, metric: text }),
    result: record({ decisions: list(importance), basis: text, why: optional(text) }),
  },
  /** What a table of measured architectures seems to hold. */
  inspectTable: {
    params: record({ path: text, source: optional(modelSource) }),
    result: record({
      rows: count,
      columns: list(record({ name: text, sample: text, numeric: flag })),
      /** The column that holds architectures and the notation of its texts, and the one that looks like an accuracy; guesses. */
      key: optional(text),
      notation: optional(text),
      metric: optional(text),
    }),
  },
  exportFormats: {
    params: nothing,
    result: list(
      record({
        format: text,
        title: text,
        extension: text,
        description: text,
        /** `inside`: the file always has some. `beside`: trained ones have a file of their own. */
        weights: oneOf('inside', 'beside', 'none'),
      }),
    ),
  },
  /** Evaluations of this architecture whose trained weights are kept, the youngest run's first. */
  trainedWeights: {
    params: record({ source: modelSource, space: text, architecture: text }),
    result: list(record({ ...runName, position: count, accuracy: optional(number) })),
  },
  /**
   * The architecture of an `arch` item of the source as a file in one of the formats; `bytes` in base 64. `trained`: with the weights of that
   * evaluation, which have a file of their own where the format has no place for them.
   */
  exportArchitecture: {
    params: record({
      source: modelSource,
      space: text,
      architecture: text,
      name: text,
      format: text,
      trained: optional(record({ ...runName, position: count })),
    }),
    result: record({ fileName: text, bytes, weights: optional(record({ extension: text, bytes })) }),
  },
} as const;

export const runInstructions = {
  /** The stores whose changes are told, whoever changes them; replaces those before. */
  watchStores: record({ stores: list(text) }),
} as const;

export const runEvents = {
  /** Runs of the store came, changed or went. */
  runsChanged: record({ store: text }),
  /** Of a run of this engine, at most a few times a second. `share`: of the evaluation under way, 0..1. */
  runProgress: record({
    ...runName,
    done: count,
    budget: optional(count),
    front: count,
    share: number,
    doing: text,
    secondsLeft: optional(number),
  }),
  /** Of a run of this engine whose evaluations go through a queue: the queue's workers, whenever something about them changed. */
  runWorkers: record({ ...runName, workers: list(remoteWorker) }),
  /** A run of this engine is not worked on any more. `lost`: its process died and it is not begun again by itself; `reason` says why. */
  runEnded: record({ ...runName, end: oneOf('done', 'stopped', 'failed', 'lost'), reason: text }),
} as const;

export type RunSummary = ValueOf<typeof runSummary>;
export type RunSetupMessage = ValueOf<typeof runSetup>;
export type RunPointsMessage = ValueOf<typeof runPoints>;
export type PointDescription = ValueOf<typeof pointDescription>;
export type Drawing = ValueOf<typeof drawing>;
export type FrontRow = ValueOf<typeof frontRow>;
export type RemoteWorker = ValueOf<typeof remoteWorker>;
export type Importance = ValueOf<typeof importance>;
