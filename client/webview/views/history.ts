/** How the search got there: the hypervolume of the front and the best value of a metric, over evaluations. */
import { axes } from '../chart/axes.ts';
import { createChart, type Chart } from '../chart/chart.ts';
import { beside } from '../chart/export.ts';
import { place, roomy, type Scale } from '../chart/scale.ts';
import type { Box, Mark } from '../chart/scene.ts';
import { tidy } from '../chart/shapes.ts';
import { csv, type Cell } from '../csv.ts';
import { h, setText } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page } from '../page-model.ts';
import { metricKey } from '../../../engine/search/metric.ts';
import { bestSteps, boxOf, hypervolumeSteps, type Steps } from '../runs/history.ts';
import { EVALUATION, goalOf, limitsOf, tickLabel, titleOf } from '../runs/metrics.ts';
import { dashOf, type PageRun } from '../runs/page-run.ts';
import type { View } from '../view.ts';
import { dropdown } from '../widgets.ts';
import type { Exported } from './export-menu.ts';

export interface HistoryView {
  readonly element: HTMLElement;
  render(view: View): void;
  exported(): Exported | undefined;
}

interface Series {
  readonly run: PageRun;
  readonly name: string;
  readonly steps: Steps;
}

export function createHistory(page: Page, redraw: () => void): HistoryView {
  const volume = createChart('history', redraw);
  const best = createChart('history', redraw);
  const volumeNote = h('p', { class: 'note' });
  const metric = dropdown(l10n.t('Best value of'), (key) => page.look({ best: key }));
  const element = h(
    'div',
    { class: 'two' },
    h('section', {}, h('h2', {}, l10n.t('Hypervolume')), volume.element, volumeNote),
    h('section', {}, h('h2', {}, l10n.t('Best so far'), ' ', metric.element), best.element),
  );
  // Found in slices; until they are found anew, those before stay.
  const found = new Map<string, { readonly key: string; readonly steps: Steps }>();
  let shown:
    { readonly volumes: readonly Series[]; readonly bests: readonly Series[]; readonly key: string } | undefined;

  const volumesOf = (view: View): readonly Series[] => {
    const first = view.shown[0]?.run.setup;
    const sameBox = view.shown.every(({ run }) => JSON.stringify(run.setup.box) === JSON.stringify(first?.box));
    const said = { keys: first?.objectives.map(metricKey) ?? [], box: sameBox ? first?.box : undefined };
    const box = boxOf(
      view.goals,
      said,
      view.shown.map(({ run }) => run.front),
    );
    setText(
      volumeNote,
      box === undefined
        ? ''
        : box.own
          ? l10n.t('Share of the box from the best to the worst values seen on these fronts.')
          : l10n.t('Share of the space’s reference box: comparable with other runs of it.'),
    );
    return view.shown.map(({ run, name }) => {
      const key = JSON.stringify([box, run.version, run.front.journal.length]);
      const kept = found.get(run.key);
      if (box !== undefined && kept?.key !== key) {
        found.set(run.key, { key, steps: kept?.steps ?? { at: [], value: [] } });
        page.model.jobs.start(
          `volume ${run.key}`,
          hypervolumeSteps([...run.front.journal], run.points, box.box),
          (steps) => {
            found.set(run.key, { key, steps });
            redraw();
          },
        );
      }
      return { run, name, steps: found.get(run.key)?.steps ?? { at: [], value: [] } };
    });
  };

  return {
    element,
    exported: () => shown && exported(shown.volumes, shown.bests, shown.key, volume, best),
    render: (view) => {
      const keys = [
        ...new Set([...view.goals.map((goal) => goal.key), ...view.keys.filter((key) => !key.startsWith('#'))]),
      ];
      const key = keys.find((each) => each === view.state.best) ?? keys[0] ?? 'accuracy';
      metric.update(
        keys.map((each) => ({ value: each, title: titleOf(each) })),
        key,
      );
      const goal = goalOf(
        key,
        view.all.map((run) => run.setup),
      );
      const volumes = volumesOf(view);
      const bests = view.shown.map(({ run, name }) => ({ run, name, steps: bestSteps(run.front, run.points, goal) }));
      shown = { volumes, bests, key };
      drawSteps(
        volume,
        view,
        volumes,
        l10n.t('hypervolume'),
        (value, step) => tickLabel(EVALUATION)(value, step),
        [0, 1],
      );
      drawSteps(best, view, bests, `${l10n.t('best')} ${titleOf(key)}`, tickLabel(key), limitsOf(key));
      setLabel(volume, l10n.t('Hypervolume over evaluations'), volumes, (value) => value.toFixed(3));
      setLabel(best, l10n.t('Best {0} over evaluations', titleOf(key)), bests, String);
    },
  };
}

