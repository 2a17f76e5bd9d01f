/** What the language server tells the editor of the engine: for the status item, and for the command that shows everything. */
import { count, flag, list, oneOf, optional, record, text, type ValueOf } from './read.ts';

export const engineStatus = record({
  /** `idle`: nothing has needed it yet. `waiting`: it ended and is started again in a moment. `stopped`: it is not started again by itself. */
  state: oneOf('absent', 'idle', 'starting', 'running', 'waiting', 'stopped'),
  /** One sentence on why it is not running. */
  why: optional(text),
  engine: optional(text),
  /** One line a model that is open: its experiment, and what it rests on or why it claims nothing. */
  models: list(text),
  /** The same models as data. */
  learnt: list(
    record({
      experiment: text,
      space: text,
      /** Undefined: no accuracy is claimed, for the reason that `why` gives. */
      predictor: optional(text),
      /** Measured architectures that it learnt from. */
      labels: optional(count),
      /** A better predictor is being fitted. */
      refining: flag,
      why: optional(text),
      lack: optional(oneOf('labels')),
    }),
  ),
  /** What is being done in the background. */
  doing: optional(text),
  /** One line a backend; known once it was asked for. */
  backends: list(text),
  /** The first of them that is available: what networks are trained and predicted with unless told otherwise. */
  backend: optional(text),
});

export type EngineStatus = ValueOf<typeof engineStatus>;

/** Methods between editor and language server, beside LSP. */
export const ENGINE_STATUS_CHANGED = 'hypernas/engineStatusChanged';
export const ENGINE_STATUS = 'hypernas/engineStatus';
export const RESTART_ENGINE = 'hypernas/restartEngine';
