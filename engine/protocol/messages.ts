/**
 * The contract between the engine's process and those that ask it: every request and notification, described once by readers from
 * which both the types and the checks at each end follow. Plain JSON in both directions; accuracies are percent, 0..100.
 *
 * A model is what predicts the accuracies of one space from the labels of one experiment. Its versions name labels and predictor:
 * two predictions of the same version rest on the same fit, whenever and in whichever process they were made.
 */
import { count, flag, list, nothing, number, oneOf, optional, record, text, type ValueOf } from './read.ts';
import { hypernetworkEvents, hypernetworkRequests } from './hypernetworks.ts';
import { runEvents, runInstructions, runRequests } from './runs.ts';
import { modelSource } from './source.ts';

/** Raised when messages change their meaning; peers of different numbers part with a sentence. */
export const PROTOCOL = 2;

export const costs = record({
  params: number,
  macs: number,
  flops: number,
  weightBytes: number,
  activationBytes: number,
  depth: number,
});

/** An accuracy: the median and the 80 % interval of a prediction, and what was measured where it was. */
const estimate = record({ mean: number, low: number, high: number, measured: optional(number) });

const estimateOf = record({
  /** Canonical text of the architecture, as it was asked for. */
  text,
  /** Canonical hash of its graph: isomorphic architectures share it, and the estimate. */
  hash: text,
  estimate,
});

const refused = record({ text, why: text });

/** What predicts: `version` changes with the labels and with the predictor. */
const basis = record({
  version: text,
  /** Kind of predictor, as the language names it. */
  predictor: text,
  /** Measured architectures that it learnt from. */
  samples: count,
  /** Where the labels come from, in words. */
  source: text,
  /** Kendall's tau-b of held-out predictions; missing where it is not defined. */
  leaveOneOutTau: optional(number),
  /** Where the better predictor is that is fitted in the background. */
  refinement: oneOf('none', 'running', 'done', 'failed'),
  /** One sentence on what is worth knowing: labels left out, why a refinement failed. */
  note: optional(text),
});

/** What is known though nothing can be predicted: accuracies of what was measured itself. */
const measuredState = record({
  /** Changes with what was measured; never the version of a prediction. */
  version: text,
  /** Architectures that were measured. */
  samples: count,
  /** Measured architectures that a prediction of others needs beyond these; 0 where `why` is another reason. */
  missing: count,
});

const measurement = record({
  text,
  hash: text,
  /** Undefined: this one was not measured. */
  accuracy: optional(number),
  /** By whom: "run wide-3, evaluation 5"; undefined where that is not known. */
  by: optional(text),
});

const modelState = record({
  /** Undefined: nothing is predicted, for the reason that `why` gives. */
  basis: optional(basis),
  why: optional(text),
  /** What there is too little of, where the experiment's evaluator could measure more. */
  lack: optional(oneOf('labels')),
  /** Only where `basis` is undefined. */
  measured: optional(measuredState),
});

const decidedDifference = record({ path: text, here: optional(text), there: optional(text) });

export const explanation = record({
  basis,
  estimate,
  /** Who measured it; undefined where nobody did, or that is not known. */
  measuredBy: optional(text),
  costs,
  nearest: list(
    record({
      text,
      accuracy: number,
      /** Decisions in which it differs; the first few are spelt out. */
      differs: count,
      differences: list(decidedDifference),
    }),
  ),
});

const effect = record({
  alternative: text,
  /** Mean change of the predicted accuracy against the mean of the alternatives, all else held, in percent points. */
  effect: number,
  standardError: number,
  /** Pairs of architectures that it is the mean of. */
  pairs: count,
});

/** `device`: what to ask for it by; `used`: by who asks for nothing else; `takes`: what it would take to have it. */
const backend = record({
  ...{ name: text, device: text, available: flag, used: flag, detail: text },
  takes: optional(text),
});

