/** How the user looks at the runs: kept by the editor over a reload. What it kept is read like a message; what is not understood is forgotten. */
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
  type ValueOf,
} from '../../engine/protocol/read.ts';
import { brush } from './brush.ts';

export const tabIds = ['table', 'decisions', 'history', 'predictions', 'importance'] as const;

const span = record({ low: number, high: number });

const viewState = record({
  /** Keys of metrics; undefined for what suits the runs. */
  x: optional(text),
  y: optional(text),
  /** By key of a metric. Where nothing is said the values decide. */
  log: table(flag),
  /** Metrics of which the front is shown; undefined for the objectives of the runs. */
  goals: optional(list(text)),
  /** Keys of runs that are not drawn. */
  hidden: list(text),
  show: record({ intervals: flag, dominated: flag, infeasible: flag, failed: flag }),
  zoom: optional(record({ x: span, y: span })),
  brushes: list(brush),
  selected: optional(record({ run: text, position: count })),
  /** Points whose anytime curves are seen beside the selected one's. */
  compared: optional(list(record({ run: text, position: count }))),
  tab: oneOf(...tabIds),
  sort: optional(record({ column: text, descending: flag })),
  best: optional(text),
  predicted: optional(text),
  importance: record({ run: optional(text), metric: optional(text) }),
});
export type ViewState = ValueOf<typeof viewState>;
export type TabId = ViewState['tab'];

const initial: ViewState = {
  x: undefined,
  y: undefined,
  log: new Map(),
  goals: undefined,
  hidden: [],
  show: { intervals: true, dominated: true, infeasible: true, failed: true },
  zoom: undefined,
  brushes: [],
  selected: undefined,
  compared: undefined,
  tab: 'table',
  sort: undefined,
  best: undefined,
  predicted: undefined,
  importance: { run: undefined, metric: undefined },
};

export function readState(kept: unknown): ViewState {
  if (kept === undefined || kept === null) return initial;
  const read = viewState(kept, 'state');
  return 'error' in read ? initial : read.value;
}

/** As the editor keeps it: JSON, so Maps become objects. */
export function writeState(state: ViewState): unknown {
  return { ...state, log: Object.fromEntries(state.log) };
}
