/** What a store keeps, as plain data; the JSON columns are turned into values here and nowhere else. */
import type { Prediction, Json, Origin, ResultStatus } from '../search/strategy.ts';
import type { Constraint, Objective } from '../search/objective.ts';
import type { HypervolumeBox } from '../search/reference.ts';
import type { Metrics } from '../search/metric.ts';
import type { Budget } from '../search/experiment-spec.ts';

/** `interrupted` is a run that can be resumed: cancelled, or its process is gone. */
export type RunStatus = 'running' | 'done' | 'interrupted' | 'failed';

/** What a run was started with; enough to show its front without its file. */
export interface RunSetup {
  readonly experiment: string;
  readonly space: string;
  readonly spaceHash: string;
  /** The file it was started from, as the user named it. */
  readonly file: string;
  /** The file's text at that time. */
  readonly spec: string;
  /**
   * Everything that decides the result, by part: `{ space: hash, strategy: ..., ... }`. Compared on resume. `warmStart` tells besides how many results were
   * taken over from which run.
   */
  readonly resolved: Readonly<Record<string, Json>>;
  readonly seed: number;
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
  readonly box: HypervolumeBox | undefined;
  readonly budget: Budget;
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
}

export interface RunRecord extends RunSetup {
  readonly id: string;
  readonly status: RunStatus;
  /** Why it ended or failed, one sentence. */
  readonly reason: string | undefined;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly finished: string | undefined;
  /** `pid@host` of the process that works on it, or did when it died. */
  readonly owner: string | undefined;
  /** When that process last said that it works, in seconds since 1970. */
  readonly heartbeat: number;
}

/** Evaluations that the run took over from another one; they stand first and do not count as its budget. */
export function takenOver({ resolved }: Pick<RunSetup, 'resolved'>): number {
  const from = resolved['warmStart'] as { readonly results?: unknown } | null | undefined;
  return typeof from?.results === 'number' ? from.results : 0;
}

export interface EvaluationRecord {
  /** 0, 1, ... in the order in which the strategy proposed. */
  readonly position: number;
  /** Canonical text. */
  readonly architecture: string;
  readonly choices: readonly number[];
  readonly hash: string;
  readonly origin: Origin;
  readonly status: ResultStatus;
  /** One sentence where the status is not `ok`. */
  readonly why: string | undefined;
  readonly metrics: Metrics;
  /** What the predictor expected before the evaluation. */
  readonly predicted: Readonly<Record<string, Prediction>> | undefined;
  readonly seconds: number;
  readonly finished: string;
}

/** An evaluation without its words: what charts need, of which there may be a hundred thousand. */
export type MeasuredRecord = Pick<
  EvaluationRecord,
  'position' | 'choices' | 'status' | 'metrics' | 'predicted' | 'seconds'
>;

/** A proposal that awaits its evaluation. */
export interface PendingRecord {
  readonly choices: readonly number[];
  readonly hash: string;
  readonly origin: Origin;
  /** See `Proposal`. */
  readonly part?: number | undefined;
  readonly predicted?: Readonly<Record<string, Prediction>> | undefined;
}

/** Where the strategy stood: it had been told `told` results, and `pending` are its proposals since. */
export interface CheckpointRecord {
  readonly told: number;
  readonly state: Json;
  readonly pending: readonly PendingRecord[];
}

type Row = Readonly<Record<string, unknown>>;

const text = (row: Row, column: string): string => String(row[column]);
const optional = (row: Row, column: string): string | undefined =>
  row[column] === null ? undefined : text(row, column);
const json = <T>(row: Row, column: string): T => JSON.parse(text(row, column)) as T;

export function runOfRow(row: Row, status: RunStatus): RunRecord {
  return {
    id: text(row, 'id'),
    experiment: text(row, 'experiment'),
    space: text(row, 'space'),
    spaceHash: text(row, 'space_hash'),
    file: text(row, 'file'),
    spec: text(row, 'spec'),
    resolved: json(row, 'resolved'),
    seed: Number(row['seed']),
    objectives: json(row, 'objectives'),
    constraints: json(row, 'constraints'),
    box: optional(row, 'box') === undefined ? undefined : json(row, 'box'),
    budget: json(row, 'budget'),
    backend: text(row, 'backend'),
    versions: json(row, 'versions'),
    status,
    reason: optional(row, 'reason'),
    created: text(row, 'created'),
    finished: optional(row, 'finished'),
    owner: optional(row, 'process'),
    heartbeat: Number(row['heartbeat']),
  };
}

/** Columns that `measuredOfRow` reads. */
export const measuredColumns = 'position, choices, status, metrics, predicted, seconds';

export function measuredOfRow(row: Row): MeasuredRecord {
  return {
    position: Number(row['position']),
    choices: json(row, 'choices'),
    status: text(row, 'status') as ResultStatus,
    metrics: json(row, 'metrics'),
    predicted: optional(row, 'predicted') === undefined ? undefined : json(row, 'predicted'),
    seconds: Number(row['seconds']),
  };
}

export function evaluationOfRow(row: Row): EvaluationRecord {
  return {
    ...measuredOfRow(row),
    architecture: text(row, 'architecture'),
    hash: text(row, 'hash'),
    origin: text(row, 'origin') as Origin,
    why: optional(row, 'why'),
    finished: text(row, 'finished'),
  };
}

export function checkpointOfRow(row: Row): CheckpointRecord {
  return { told: Number(row['told']), state: json(row, 'state'), pending: json(row, 'pending') };
}
