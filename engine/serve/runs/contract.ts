/** What the engine and the process of a run say to each other over Node's IPC, described once by readers and checked at both ends. */
import { toJson } from '../../protocol/json.ts';
import {
  count,
  list,
  nothing,
  number,
  oneOf,
  optional,
  record,
  text,
  type Read,
  type ValueOf,
} from '../../protocol/read.ts';
import { readMessage, type Message } from '../process-messages.ts';
import { remoteWorker } from '../../protocol/runs.ts';
import { modelSource } from '../../protocol/source.ts';

/** What a process is started for. */
export const runTask = record({
  /** Absolute path of the store. */
  store: text,
  /** A run to go on with; undefined begins a new one. */
  run: optional(text),
  /** File names are absolute paths. Undefined: the text that the run was started with. */
  source: optional(modelSource),
  /** Of a new run. */
  purpose: oneOf('search', 'labels', 'given'),
  architectures: list(text),
  evaluations: optional(count),
  /** Of a new search: the run of the store whose results it takes over. */
  warmStart: optional(text),
});

const toRun = {
  begin: runTask,
  /** Leave the run interrupted, and end. */
  cancel: nothing,
} as const;

const fromRun = {
  /** The run is in the store and taken by this process. */
  begun: record({ run: text }),
  /** It cannot begin, one sentence. */
  refused: record({ why: text }),
  progress: record({
    done: count,
    budget: optional(count),
    front: count,
    share: number,
    doing: text,
    secondsLeft: optional(number),
  }),
  /** Of a run whose evaluations go through a queue: the queue's workers now. */
  workers: record({ workers: list(remoteWorker) }),
  /** Something beside the evaluations went wrong; the run goes on. */
  warning: record({ text }),
  ended: record({ end: oneOf('done', 'stopped', 'failed'), reason: text }),
} as const;

export type RunTask = ValueOf<typeof runTask>;
export type RunWorkers = ValueOf<(typeof fromRun)['workers']>;
export type RunProgress = ValueOf<(typeof fromRun)['progress']>;
export type RunEnd = ValueOf<(typeof fromRun)['ended']>;

export type ToRun = Message<typeof toRun>;
export type FromRun = Message<typeof fromRun>;

export const readToRun = (value: unknown): Read<ToRun> => readMessage(toRun, value);
export const readFromRun = (value: unknown): Read<FromRun> => readMessage(fromRun, value);

/** As it travels. */
export const packed = (message: ToRun | FromRun): object => toJson(message) as object;
