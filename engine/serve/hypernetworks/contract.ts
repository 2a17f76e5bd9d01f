/** What the engine and the process of a training say to each other over Node's IPC. */
import { hypernetworkSource, trainedReport } from '../../protocol/hypernetworks.ts';
import { toJson } from '../../protocol/json.ts';
import { count, nothing, number, optional, record, text, type Read, type ValueOf } from '../../protocol/read.ts';
import { readMessage, type Message } from '../process-messages.ts';

const toTraining = {
  /** File names are absolute paths. */
  begin: hypernetworkSource,
  /** Keep what is learnt, and end. */
  cancel: nothing,
} as const;

const fromTraining = {
  progress: record({ step: count, steps: count, loss: number, secondsLeft: optional(number) }),
  trained: trainedReport,
  /** It was cancelled; what it learnt is kept. */
  stopped: nothing,
  /** It cannot be trained, or not on, one sentence. */
  refused: record({ why: text }),
} as const;

export type TrainingProgress = ValueOf<(typeof fromTraining)['progress']>;
export type TrainedReport = ValueOf<typeof trainedReport>;
export type ToTraining = Message<typeof toTraining>;
export type FromTraining = Message<typeof fromTraining>;

export const readToTraining = (value: unknown): Read<ToTraining> => readMessage(toTraining, value);
export const readFromTraining = (value: unknown): Read<FromTraining> => readMessage(fromTraining, value);

/** As it travels. */
export const packed = (message: ToTraining | FromTraining): object => toJson(message) as object;
