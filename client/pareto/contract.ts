/**
 * What the Pareto page and the extension say to each other: plain data and array buffers over `postMessage`, described once by readers and
 * checked at both ends. The page knows neither engine nor editor; it says `ready` first, and keeps its own state over a reload.
 */
import {
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
  type Reader,
  type ValueOf,
} from '../../engine/protocol/read.ts';
import { drawing, frontRow, importance, pointDescription, runSetup, runSummary } from '../../engine/protocol/runs.ts';

/** A column of numbers, NaN where there is none. Buffers and their views keep their type on the way. */
const column: Reader<Float64Array> = (value, at) =>
  value instanceof Float64Array ? { value } : { error: `${at}: expected a Float64Array` };

/** Evaluations from a position on, as in `runPoints` of the engine's contract. */
export const columns = record({
  total: count,
  position: column,
  status: column,
  seconds: column,
  metrics: table(column),
  predictedMean: table(column),
  predictedStd: table(column),
  choices: list(column),
});

const runKey = { store: text, run: text };

/** What the page keeps over a reload beside its own view: the runs that it shows, from which the editor brings it back. */
export const keptRuns = record({ runs: list(record(runKey)) });

/**
 * To the page. Tables travel as plain objects: the editor's `postMessage` is JSON beside its buffers, so a `Map` would arrive empty and an
 * undefined value not at all. The readers at the page's end make Maps of them.
 */
export const toPage = {
  /** The runs that the page shows, in its order; those that it showed and that are not among them any more leave it. */
  runs: record({ runs: list(record({ setup: runSetup, summary: runSummary })) }),
  /** Points of a run: those already there with the same position are replaced. */
  points: record({ ...runKey, columns }),
  summary: record({ summary: runSummary }),
  progress: record({
    ...runKey,
    done: count,
    budget: optional(count),
    share: number,
    doing: text,
    secondsLeft: optional(number),
  }),
  /** The anytime answer to a `describe`; `error` in place of points is one sentence. */
  described: record({ ...runKey, points: list(pointDescription), error: optional(text) }),
  drawn: record({ ...runKey, position: count, drawing: optional(drawing), error: optional(text) }),
  front: record({ ...runKey, rows: list(frontRow) }),
  importance: record({ ...runKey, metric: text, decisions: list(importance), basis: text, why: optional(text) }),
  /** A point is to be selected and shown. */
  reveal: record({ ...runKey, position: count }),
  /** Nothing can be shown, or what is shown is old: one sentence, and an action that may mend it. `severity` none takes it away. */
  trouble: record({
    severity: oneOf('none', 'warning', 'error'),
    message: text,
    action: optional(record({ id: oneOf('retry', 'restartEngine', 'showLogs'), title: text })),
  }),
} as const;

/** No table holds this character. */
export const LACKING = '\u0000';

/** From the page. */
export const fromPage = {
  ready: nothing,
  describe: record({ ...runKey, positions: list(count) }),
  draw: record({ ...runKey, position: count }),
  importance: record({ ...runKey, metric: text }),
  /** Opens the `arch` of the text that has this architecture, else inserts one. */
  openArchitecture: record({ ...runKey, position: count }),
  insertArchitecture: record({ ...runKey, position: count }),
  copy: record({ text }),
  /**
   * A file to be saved where the user says: `data` is text, or base 64 where `binary`. In a table `LACKING` stands for each text of an architecture that
   * the page does not have, in the order of `lacking`.
   */
  save: record({
    suggestedName: text,
    kind: oneOf('svg', 'png', 'csv'),
    data: text,
    binary: flag,
    lacking: list(record({ ...runKey, positions: list(count) })),
  }),
  resume: record(runKey),
  stop: record(runKey),
  addRuns: nothing,
  removeRun: record(runKey),
  act: record({ id: oneOf('retry', 'restartEngine', 'showLogs', 'runSearch', 'openSpec') }),
} as const;

export type ToPageName = keyof typeof toPage;
export type ToPage<N extends ToPageName = ToPageName> = ValueOf<(typeof toPage)[N]>;
export type FromPageName = keyof typeof fromPage;
export type FromPage<N extends FromPageName = FromPageName> = ValueOf<(typeof fromPage)[N]>;

/** As it travels. */
export interface Envelope {
  readonly name: string;
  readonly content: unknown;
}

export type Columns = ValueOf<typeof columns>;
