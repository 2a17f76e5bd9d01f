/**
 * What the editor's client asks the language server about programs, beside LSP: what there is to run, to predict and to insert. Requests are
 * answered, or refused with one sentence (`RequestFailed`). Positions and ranges are those of LSP; documents that are not open are read
 * from the disk.
 */
import { costs, explanation } from './messages.ts';
import { count, flag, list, number, oneOf, optional, record, table, text, type ValueOf } from './read.ts';

const position = record({ line: count, character: count });
const range = record({ start: position, end: position });
/** `range` is that of the name. */
const item = { uri: text, name: text, range };

const experiment = record({
  ...item,
  /** Names; missing where the text names none that is there. */
  space: optional(text),
  evaluator: optional(text),
  /** Kinds, as `table`, `train`, `evolution`. */
  evaluatorKind: optional(text),
  strategy: text,
  /** Of the budget. */
  evaluations: optional(count),
  /** Why it cannot be run as it is written, one sentence. */
  error: optional(text),
});

const space = record({
  ...item,
  /** The experiment that the accuracies of its architectures come from. */
  experiment: optional(text),
});

const arch = record({
  ...item,
  space: text,
  /** Canonical text of the architecture; missing where the literal is wrong or incomplete. */
  architecture: optional(text),
});

const hypernetwork = record({
  ...item,
  /** The experiments that it may be trained as, where there are several that differ in what it learns on. */
  experiments: list(text),
});

const program = record({
  /** With `files`, what the engine's `modelSource` needs beside the experiment: texts as they are in the editor, imports included. */
  entry: text,
  files: table(text),
  /** All that the document sees, its own first. */
  experiments: list(experiment),
  spaces: list(space),
  archs: list(arch),
  hypernetworks: list(hypernetwork),
  /** The item of the document that the position asked about is in. */
  at: optional(record({ kind: oneOf('experiment', 'space', 'arch', 'hypernetwork'), name: text })),
  /** Errors in the document and in what it imports. */
  errors: count,
});

const prediction = record({
  space: text,
  /** Canonical text. */
  architecture: text,
  /** Exact. */
  costs,
  /** The accuracy and what it rests on; missing where none is claimed, for the reason that `why` gives. */
  explanation: optional(explanation),
  why: optional(text),
  /** What was measured of this very architecture while nothing is predicted; percent, and by what. */
  measured: optional(record({ accuracy: number, by: optional(text) })),
});

const finding = record({
  uri: text,
  range,
  severity: oneOf('error', 'warning', 'information', 'hint'),
  code: text,
  message: text,
});

const asked = record({
  /** Items for the end of the document, or a document of their own; comments say what follows. */
  text,
  experiment: text,
  space: text,
  /** As it was written, and what it means. */
  understood: list(record({ phrase: text, meaning: text })),
  notUnderstood: list(record({ phrase: text, why: text })),
  /** Sentences. */
  assumed: list(text),
  contradictions: list(text),
});

const place = record({
  /** The literal that is there already; `exact` where it makes the same decisions, else its graph is the same. */
  found: optional(record({ ...item, exact: flag })),
  /** Where one can be inserted, what is to be inserted there, and what it is called. */
  insertion: record({ uri: text, position, text, name: text }),
});

export const programRequests = {
  'hypernas/program': { params: record({ uri: text, position: optional(position) }), result: program },
  /** `architecture`: a record of decisions, a notation such as `nb201 "..."`, or a whole `arch` item. */
  'hypernas/predict': { params: record({ uri: text, space: text, architecture: text }), result: prediction },
  /** Checks a text that is in no file; `uri` says where it would stand, for what it imports. */
  'hypernas/checkText': { params: record({ text, uri: optional(text) }), result: list(finding) },
  /** A request in plain English as an experiment, by rules; `uri` is the document that it is for. */
  'hypernas/ask': { params: record({ request: text, uri: optional(text) }), result: asked },
  /** What one who writes such an experiment has to know of the language and of the document. */
  'hypernas/askFacts': { params: record({ uri: optional(text) }), result: record({ text }) },
  /** The `arch` of the workspace that is this architecture, and where one can be written; `name` is a wish. */
  'hypernas/locateArchitecture': {
    params: record({ uri: text, space: text, architecture: text, name: optional(text) }),
    result: place,
  },
} as const;

export type ProgramRequest = keyof typeof programRequests;
export type ProgramParams<M extends ProgramRequest> = ValueOf<(typeof programRequests)[M]['params']>;
export type ProgramResult<M extends ProgramRequest> = ValueOf<(typeof programRequests)[M]['result']>;
export type ProgramView = ProgramResult<'hypernas/program'>;
export type PredictionView = ProgramResult<'hypernas/predict'>;
export type Finding = ValueOf<typeof finding>;
export type AskedView = ProgramResult<'hypernas/ask'>;
export type ArchitecturePlace = ProgramResult<'hypernas/locateArchitecture'>;
