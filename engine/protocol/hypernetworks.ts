/** What is asked and told about the training of hypernetworks. Trainings run in processes of their own, as runs do; what they learn is kept beside the file. */
import { count, flag, list, nothing, number, optional, record, table, text, type ValueOf } from './read.ts';

/** Texts as of a model; the experiment is the one whose space and data set it learns on, where it names none of its own and there are several. */
export const hypernetworkSource = record({
  entry: text,
  files: table(text),
  hypernetwork: text,
  experiment: optional(text),
});

const hypernetworkState = record({
  /** Training steps that its block asks for, and those that are done. */
  steps: count,
  done: count,
  /** This engine trains it now. */
  training: flag,
});

/** `before`: steps that were there already; seconds of training over all of them; the last loss of its curve, in nats. */
export const trainedReport = record({ steps: count, before: count, seconds: number, loss: optional(number) });

export const hypernetworkRequests = {
  /**
   * Trains it from where it is to the steps that its block asks for; answered when it is trained. Cancelled, what it learnt is kept; refused with a
   * sentence where it cannot be trained, or diverges. `training` is a name that the asker chooses, for the progress.
   */
  trainHypernetwork: {
    params: record({ source: hypernetworkSource, training: text }),
    result: trainedReport,
  },
  /** How far hypernetworks of the program are trained, in the order asked; missing where that depends on an experiment, or the text is wrong. */
  hypernetworkStates: {
    params: record({ entry: text, files: table(text), hypernetworks: list(text) }),
    result: list(record({ state: optional(hypernetworkState) })),
  },
} as const;

export const hypernetworkEvents = {
  /** At most a few times a second. `loss` in nats; `secondsLeft` once a pace is known. */
  hypernetworkProgress: record({
    training: text,
    step: count,
    steps: count,
    loss: number,
    secondsLeft: optional(number),
  }),
  /** A training of this engine began or ended. */
  hypernetworksChanged: nothing,
} as const;

export type HypernetworkSource = ValueOf<typeof hypernetworkSource>;
export type HypernetworkState = ValueOf<typeof hypernetworkState>;
