/** What was predicted against what was then measured: how far the strategy's predictor is to be trusted. */
import { axes } from '../chart/axes.ts';
import { createChart } from '../chart/chart.ts';
import { place, roomy, type Scale } from '../chart/scale.ts';
import type { Box, PointGroup, Scene } from '../chart/scene.ts';
import { tidy } from '../chart/shapes.ts';
import { csv } from '../csv.ts';
import { h, setText } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page } from '../page-model.ts';
import { agreement, type Agreement } from '../runs/agreement.ts';
import { limitsOf, tickLabel, titleOf } from '../runs/metrics.ts';
import { shapeOf, type PageRun } from '../runs/page-run.ts';
import type { ShownRun, View } from '../view.ts';
import { dropdown } from '../widgets.ts';
import type { Exported } from './export-menu.ts';

export interface PredictionsView {
  readonly element: HTMLElement;
  render(view: View): void;
  exported(): Exported | undefined;
}

interface Agreeing extends ShownRun {
  readonly found: Agreement;
}

export function createPredictions(page: Page, redraw: () => void): PredictionsView {
  const chart = createChart('predictions', redraw);
  const metric = dropdown(l10n.t('Predicted metric'), (key) => page.look({ predicted: key }));
  const note = h('p', { class: 'note' });
  const choice = h('p', { class: 'choice' }, metric.element);
  const element = h('div', { class: 'one' }, choice, chart.element, note);
  let shown: { readonly key: string; readonly runs: readonly Agreeing[] } | undefined;
  return {
    element,
    exported: () => shown && exported(shown.key, shown.runs, chart.scene()),
    render: (view) => {
      const keys = [...new Set(view.shown.flatMap(({ run }) => predictedKeys(run)))];
      const key = keys.find((each) => each === view.state.predicted) ?? keys[0];
      choice.hidden = key === undefined;
      chart.element.hidden = key === undefined;
      shown = undefined;
      if (key === undefined) {
        setText(
          note,
          l10n.t(
            'Nothing was predicted before it was measured: the strategies of these runs use no predictor, or have not come to use it.',
          ),
        );
        return;
      }
      metric.update(
        keys.map((each) => ({ value: each, title: titleOf(each) })),
        key,
      );
      const runs = view.shown
        .filter(({ run }) => predictedKeys(run).includes(key))
        .map((each) => ({ ...each, found: agreementOf(each.run, key, redraw) }))
        .filter(({ found }) => found.rows.length > 0);
      shown = { key, runs };
      const lines = runs.map(({ name, found }) => tauLine(view.shown.length > 1 ? `${name}: ` : '', found));
      const text =
        lines.length > 0 ? lines.join(' · ') : l10n.t('No point has both a prediction and a measurement yet.');
      setText(note, text);
      chart.element.setAttribute('role', 'img');
      chart.element.setAttribute('aria-label', `${l10n.t('Predicted against measured {0}', titleOf(key))}. ${text}`);
      const { width, height } = chart.size();
      if (width > 0 && height > 0) chart.draw(sceneOf(view, runs, key, width, height));
    },
  };
}

/** What a device's profile predicts is measured by nobody. */
function predictedKeys({ points, setup }: PageRun): string[] {
  return [...points.predictedMean.keys()].filter((key) => !setup.estimated.includes(key));
}

function tauLine(head: string, { tau, rows }: Agreement): string {
  return tau === undefined
    ? l10n.t('{0}Kendall’s τ is not defined for {1} points', head, rows.length)
    : l10n.t('{0}Kendall’s τ {1} over {2} points', head, tau.toFixed(3), rows.length);
}

interface Kept {
  readonly version: number;
  readonly key: string;
  readonly found: Agreement;
  readonly at: number;
}
const kept = new WeakMap<PageRun, Kept>();

/** Of many points tau takes a while: while they come it is found anew every few seconds only. */
const MANY = 20_000;
const PAUSE = 3000;

function agreementOf(run: PageRun, key: string, redraw: () => void): Agreement {
  const known = kept.get(run);
  const now = performance.now();
  if (known?.key === key) {
    if (known.version === run.version) return known.found;
    if (run.points.count > MANY && now - known.at < PAUSE) {
      setTimeout(redraw, known.at + PAUSE - now);
      return known.found;
    }
  }
  const found = agreement(run.points, key);
  kept.set(run, { version: run.version, key, found, at: now });
  return found;
}

function sceneOf(view: View, runs: readonly Agreeing[], key: string, width: number, height: number): Scene {
  const { palette } = view;
  const box: Box = { left: 58, top: 22, right: Math.max(80, width - 14), bottom: Math.max(50, height - 38) };
  let [least, most] = [Infinity, -Infinity];
  for (const { found } of runs) {
    for (const column of [found.measured, found.predicted]) {
      for (const value of column) {
        if (value < least) least = value;
        if (value > most) most = value;
      }
    }
  }
  const [low, high] = roomy(least, most, false, limitsOf(key));
  const x: Scale = { log: false, low, high, start: box.left, end: box.right };
  const y: Scale = { log: false, low, high, start: box.bottom, end: box.top };
  const label = tickLabel(key);
  const points = runs.map(({ run, mask, found }): PointGroup => {
    const rows = [...found.rows.keys()].filter((i) => mask === undefined || mask[found.rows[i] as number] === 1);
    return {
      shape: shapeOf(run),
      radius: rows.length > 5_000 ? 1.8 : 3.2,
      hollow: false,
      colour: palette.runs[run.slot % palette.runs.length] ?? palette.text,
      opacity: 0.7,
      count: rows.length,
      xs: Float32Array.from(rows, (i) => place(x, found.measured[i] as number)),
      ys: Float32Array.from(rows, (i) => place(y, found.predicted[i] as number)),
    };
  });
  const d = `M${tidy(place(x, low))} ${tidy(place(y, low))}L${tidy(place(x, high))} ${tidy(place(y, high))}`;
  return {
    width,
    height,
    background: palette.ground,
    font: palette.font,
    box,
    under: [
      ...axes(
        x,
        y,
        box,
        { title: l10n.t('measured {0}', titleOf(key)), label },
        { title: l10n.t('predicted {0}', titleOf(key)), label },
        palette,
      ),
      { kind: 'path', d, stroke: palette.soft, dash: '4 4' },
    ],
    points,
    over: [],
  };
}

function exported(key: string, runs: readonly Agreeing[], scene: Scene | undefined): Exported {
  return {
    name: 'predictions',
    title: l10n.t('Predicted against measured {0}', titleOf(key)),
    scene,
    csv: csv([
      ['run', 'evaluation', `measured ${key}`, `predicted ${key}`],
      ...runs.flatMap(({ run, found }) =>
        [...found.rows].map((row, i) => [
          run.run,
          (run.points.position[row] as number) + 1,
          found.measured[i],
          found.predicted[i],
        ]),
      ),
    ]),
  };
}
