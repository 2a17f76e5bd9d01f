/** What the page knows and does: runs as they were told, the user's view of them, and the two ways of change: a message, or the user. */
import type { ToPage } from '../pareto/contract.ts';
import { createAsks, type Asks } from './asks.ts';
import type { Host } from './host.ts';
import type { Jobs } from './jobs.ts';
import { listen } from './messages.ts';
import { emptyFront, goOn } from './runs/front-builder.ts';
import { metricKeys, goalOf, type Goal } from './runs/metrics.ts';
import { metricKey } from '../../engine/search/metric.ts';
import type { PageRun } from './runs/page-run.ts';
import { rowOf } from './runs/points.ts';
import { readState, writeState, type ViewState } from './state.ts';

export interface PointRef {
  readonly run: PageRun;
  readonly row: number;
}

export type Trouble = ToPage<'trouble'>;

export interface PageModel {
  readonly host: Host;
  readonly jobs: Jobs;
  runs: readonly PageRun[];
  /** Whether the runs have been told at all. */
  loaded: boolean;
  trouble: Trouble | undefined;
  /** What the page itself could not do; goes by itself. */
  warning: string | undefined;
  state: ViewState;
  hovered: PointRef | undefined;
  /** What changed for those who cannot see it; set by messages, spoken by the live region. */
  news: string | undefined;
  /** Of the front that is shown. */
  goals: readonly Goal[];
}

export interface Page {
  readonly model: PageModel;
  /** The user looks otherwise from now on. */
  look(change: Partial<ViewState>): void;
  hover(point: PointRef | undefined): void;
  select(point: PointRef | undefined): void;
  open(point: PointRef): void;
  toRun(name: 'resume' | 'stop' | 'removeRun', run: PageRun): void;
  /** For what only those know that have the text of the space. */
  readonly asks: Asks;
  selected(): PointRef | undefined;
  /** Says what the page itself could not do. */
  warn(message: string): void;
}

/** What has to be drawn anew: everything, or the scatter alone, as while it is moved. */
export type Extent = 'all' | 'scatter';

/** What messages work with. */
export interface PageParts {
  readonly model: PageModel;
  readonly asks: Asks;
  readonly look: Page['look'];
  readonly changed: () => void;
  readonly warn: Page['warn'];
  readonly report: (problem: string) => void;
  /** Fronts are found anew where the goals are others than before. */
  readonly refreshGoals: () => void;
  /** Of the points that have come. */
  readonly findFront: (run: PageRun) => void;
}

/** Milliseconds. */
const KEEP_AFTER = 150;
const WARNING_FOR = 12_000;

/** `changed` is called after every change; it may draw at once or later. */
export function createPage(
  host: Host,
  jobs: Jobs,
  report: (problem: string) => void,
  changed: (extent?: Extent) => void,
): Page {
  const model: PageModel = {
    host,
    jobs,
    runs: [],
    loaded: false,
    trouble: undefined,
    warning: undefined,
    state: readState(host.kept),
    hovered: undefined,
    news: undefined,
    goals: [],
  };
  const asks = createAsks(host);
  const key = ({ store, run }: PageRun): { store: string; run: string } => ({ store, run });
  let keeping: ReturnType<typeof setTimeout> | undefined;

  const look = (change: Partial<ViewState>): void => {
    model.state = { ...model.state, ...change };
    clearTimeout(keeping);
    keeping = setTimeout(() => host.keep(writeState(model.state)), KEEP_AFTER);
    if ('goals' in change) refreshGoals();
    changed(Object.keys(change).join() === 'zoom' ? 'scatter' : 'all');
  };
  const findFront = (run: PageRun): void => {
    const work = function* (): Generator<void, void, void> {
      while (!goOn(run.front, run.points, run.setup.constraints, () => true)) yield;
    };
    jobs.start(`front ${run.key}`, work(), () => {
      run.version++;
      changed();
    });
  };
  const refreshGoals = (): void => {
    model.goals = goalsOf(model);
    const wanted = JSON.stringify(model.goals);
    for (const run of model.runs) {
      if (JSON.stringify(run.front.goals) === wanted) continue;
      run.front = emptyFront(model.goals);
      findFront(run);
    }
  };
  const page: Page = {
    model,
    asks,
    look,
    hover: (point) => {
      if (point?.run === model.hovered?.run && point?.row === model.hovered?.row) return;
      model.hovered = point;
      changed('scatter');
    },
    select: (point) => {
      const position = point?.run.points.position[point.row];
      look({ selected: point === undefined || position === undefined ? undefined : { run: point.run.key, position } });
    },
    open: ({ run, row }) => {
      page.select({ run, row });
      host.send('openArchitecture', { ...key(run), position: run.points.position[row] as number });
    },
    toRun: (name, run) => host.send(name, key(run)),
    warn: (message) => {
      model.warning = message;
      changed();
      setTimeout(() => {
        if (model.warning === message) model.warning = undefined;
        changed();
      }, WARNING_FOR);
    },
    selected: () => {
      const { selected } = model.state;
      const run = model.runs.find((each) => each.key === selected?.run);
      const row = run === undefined || selected === undefined ? -1 : rowOf(run.points, selected.position);
      return run === undefined || row < 0 ? undefined : { run, row };
    },
  };
  listen({ model, asks, look, changed: () => changed(), warn: page.warn, report, refreshGoals, findFront });
  return page;
}

/** What the user chose, of what the runs have; else the objectives of the runs. */
function goalsOf({ runs, state }: PageModel): readonly Goal[] {
  const setups = runs.map((run) => run.setup);
  const keys = metricKeys(runs);
  const chosen = state.goals?.filter((each) => keys.includes(each)) ?? [];
  const objectives = [...new Set(setups.flatMap((setup) => setup.objectives.map(metricKey)))];
  return (chosen.length > 0 ? chosen : objectives).map((each) => goalOf(each, setups));
}
