/** The scatter in the page: its chart, what is under the pointer, and what the keyboard reaches. */
import { createChart, type Chart } from '../../chart/chart.ts';
import { h, setText } from '../../dom.ts';
import { l10n } from '../../l10n.ts';
import type { Page, PointRef } from '../../page-model.ts';
import type { View } from '../../view.ts';
import { pointCard } from './card.ts';
import { frontOptions } from './front-options.ts';
import { nearest } from './nearest.ts';
import { panZoom } from './pan-zoom.ts';
import { placeOf } from './projection.ts';
import { scatterScene, type ScatterScene } from './scatter-scene.ts';

/** Until the pointer has rested this long nothing is asked of the editor. */
const REST = 90;

export interface Scatter {
  readonly element: HTMLElement;
  readonly chart: Chart;
  render(view: View): void;
}

export function createScatter(page: Page, redraw: () => void): Scatter {
  const chart = createChart('scatter', redraw);
  const { element } = chart;
  const range = h('div', { class: 'range', hidden: true });
  const note = h('p', { class: 'empty', hidden: true });
  const card = pointCard();
  element.append(range, note, card.element);
  let drawn: ScatterScene | undefined;
  let view: View | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const hover = (point: PointRef | undefined): void => {
    page.hover(point);
    clearTimeout(rest);
    if (point === undefined) return;
    rest = setTimeout(() => {
      page.asks.drawing(point.run, point.row);
      page.asks.words(point.run, [point.row]);
    }, REST);
  };
  const under = (x: number, y: number): PointRef | undefined =>
    drawn === undefined ? undefined : nearest(drawn.groups, drawn.scene.points, drawn.placing, x, y);

  const options = frontOptions(chart.overlay, page, hover);
  panZoom(
    element,
    page,
    () => drawn?.placing,
    (box) => {
      range.hidden = box === undefined;
      if (box === undefined) return;
      for (const side of ['left', 'top', 'width', 'height'] as const) range.style[side] = `${box[side]}px`;
    },
    (x, y) => {
      const point = under(x, y);
      if (point === undefined) page.select(undefined);
      else page.open(point);
    },
  );
  element.addEventListener('pointermove', (event) => {
    if (event.buttons !== 0) return;
    const { left, top } = element.getBoundingClientRect();
    hover(under(event.clientX - left, event.clientY - top));
  });
  element.addEventListener('pointerleave', () => hover(undefined));

  return {
    element,
    chart,
    render: (next) => {
      const size = chart.size();
      if (size.width === 0 || size.height === 0) return;
      view = next;
      drawn = scatterScene(view, size, { hovered: page.model.hovered, selected: page.selected() });
      chart.draw(drawn.scene);
      options.update(view, drawn);
      const { hovered } = page.model;
      const at = hovered === undefined ? undefined : placeOf(hovered.run, hovered.row, drawn.placing);
      card.update(hovered, at, view, size);
      element.classList.toggle('over-point', hovered !== undefined);
      const nothing = emptiness(view, drawn);
      note.hidden = nothing === undefined;
      setText(note, nothing ?? '');
    },
  };
}

/** Why there is nothing to see. */
function emptiness(view: View, { groups }: ScatterScene): string | undefined {
  if (groups.some(({ groups: each, front }) => front.length > 0 || each.some(({ count }) => count > 0)))
    return undefined;
  if (view.shown.length === 0) return l10n.t('All runs are hidden. Tick one above to see it.');
  const count = view.shown.reduce((sum, { run }) => sum + run.points.count, 0);
  if (count > 0) return l10n.t('No point has a value on these axes, or all kinds of points are hidden.');
  const waits = view.shown.some(({ run }) => run.summary.evaluations > 0);
  if (waits) return l10n.t('Loading the evaluations…');
  return view.shown.some(({ run }) => run.summary.state === 'running')
    ? l10n.t('No evaluation has finished yet. Points appear here as they come.')
    : l10n.t('This run has no evaluations.');
}
