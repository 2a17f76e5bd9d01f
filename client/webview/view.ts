/** What the charts draw, made once for a frame from what the page knows: which runs, which axes, what is singled out. */
import { brushed, type Brush } from './brush.ts';
import { metricKey } from '../../engine/search/metric.ts';
import type { PageModel } from './page-model.ts';
import { EVALUATION, isLogByNature, metricKeys, SECONDS, columnOf, type Goal } from './runs/metrics.ts';
import { isOfExit } from './runs/exits.ts';
import { kneeRow } from './runs/front-builder.ts';
import { runName, type PageRun } from './runs/page-run.ts';
import type { ViewState } from './state.ts';
import type { Palette } from './theme.ts';

export interface AxisChoice {
  readonly key: string;
  readonly log: boolean;
  /** Values of what is shown; `least > most` where there are none. */
  readonly least: number;
  readonly most: number;
}

export interface ShownRun {
  readonly run: PageRun;
  readonly name: string;
  /** By row, 1 for what the brushes single out; undefined for all. */
  readonly mask: Uint8Array | undefined;
  readonly knee: number | undefined;
}

export interface View {
  readonly shown: readonly ShownRun[];
  readonly all: readonly PageRun[];
  readonly state: ViewState;
  readonly goals: readonly Goal[];
  /** All that can be an axis. */
  readonly keys: readonly string[];
  readonly x: AxisChoice;
  readonly y: AxisChoice;
  readonly palette: Palette;
}

export function viewOf(model: PageModel, palette: Palette): View {
  const { runs, state, goals } = model;
  const visible = runs.filter((run) => !state.hidden.includes(run.key));
  const metrics = metricKeys(runs).filter((key) => !isOfExit(key));
  const keys = [...metrics, EVALUATION, SECONDS];
  const { x, y } = axisKeys(runs, state, keys);
  const choice = (key: string): AxisChoice => {
    const [least, most] = extent(visible, key);
    return { key, least, most, log: state.log.get(key) ?? isLogByNature(key, least, most) };
  };
  return {
    shown: visible.map((run) => ({
      run,
      name: runName(run, runs),
      mask: maskOf(run, state.brushes),
      knee: kneeOf(run),
    })),
    all: runs,
    state,
    goals,
    keys,
    x: choice(x),
    y: choice(y),
    palette,
  };
}

/** What was chosen, of what there is; else the first cost along and the first quality up. */
function axisKeys(runs: readonly PageRun[], state: ViewState, keys: readonly string[]): { x: string; y: string } {
  const chosen = (key: string | undefined): string | undefined =>
    key !== undefined && keys.includes(key) ? key : undefined;
  const objectives = runs.flatMap((run) => run.setup.objectives);
  const quality = objectives.find((each) => each.direction === 'maximize') ?? objectives[0];
  const y = chosen(state.y) ?? (quality === undefined ? (keys[0] as string) : metricKey(quality));
  const cost = objectives.map(metricKey).find((key) => key !== y) ?? keys.find((key) => key === 'params' && key !== y);
  return { x: chosen(state.x) ?? cost ?? EVALUATION, y };
}

interface Kept {
  readonly version: number;
  readonly brushes: readonly Brush[];
  readonly mask: Uint8Array | undefined;
}
const masks = new WeakMap<PageRun, Kept>();

function maskOf(run: PageRun, brushes: readonly Brush[]): Uint8Array | undefined {
  const kept = masks.get(run);
  if (kept !== undefined && kept.version === run.version && kept.brushes === brushes) return kept.mask;
  const mask = brushed(run.points, run.setup, brushes);
  masks.set(run, { version: run.version, brushes, mask });
  return mask;
}

const knees = new WeakMap<PageRun, { readonly version: number; readonly row: number | undefined }>();

function kneeOf(run: PageRun): number | undefined {
  const kept = knees.get(run);
  if (kept?.version === run.version) return kept.row;
  const row = kneeRow(run.front);
  knees.set(run, { version: run.version, row });
  return row;
}

interface Extent {
  readonly version: number;
  readonly byKey: Map<string, readonly [number, number]>;
}
const extents = new WeakMap<PageRun, Extent>();

/** Least and most of a key over the runs; infinities the wrong way round where there is no value. */
export function extent(runs: readonly PageRun[], key: string): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const run of runs) {
    let kept = extents.get(run);
    if (kept?.version !== run.version) extents.set(run, (kept = { version: run.version, byKey: new Map() }));
    let span = kept.byKey.get(key);
    if (span === undefined) kept.byKey.set(key, (span = extentOf(run, key)));
    least = Math.min(least, span[0]);
    most = Math.max(most, span[1]);
  }
  return [least, most];
}

function extentOf(run: PageRun, key: string): readonly [number, number] {
  const column = columnOf(run.points, key);
  let [least, most] = [Infinity, -Infinity];
  if (column === undefined) return [least, most];
  for (let row = 0; row < run.points.count; row++) {
    const value = column[row] as number;
    if (value < least) least = value;
    if (value > most && value < Infinity) most = value;
  }
  return [least, most];
}
