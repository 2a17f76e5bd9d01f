/** A run as the page holds it: what it was told, and what it found out itself. */
import type {
  Drawing,
  Importance,
  PointDescription,
  RunSetupMessage,
  RunSummary,
} from '../../../engine/protocol/runs.ts';
import { shapes, type Shape } from '../chart/shapes.ts';
import { emptyFront, type FrontState } from './front-builder.ts';
import { declareUnits } from './metrics.ts';
import { noPoints, type Points } from './points.ts';

export interface Progress {
  readonly done: number;
  readonly budget: number | undefined;
  readonly share: number;
  readonly doing: string;
  readonly secondsLeft: number | undefined;
}

export interface ImportanceAnswer {
  readonly decisions: readonly Importance[];
  readonly basis: string;
  readonly why: string | undefined;
  /** Evaluations that were there when it was asked for. */
  readonly evaluations: number;
}

export interface PageRun {
  readonly key: string;
  readonly store: string;
  readonly run: string;
  /** Its place among the looks of runs; stays while the run is on the page. */
  readonly slot: number;
  setup: RunSetupMessage;
  summary: RunSummary;
  points: Points;
  front: FrontState;
  progress: Progress | undefined;
  /** By position. */
  readonly architectures: Map<number, string>;
  readonly descriptions: Map<number, PointDescription>;
  readonly drawings: Map<number, Drawing | { readonly error: string }>;
  /** By metric. */
  readonly importance: Map<string, ImportanceAnswer>;
  /** Raised with every change of the points. */
  version: number;
}

export const runKeyOf = ({ store, run }: { readonly store: string; readonly run: string }): string =>
  `${store}\n${run}`;

export function pageRun(setup: RunSetupMessage, summary: RunSummary, slot: number): PageRun {
  declareUnits(setup);
  return {
    key: runKeyOf(setup),
    store: setup.store,
    run: setup.run,
    slot,
    setup,
    summary,
    points: noPoints(),
    front: emptyFront([]),
    progress: undefined,
    architectures: new Map(),
    descriptions: new Map(),
    drawings: new Map(),
    importance: new Map(),
    version: 0,
  };
}

/** The least place that none of the runs has. */
export function freeSlot(runs: readonly PageRun[]): number {
  const taken = new Set(runs.map((run) => run.slot));
  let slot = 0;
  while (taken.has(slot)) slot++;
  return slot;
}

/** After eight runs the colours come again, with other shapes. */
export const shapeOf = ({ slot }: PageRun): Shape => shapes[(slot + Math.floor(slot / 8)) % 8] as Shape;

const dashes = ['', '7 3', '2 3', '9 3 2 3', '4 2', '12 4', '1 4', '6 2 1 2 1 2'];
export const dashOf = ({ slot }: PageRun): string => dashes[slot % dashes.length] as string;

/** As the view of runs calls it; of two stores, with a number. */
export function runName(run: PageRun, runs: readonly PageRun[]): string {
  const name = run.setup.run;
  const same = runs.filter((each) => each.setup.run === name);
  return same.length > 1 ? `${name} · ${same.indexOf(run) + 1}` : name;
}