/** Seconds of one forward pass, and the 80 % interval of a prediction; measured ones have none. */
const latency = record({ device: text, seconds: number, low: optional(number), high: optional(number) });

export const requests = {
  /** The first request. */
  initialize: {
    params: record({ protocol: count }),
    result: record({ protocol: count, engine: text, node: text, process: count }),
  },
  doctor: { params: nothing, result: record({ engine: text, node: text, platform: text, backends: list(backend) }) },
  /** Opens a model under a name that the asker chooses; answered when the fast predictor is fitted. An open one is opened anew. */
  openModel: { params: record({ model: text, source: modelSource }), result: modelState },
  /** All of one version; empty where no accuracy is claimed. */
  predict: {
    params: record({ model: text, architectures: list(text) }),
    result: record({ version: optional(text), estimates: list(estimateOf), refused: list(refused) }),
  },
  /** The whole story of one prediction; missing where no accuracy is claimed. */
  explain: { params: record({ model: text, architecture: text }), result: optional(explanation) },
  /** Of one architecture on devices, by their profiles; those that know nothing of the space are left out. */
  latencies: {
    params: record({ model: text, architecture: text, devices: list(text) }),
    result: list(latency),
  },
  /** What was measured of one architecture while nothing can be predicted; missing where nothing was, or predictions tell it. */
  measured: {
    params: record({ model: text, architecture: text }),
    result: optional(record({ accuracy: number, by: optional(text) })),
  },
  /** What the alternatives of decisions change; of several decisions with the same alternatives, the mean. */
  effects: {
    params: record({ model: text, decisions: list(text) }),
    result: record({ version: optional(text), effects: list(effect) }),
  },
  ...runRequests,
  ...hypernetworkRequests,
  /** Ends what is under way; the process ends with the notification `exit`. */
  shutdown: { params: nothing, result: nothing },
} as const;

/** To the engine. */
export const instructions = {
  /** The architectures that are looked at, by canonical text. The engine pushes their estimates, and again when the model changes. */
  watch: record({ model: text, architectures: list(text) }),
  closeModel: record({ model: text }),
  ...runInstructions,
  exit: nothing,
} as const;

/** From the engine. */
export const events = {
  modelChanged: record({ model: text, state: modelState }),
  /** Estimates of watched architectures, all of one version. */
  estimates: record({ model: text, version: text, estimates: list(estimateOf), refused: list(refused) }),
  /** Of watched architectures, all of one version, while nothing can be predicted: also which of them were not measured. */
  measurements: record({ model: text, version: text, measurements: list(measurement), refused: list(refused) }),
  progress: record({ model: text, done: number, total: number, doing: text }),
  ...runEvents,
  ...hypernetworkEvents,
  log: record({ level: oneOf('info', 'warning', 'error'), message: text }),
} as const;

export type RequestName = keyof typeof requests;
export type ParamsOf<M extends RequestName> = ValueOf<(typeof requests)[M]['params']>;
export type ResultOf<M extends RequestName> = ValueOf<(typeof requests)[M]['result']>;
export type InstructionName = keyof typeof instructions;
export type Instruction<N extends InstructionName> = ValueOf<(typeof instructions)[N]>;
export type EventName = keyof typeof events;
export type Event<N extends EventName> = ValueOf<(typeof events)[N]>;

export type { ModelSource } from './source.ts';
export type ModelState = ValueOf<typeof modelState>;
export type MeasuredState = ValueOf<typeof measuredState>;
export type Measurement = ValueOf<typeof measurement>;
export type Basis = ValueOf<typeof basis>;
export type Estimate = ValueOf<typeof estimate>;
export type EstimateOf = ValueOf<typeof estimateOf>;
export type Refused = ValueOf<typeof refused>;
export type Explanation = ValueOf<typeof explanation>;
export type Effect = ValueOf<typeof effect>;
export type BackendState = ValueOf<typeof backend>;
