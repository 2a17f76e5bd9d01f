/** Which decisions matter for a metric: bars of the share of its variance that each decides alone, with standard errors. */
import { metricKey } from '../../../engine/search/metric.ts';
import { createChart } from '../chart/chart.ts';
import { ticks, type Scale, place } from '../chart/scale.ts';
import type { Box, Mark, Scene } from '../chart/scene.ts';
import { tidy } from '../chart/shapes.ts';
import { csv } from '../csv.ts';
import { h, setText } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page } from '../page-model.ts';
import { titleOf } from '../runs/metrics.ts';
import type { ImportanceAnswer, PageRun } from '../runs/page-run.ts';
import type { View } from '../view.ts';
import { dropdown, progressRing } from '../widgets.ts';
import type { Exported } from './export-menu.ts';
import { shortened } from './graph/layout.ts';

export interface ImportanceView {
  readonly element: HTMLElement;
  render(view: View): void;
  exported(): Exported | undefined;
}

const LINE = 24;

export function createImportance(page: Page, redraw: () => void): ImportanceView {
  const chart = createChart('importance', redraw);
  const runChoice = dropdown(l10n.t('Run'), (run) =>
    page.look({ importance: { ...page.model.state.importance, run } }),
  );
  const metric = dropdown(l10n.t('Metric'), (key) =>
    page.look({ importance: { ...page.model.state.importance, metric: key } }),
  );
  const note = h('p', { class: 'note' });
  const wait = h(
    'p',
    { class: 'soft wait' },
    progressRing(),
    l10n.t('The engine works out what the decisions are worth…'),
  );
  const element = h(
    'div',
    { class: 'one' },
    h('p', { class: 'choice' }, runChoice.element, metric.element),
    wait,
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': l10n.t('Importance of decisions') },
      chart.element,
    ),
    note,
  );
  let shown: { readonly run: PageRun; readonly key: string; readonly answer: ImportanceAnswer } | undefined;
  return {
    element,
    exported: () => shown && exported(shown.run, shown.key, shown.answer, chart.scene()),
    render: (view) => {
      const wanted = view.state.importance;
      const current = view.shown.find(({ run }) => run.key === wanted.run) ?? view.shown[0];
      runChoice.element.hidden = view.shown.length < 2;
      shown = undefined;
      if (current === undefined) return;
      const { run } = current;
      runChoice.update(
        view.shown.map(({ run: each, name }) => ({ value: each.key, title: name })),
        run.key,
      );
      const keys = [...new Set([...run.setup.objectives.map(metricKey), ...run.points.metrics.keys()])];
      const key = keys.find((each) => each === wanted.metric) ?? keys[0] ?? 'accuracy';
      metric.update(
        keys.map((each) => ({ value: each, title: titleOf(each) })),
        key,
      );
      const answer = run.importance.get(key);
      if (run.points.count > 0) page.asks.importance(run, key);
      wait.hidden = answer !== undefined || run.points.count === 0;
      chart.element.hidden = answer === undefined || answer.decisions.length === 0;
      setText(note, noteOf(answer, run));
      if (answer === undefined || answer.decisions.length === 0) return;
      shown = { run, key, answer };
      chart.element.style.height = `${answer.decisions.length * LINE + 56}px`;
      const { width } = chart.size();
      const scene = sceneOf(view, answer, key, Math.max(260, width), run);
      chart.draw(scene);
      chart.element.setAttribute('role', 'img');
      chart.element.setAttribute('aria-label', inWords(answer, key));
    },
  };
}

function noteOf(answer: ImportanceAnswer | undefined, run: PageRun): string {
  if (run.points.count === 0) return l10n.t('No evaluation has finished yet.');
  if (answer === undefined) return '';
  if (answer.why !== undefined) return answer.why;
  return l10n.t(
    'Share of the variance that a decision explains alone, with its standard error. {0}',
    sentence(answer.basis),
  );
}