function drawSteps(
  chart: Chart,
  view: View,
  series: readonly Series[],
  title: string,
  label: (value: number, step: number) => string,
  limits: readonly [number, number] | undefined,
): void {
  const { width, height } = chart.size();
  if (width === 0 || height === 0) return;
  const { palette } = view;
  const box: Box = { left: 58, top: 22, right: Math.max(80, width - 14), bottom: Math.max(50, height - 38) };
  const values = series.flatMap(({ steps }) => steps.value);
  const last = Math.max(1, ...series.map(({ run }) => (run.points.position[run.points.count - 1] ?? 0) + 1));
  const [low, high] = roomy(
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
    false,
    limits,
  );
  const x: Scale = { log: false, low: 1, high: Math.max(2, last), start: box.left, end: box.right };
  const y: Scale = { log: false, low, high, start: box.bottom, end: box.top };
  const under = axes(
    x,
    y,
    box,
    { title: l10n.t('evaluation'), label: tickLabel(EVALUATION) },
    { title, label },
    palette,
  );
  const lines = series.map(({ run, steps }): Mark => ({
    kind: 'path',
    d: stepPath(steps, (run.points.position[run.points.count - 1] ?? 0) + 1, x, y),
    stroke: palette.runs[run.slot % palette.runs.length],
    width: 1.75,
    dash: dashOf(run),
  }));
  const nothing: Mark[] =
    values.length > 0
      ? []
      : [
          {
            kind: 'text',
            x: (box.left + box.right) / 2,
            y: (box.top + box.bottom) / 2,
            text: l10n.t('Nothing to show yet'),
            fill: palette.soft,
            anchor: 'middle',
          },
        ];
  chart.draw({
    width,
    height,
    background: palette.ground,
    font: palette.font,
    box,
    under,
    points: [],
    over: [{ kind: 'clip', box: { ...box, top: box.top - 2 }, marks: lines }, ...nothing],
  });
}

function stepPath({ at, value }: Steps, last: number, x: Scale, y: Scale): string {
  const parts = at.map((evaluation, i) => {
    const [px, py] = [tidy(place(x, evaluation)), tidy(place(y, value[i] as number))];
    return i === 0 ? `M${px} ${py}` : `H${px}V${py}`;
  });
  return parts.length === 0 ? '' : `${parts.join('')}H${tidy(place(x, last))}`;
}

function setLabel(chart: Chart, title: string, series: readonly Series[], show: (value: number) => string): void {
  const ends = series.map(
    ({ name, steps }) => `${name}: ${steps.value.length === 0 ? '–' : show(steps.value.at(-1) as number)}`,
  );
  chart.element.setAttribute('role', 'img');
  chart.element.setAttribute('aria-label', `${title}. ${ends.join('; ')}`);
}

function exported(
  volumes: readonly Series[],
  bests: readonly Series[],
  key: string,
  left: Chart,
  right: Chart,
): Exported {
  const [volume, best] = [left.scene(), right.scene()];
  const rows = (name: string, series: readonly Series[]): Cell[][] =>
    series.flatMap(({ run, steps }) => steps.at.map((at, i) => [run.run, name, at, steps.value[i]]));
  return {
    name: 'history',
    title: l10n.t('Hypervolume over evaluations'),
    scene: volume && best && beside(volume, best),
    csv: csv([
      ['run', 'series', 'evaluation', 'value'],
      ...rows('hypervolume', volumes),
      ...rows(`best ${key}`, bests),
    ]),
  };
}
