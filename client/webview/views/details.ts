/** All that is known of the selected point, and what can be done with it. */
import { marksSvg, type PathMark } from '../chart/scene.ts';
import { shapePath } from '../chart/shapes.ts';
import { h, replaceKeepingFocus, svg } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page, PointRef } from '../page-model.ts';
import { showDuration } from '../../../engine/report/numbers.ts';
import type { View } from '../view.ts';
import { button, progressRing } from '../widgets.ts';
import { anytimeSection, keptKey } from './anytime.ts';
import { graphView } from './graph/graph-view.ts';
import { brokenBy, evaluationOf, factsOf, kindOf } from './point-text.ts';
import { swatch } from './swatch.ts';

export interface Details {
  readonly element: HTMLElement;
  render(view: View): void;
}

export function createDetails(page: Page): Details {
  const element = h('aside', { class: 'details', 'aria-label': l10n.t('Selected point') });
  let shown = '';
  return {
    element,
    render: (view) => {
      const point = page.selected();
      element.classList.toggle('none', point === undefined);
      if (point !== undefined) {
        page.asks.drawing(point.run, point.row);
        page.asks.words(point.run, [point.row]);
      }
      const key = `${keyOf(point, view, element.clientWidth)}${keptKey(page)}`;
      if (key === shown) return;
      shown = key;
      replaceKeepingFocus(
        element,
        point === undefined ? nothing(view) : contents(point, view, page, element.clientWidth),
      );
    },
  };
}

function keyOf(point: PointRef | undefined, view: View, width: number): string {
  if (point === undefined) return JSON.stringify(['none', view.palette]);
  const position = point.run.points.position[point.row] as number;
  const { descriptions, drawings } = point.run;
  return JSON.stringify([
    point.run.key,
    position,
    point.run.version,
    descriptions.has(position),
    drawings.has(position),
    view.palette,
    view.goals,
    view.shown.length,
    width,
  ]);
}

/** Until something is selected, what the marks mean and what the keys do. */
function nothing({ palette }: View): Node[] {
  const sign = (mark: PathMark): SVGSVGElement => {
    const element = svg('svg', { width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' });
    element.innerHTML = marksSvg([mark]);
    return element;
  };
  const colour = palette.runs[0] ?? palette.text;
  const at = (radius: number): string => shapePath('circle', 8, 8, radius);
  const marks: readonly (readonly [PathMark, string])[] = [
    [{ kind: 'path', d: at(4.6), fill: colour }, l10n.t('on the front: nothing is better in all objectives')],
    [
      { kind: 'path', d: at(6.5), stroke: palette.text, width: 1.2 },
      l10n.t('the knee: the compromise whose worst objective is best'),
    ],
    [{ kind: 'path', d: at(3.2), fill: colour, opacity: 0.5 }, l10n.t('dominated')],
    [{ kind: 'path', d: at(3.6), stroke: colour, width: 1.2 }, l10n.t('infeasible: outside the requirements')],
    [
      { kind: 'path', d: shapePath('cross', 8, 8, 3.6), fill: colour },
      l10n.t('diverged or failed, at the axis it has no value on'),
    ],
    [{ kind: 'path', d: 'M5 2h6m-3 0V14m-3 0h6', stroke: colour }, l10n.t('what was predicted before, 80 % interval')],
  ];
  const keys: readonly (readonly [string, string])[] = [
    ['← →', l10n.t('along the front')],
    [l10n.t('Enter'), l10n.t('open the architecture')],
    ['+ − 0', l10n.t('zoom in, out, all')],
    ['⇧ ← → ↑ ↓', l10n.t('move the view')],
    [l10n.t('⇧ drag'), l10n.t('single out a range')],
  ];
  return [
    h('h2', {}, l10n.t('Point')),
    h('p', { class: 'soft' }, l10n.t('Select a point in the chart or a row of the table to see its architecture.')),
    h('dl', { class: 'key' }, ...marks.flatMap(([mark, text]) => [h('dt', {}, sign(mark)), h('dd', {}, text)])),
    h('dl', { class: 'key keys' }, ...keys.flatMap(([name, text]) => [h('dt', {}, name), h('dd', {}, text)])),
  ];
}

function contents(point: PointRef, view: View, page: Page, width: number): Node[] {
  const { run, row } = point;
  const position = run.points.position[row] as number;
  const description = run.descriptions.get(position);
  const architecture = run.architectures.get(position);
  const drawing = run.drawings.get(position);
  const name = view.shown.find((each) => each.run === run)?.name;
  const key = { store: run.store, run: run.run };
  const { host } = page.model;
  return [
    h('h2', {}, swatch(run, view.palette), ` ${description?.name ?? evaluationOf(point)}`),
    h(
      'p',
      { class: 'soft' },
      [
        ...(name === undefined ? [] : [name]),
        evaluationOf(point),
        kindOf(point, view),
        ...(description === undefined ? [] : [description.origin]),
      ].join(' · '),
    ),
    h(
      'div',
      { class: 'actions' },
      button(l10n.t('Open arch'), () => page.open(point), { kind: 'primary', key: 'open' }),
      button(l10n.t('Insert'), () => host.send('insertArchitecture', { ...key, position }), { key: 'insert' }),
      ...(description === undefined
        ? []
        : [button(l10n.t('Copy'), () => host.send('copy', { text: description.literal }), { key: 'copy' })]),
    ),
    h(
      'dl',
      { class: 'facts' },
      ...factsOf(point, view).flatMap((fact) => [h('dt', {}, fact.name), h('dd', {}, fact.value)]),
      ...(description === undefined
        ? []
        : [h('dt', {}, l10n.t('evaluated in')), h('dd', {}, showDuration(description.seconds))]),
    ),
    ...anytimeSection(point, view, page, Math.max(200, width - 28)),
    ...brokenBy(point).map((text) => h('p', { class: 'why' }, text)),
    ...(description?.why === undefined ? [] : [h('p', { class: 'why' }, description.why)]),
    ...(drawing === undefined
      ? [h('p', { class: 'soft wait' }, progressRing(), l10n.t('Drawing the architecture…'))]
      : 'error' in drawing
        ? [h('p', { class: 'soft' }, drawing.error)]
        : [graphView(drawing, view.palette, { width: Math.max(160, width - 28) })]),
    ...(architecture === undefined
      ? []
      : [h('pre', { class: 'architecture', tabindex: 0, 'aria-label': l10n.t('Architecture') }, architecture)]),
  ];
}