const ordered = ({ decisions }: ImportanceAnswer): ImportanceAnswer['decisions'] =>
  [...decisions].sort((a, b) => b.share - a.share);

function inWords(answer: ImportanceAnswer, key: string): string {
  const parts = ordered(answer).map(({ path, share, error }) => `${path} ${percent(share)} ± ${percent(error)}`);
  return l10n.t('What decisions are worth for {0}: {1}', titleOf(key), parts.join('; '));
}

const percent = (share: number): string => `${(100 * share).toFixed(share !== 0 && Math.abs(share) < 0.1 ? 1 : 0)} %`;

function sceneOf(view: View, answer: ImportanceAnswer, key: string, width: number, run: PageRun): Scene {
  const { palette } = view;
  const bars = ordered(answer);
  // Paths take what they need, at most two fifths; their middle is what they differ least in.
  const longest = Math.max(...bars.map(({ path }) => path.length)) * 6.3 + 20;
  const left = Math.min(longest, Math.max(90, 0.42 * width));
  const characters = Math.floor((left - 18) / 6.3);
  const box: Box = { left, top: 8, right: width - 64, bottom: 8 + bars.length * LINE };
  const most = Math.max(0.01, ...bars.map(({ share, error }) => share + error));
  const x: Scale = { log: false, low: 0, high: Math.min(1, 1.05 * most), start: box.left, end: box.right };
  const marks: Mark[] = [];
  const grid = ticks(x, Math.max(2, Math.floor((box.right - box.left) / 80)));
  marks.push({
    kind: 'path',
    d: grid.map((tick) => `M${tidy(place(x, tick))} ${box.top}V${box.bottom}`).join(''),
    stroke: palette.grid,
  });
  for (const tick of grid)
    marks.push({
      kind: 'text',
      x: place(x, tick),
      y: box.bottom + 15,
      text: percent(tick),
      fill: palette.soft,
      anchor: 'middle',
    });
  marks.push({
    kind: 'text',
    x: box.right,
    y: box.bottom + 32,
    text: l10n.t('share of the variance of {0}', titleOf(key)),
    fill: palette.text,
    anchor: 'end',
  });
  const colour = palette.runs[run.slot % palette.runs.length] ?? palette.text;
  bars.forEach(({ path, share, error }, i) => {
    const y = box.top + i * LINE + LINE / 2;
    const end = Math.max(place(x, share), box.left + 1);
    marks.push({
      kind: 'text',
      x: box.left - 8,
      y: y + 4,
      text: shortened(path, characters),
      fill: palette.text,
      anchor: 'end',
    });
    marks.push({
      kind: 'path',
      d: `M${box.left} ${y - 7}H${tidy(end)}V${y + 7}H${box.left}z`,
      fill: colour,
      opacity: palette.highContrast ? 1 : 0.75,
    });
    const [from, to] = [tidy(place(x, Math.max(0, share - error))), tidy(place(x, share + error))];
    marks.push({ kind: 'path', d: `M${from} ${y - 4}v8m0 -4H${to}m0 -4v8`, stroke: palette.text, width: 1.2 });
    marks.push({ kind: 'text', x: to + 8, y: y + 4, text: percent(share), fill: palette.text });
  });
  marks.push({ kind: 'path', d: `M${box.left} ${box.top}V${box.bottom}`, stroke: palette.axis });
  return {
    width,
    height: box.bottom + 44,
    background: palette.ground,
    font: palette.font,
    box,
    under: marks,
    points: [],
    over: [],
  };
}

function exported(run: PageRun, key: string, answer: ImportanceAnswer, scene: Scene | undefined): Exported {
  return {
    name: 'importance',
    title: l10n.t('What decisions are worth for {0}', titleOf(key)),
    scene,
    csv: csv([
      ['run', 'metric', 'decision', 'share', 'standard error'],
      ...ordered(answer).map(({ path, share, error }) => [run.run, key, path, share, error]),
    ]),
  };
}

/** The engine says what it rests on in a phrase. */
const sentence = (text: string): string =>
  text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
