/** What the page knows and does: runs as they were told, the user's view of them, and the two ways of change: a message, or the user. */
import type { FromPage, ToPage } from '../pareto/contract.ts';
import type { Host } from './host.ts';
import type { Jobs } from './jobs.ts';
import { l10n } from './l10n.ts';
import { emptyFront, goOn } from './runs/front-builder.ts';
import { metricKeys, goalOf, type Goal } from './runs/metrics.ts';
import { metricKey } from '../../engine/search/metric.ts';
import { freeSlot, pageRun, runKeyOf, runName, type PageRun } from './runs/page-run.ts';
import { rowOf, takeIn } from './runs/points.ts';
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
  /** Asks for what is known of the points only by those that have the text of the space. Each is asked for once. */
  wantWords(run: PageRun, rows: readonly number[]): void;
  wantDrawing(point: PointRef): void;
  wantImportance(run: PageRun, metric: string): void;
  selected(): PointRef | undefined;
  /** Says what the page itself could not do. */
  warn(message: string): void;
}

/** What has to be drawn anew: everything, or the scatter alone, as while it is moved. */
export type Extent = 'all' | 'scatter';

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
    state: readState(host.kept),
    hovered: undefined,
    news: undefined,
    goals: [],
  };
  const asked = new Set<string>();
  const find = (key: { readonly store: string; readonly run: string }): PageRun | undefined =>
    model.runs.find((run) => run.key === runKeyOf(key));
  const key = ({ store, run }: PageRun): { store: string; run: string } => ({ store, run });
  let keeping: ReturnType<typeof setTimeout> | undefined;

  const look = (change: Partial<ViewState>): void => {
    model.state = { ...model.state, ...change };
    clearTimeout(keeping);
    keeping = setTimeout(() => host.keep(writeState(model.state)), 150);
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

  /** Fronts are found anew where the goals are others than before. */
  const refreshGoals = (): void => {
    model.goals = goalsOf(model);
    const wanted = JSON.stringify(model.goals);
    for (const run of model.runs) {
      if (JSON.stringify(run.front.goals) === wanted) continue;
      run.front = emptyFront(model.goals);
      findFront(run);
    }
  };

  host.on('runs', ({ runs }) => {
    const kept: PageRun[] = [];
    for (const { setup, summary } of runs) {
      const known = find(setup);
      if (known === undefined) kept.push(pageRun(setup, summary, freeSlot([...model.runs, ...kept])));
      else kept.push(Object.assign(known, { setup, summary }));
    }
    for (const gone of model.runs) if (!kept.includes(gone)) jobs.cancel(`front ${gone.key}`);
    model.runs = kept;
    model.loaded = true;
    if (model.hovered !== undefined && !kept.includes(model.hovered.run)) model.hovered = undefined;
    refreshGoals();
    changed();
  });
  host.on('points', (content) => {
    const run = find(content);
    if (run === undefined) return;
    const taken = takeIn(run.points, content.columns);
    if (typeof taken === 'object') return report(taken.error);
    if (taken === 'replaced') run.front = emptyFront(model.goals);
    run.version++;
    refreshGoals();
    findFront(run);
    changed();
  });
  host.on('summary', ({ summary }) => {
    const run = find(summary);
    if (run === undefined) return;
    if (run.summary.state === 'running' && summary.state !== 'running')
      model.news = l10n.t('{0}: {1}', runName(run, model.runs), summary.reason ?? summary.state);
    run.summary = summary;
    if (summary.state !== 'running') run.progress = undefined;
    changed();
  });
  host.on('progress', ({ store, run: id, ...progress }) => {
    const run = find({ store, run: id });
    if (run === undefined) return;
    run.progress = progress;
    model.news = l10n.t(
      '{0}: {1} evaluations, {2} on the front',
      runName(run, model.runs),
      run.points.count,
      run.front.members.length,
    );
    changed();
  });
  host.on('described', (content) => {
    const run = find(content);
    if (run === undefined) return;
    for (const point of content.points) {
      run.descriptions.set(point.position, point);
      run.architectures.set(point.position, point.architecture);
    }
    // May be asked again: the editor may answer another time.
    if (content.error !== undefined)
      for (const each of [...asked]) if (each.startsWith(`words ${run.key}`)) asked.delete(each);
    changed();
  });
  host.on('drawn', (content) => {
    const run = find(content);
    if (run === undefined) return;
    run.drawings.set(content.position, content.drawing ?? { error: content.error ?? l10n.t('There is no drawing.') });
    changed();
  });
  host.on('front', (content) => {
    const run = find(content);
    for (const row of content.rows) run?.architectures.set(row.position, row.architecture);
    changed();
  });
  host.on('importance', ({ metric, decisions, basis, why, ...content }) => {
    const run = find(content);
    run?.importance.set(metric, { decisions, basis, why, evaluations: run.points.count });
    changed();
  });
  host.on('reveal', (content) => {
    const run = find(content);
    if (run === undefined) return;
    look({
      selected: { run: run.key, position: content.position },
      // Wherever it is, it is seen.
      zoom: undefined,
      hidden: model.state.hidden.filter((each) => each !== run.key),
    });
  });
  host.on('trouble', (trouble) => {
    model.trouble = trouble.severity === 'none' ? undefined : trouble;
    changed();
  });

  const page: Page = {
    model,
    look,
    hover: (point) => {
      if (point?.run === model.hovered?.run && point?.row === model.hovered?.row) return;
      model.hovered = point;
      changed('scatter');
    },
    select: (point) =>
      look({
        selected:
          point === undefined
            ? undefined
            : { run: point.run.key, position: point.run.points.position[point.row] as number },
      }),
    open: ({ run, row }) => {
      page.select({ run, row });
      host.send('openArchitecture', { ...key(run), position: run.points.position[row] as number });
    },
    toRun: (name, run) => host.send(name, key(run) as FromPage<typeof name>),
    wantWords: (run, rows) => {
      const positions = rows
        .map((row) => run.points.position[row] as number)
        .filter((position) => !run.descriptions.has(position) && !asked.has(`words ${run.key} ${position}`));
      for (const position of positions) asked.add(`words ${run.key} ${position}`);
      if (positions.length > 0) host.send('describe', { ...key(run), positions });
    },
    wantDrawing: ({ run, row }) => {
      const position = run.points.position[row] as number;
      const name = `drawing ${run.key} ${position}`;
      if (run.drawings.has(position) || asked.has(name)) return;
      asked.add(name);
      host.send('draw', { ...key(run), position });
    },
    wantImportance: (run, metric) => {
      const { count } = run.points;
      const known = run.importance.get(metric);
      // Half as many evaluations again may tell more; so does the end of the run.
      const due =
        known === undefined ? 0 : run.summary.state === 'running' ? 1.5 * known.evaluations : known.evaluations + 1;
      const name = `importance ${run.key} ${metric} ${known?.evaluations ?? -1}`;
      if (count < due || asked.has(name)) return;
      asked.add(name);
      host.send('importance', { ...key(run), metric });
    },
    warn: (message) => {
      model.trouble = { severity: 'warning', message, action: undefined };
      changed();
    },
    selected: () => {
      const { selected } = model.state;
      const run = model.runs.find((each) => each.key === selected?.run);
      const row = run === undefined || selected === undefined ? -1 : rowOf(run.points, selected.position);
      return run === undefined || row < 0 ? undefined : { run, row };
    },
  };
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
