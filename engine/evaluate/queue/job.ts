/** What a search and a worker say to each other through Redis, each described by a reader and checked where it arrives. */
import {
  count,
  flag,
  list,
  number,
  oneOf,
  optional,
  record,
  table,
  text,
  type Read,
  type ValueOf,
} from '../../protocol/read.ts';
import { toJson } from '../../protocol/json.ts';

/** One evaluation: all that a machine needs that has nothing of the search but the data. */
export const evaluationJob = record({
  /** Which run it belongs to, the same after every interruption; the job's id holds it. */
  run: text,
  experiment: text,
  /** Number of the evaluation in its run. */
  position: count,
  /** The spec and its imports by name, relative to the folder of the spec. */
  entry: text,
  files: table(text),
  /** Hash of the space that these texts must give. */
  space: text,
  architecture: text,
  seed: text,
  share: number,
  /** Seconds after which a worker gives up; undefined: never. */
  timeout: optional(number),
  /** How many workers may die at it. */
  retries: count,
  /** Those that the evaluator names: hashes of their bytes, which lie in Redis, by name. */
  hypernetworks: table(text),
});

/** A report of a training under way, as programs make them. */
const report = record({ step: number, of: optional(number), values: table(number) });

export const jobResult = record({
  status: oneOf('ok', 'diverged', 'failed', 'unknown-architecture'),
  accuracy: optional(number),
  metrics: table(number),
  seconds: number,
  message: optional(text),
  /** Who evaluated it. */
  worker: text,
  /** Whether the state at its end is kept, for the next part of the training. */
  hasState: flag,
  /** Whether trained weights are kept. */
  hasWeights: flag,
  reports: list(report),
});

export const jobProgress = record({ worker: text, share: number, doing: text });

export type EvaluationJob = ValueOf<typeof evaluationJob>;
export type JobResult = ValueOf<typeof jobResult>;
export type JobReport = ValueOf<typeof report>;
export type JobProgress = ValueOf<typeof jobProgress>;

/** As it travels. */
export const packed = (message: EvaluationJob | JobResult | JobProgress): object => toJson(message) as object;

export function readPacked<T>(reader: (value: unknown, at: string) => Read<T>, json: string, at: string): Read<T> {
  try {
    return reader(JSON.parse(json), at);
  } catch {
    return { error: `${at} is no JSON` };
  }
}
