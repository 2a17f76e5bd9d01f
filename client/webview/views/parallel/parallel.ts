/** The parallel coordinates in the page: dragging along an axis, or its form, singles out a range; the scatter and the table follow. */
import { withBrush } from '../../brush.ts';
import { createChart } from '../../chart/chart.ts';
import type { Scene } from '../../chart/scene.ts';
import { pointsCsv } from '../../csv.ts';
import { h, replaceKeepingFocus, setText } from '../../dom.ts';
import { l10n } from '../../l10n.ts';
import type { Page, PointRef } from '../../page-model.ts';
import type { View } from '../../view.ts';
import type { Exported } from '../export-menu.ts';
import { axisForm } from './axis-form.ts';
import { brushDragged } from './drag.ts';
import { lineNote, parallelScene, titleMarks, type ParallelLayout } from './parallel-scene.ts';
import { parallelAxes } from './parallel-axes.ts';

const HEAD = 30;
/** Pixels between axes at least; more axes than fit are scrolled to. */
const GAP = 92;

export interface ParallelView {
  readonly element: HTMLElement;
  render(view: View): void;
  exported(): Exported | undefined;
}

export function createParallel(page: Page, redraw: () => void): ParallelView {
  const chart = createChart('parallel', redraw);
  const heads = h('div', { class: 'heads' });
  const inner = h('div', { class: 'parallel-inner' }, heads, chart.element);
  const scroll = h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': l10n.t('Parallel coordinates') },
    inner,
  );
  const note = h('p', { class: 'note' });
  const element = h('div', { class: 'one' }, scroll, note);
  let layout: ParallelLayout | undefined;
  let view: View | undefined;
  let headKey = '';

  let from: { readonly axis: number; readonly y: number } | undefined;
  chart.element.addEventListener('pointerdown', (event) => {
    if (layout === undefined || event.button !== 0) return;
    const { left, top } = chart.element.getBoundingClientRect();
    const x = event.clientX - left;
    const axis = layout.at.findIndex((at) => Math.abs(at - x) < 16);
    if (axis < 0) return;
    from = { axis, y: event.clientY - top };
    chart.element.setPointerCapture(event.pointerId);
  });
  const drag = (event: PointerEvent): void => {
    const axis = from === undefined ? undefined : layout?.axes[from.axis];
    if (from === undefined || layout === undefined || axis === undefined) return;
    const y = event.clientY - chart.element.getBoundingClientRect().top;
    page.look({ brushes: withBrush(page.model.state.brushes, brushDragged(axis, layout, from.y, y)) });
  };
  chart.element.addEventListener('pointermove', drag);
  chart.element.addEventListener('pointerup', (event) => {
    drag(event);
    from = undefined;
  });
  chart.element.addEventListener('pointercancel', () => (from = undefined));

  return {
    element,
    exported: () =>
      view && {
        name: 'decisions',
        title: l10n.t('Parallel coordinates'),
        scene: layout && titled(view, layout, chart.size().height, inner.clientWidth, page.selected()),
        ...pointsCsv(view),
      },
    render: (next) => {
      view = next;
      const { height } = chart.size();
      const room = scroll.clientWidth;
      if (height === 0 || room === 0) return;
      const [top, bottom] = [10, Math.max(60, height - 12)];
      const axes = parallelAxes(view, top, bottom);
      const gap = Math.max(GAP, (room - 20) / Math.max(1, axes.length));
      const width = Math.max(room, Math.ceil(gap * axes.length + 16));
      inner.style.width = `${width}px`;
      layout = { axes, at: axes.map((_, i) => 14 + i * gap), top, bottom, gap };
      const { scene, left } = parallelScene(view, layout, { width, height }, page.selected());
      chart.draw(scene);
      const decisions = axes.filter((axis) => axis.kind === 'decision').length;
      const missing = decisions === 0 ? (view.shown[0]?.run.setup.note ?? '') : '';
      setText(
        note,
        [missing, lineNote(left), l10n.t('Drag along an axis, or press its name, to single out a range.')]
          .filter((each) => each !== '')
          .join(' '),
      );
      const key = JSON.stringify([axes, view.state.brushes, gap]);
      if (key === headKey) return;
      headKey = key;
      if (heads.contains(document.activeElement) && heads.querySelector('.popover:popover-open') !== null) return;
      replaceKeepingFocus(
        heads,
        axes.map((axis, i) => {
          const head = axisForm(axis, page, gap - 8);
          head.style.left = `${(layout?.at[i] ?? 0) - 8}px`;
          head.style.height = `${HEAD}px`;
          return head;
        }),
      );
    },
  };
}

/** What is seen, with the names of the axes above it. */
function titled(
  view: View,
  seen: ParallelLayout,
  height: number,
  width: number,
  selected: PointRef | undefined,
): Scene {
  const [top, bottom] = [seen.top + HEAD, seen.bottom + HEAD];
  const layout = { ...seen, axes: parallelAxes(view, top, bottom), top, bottom };
  const { scene } = parallelScene(view, layout, { width, height: height + HEAD }, selected);
  return { ...scene, over: [...scene.over, ...titleMarks(layout, view)] };
}
