/** Dragging, the wheel and keys move and scale the view; a drag with Shift held singles out a range of both axes. */
import { panned, valueAt, zoomed } from '../../chart/scale.ts';
import { withBrush } from '../../brush.ts';
import type { Page } from '../../page-model.ts';
import type { Placing } from './projection.ts';

export interface DragBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** `placing` is that of the last frame. `showBox` draws the range that is being dragged. `clicked` hears of a press that moved nothing. */
export function panZoom(
  element: HTMLElement,
  page: Page,
  placing: () => Placing | undefined,
  showBox: (box: DragBox | undefined) => void,
  clicked: (x: number, y: number) => void,
): void {
  const zoomTo = (x: readonly [number, number], y: readonly [number, number]): void =>
    page.look({ zoom: { x: { low: x[0], high: x[1] }, y: { low: y[0], high: y[1] } } });
  const zoom = (px: number, py: number, factor: number): void => {
    const at = placing();
    if (at !== undefined) zoomTo(zoomed(at.x, px, factor), zoomed(at.y, py, factor));
  };
  const place = (event: MouseEvent): readonly [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };

  let drag: { readonly x: number; readonly y: number; readonly from: Placing; readonly range: boolean } | undefined;
  let moved = false;
  element.addEventListener('pointerdown', (event) => {
    const from = placing();
    if (event.button !== 0 || from === undefined) return;
    const [x, y] = place(event);
    drag = { x, y, from, range: event.shiftKey };
    moved = false;
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (drag === undefined) return;
    const [x, y] = place(event);
    if (!moved && Math.hypot(x - drag.x, y - drag.y) < 4) return;
    moved = true;
    if (drag.range) showBox(boxOf(drag, x, y));
    else zoomTo(panned(drag.from.x, x - drag.x), panned(drag.from.y, y - drag.y));
  });
  const end = (event: PointerEvent): void => {
    const was = drag;
    drag = undefined;
    if (was === undefined) return;
    showBox(undefined);
    const [x, y] = place(event);
    if (!moved) clicked(x, y);
    else if (was.range) singleOut(page, was.from, boxOf(was, x, y));
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', () => {
    drag = undefined;
    showBox(undefined);
  });
  element.addEventListener(
    'wheel',
    (event) => {
      // Where the page itself scrolls, the wheel alone goes on doing that.
      const scrolls = document.documentElement.scrollHeight > document.documentElement.clientHeight + 1;
      if (scrolls && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const [x, y] = place(event);
      zoom(x, y, Math.exp(Math.max(-1, Math.min(1, event.deltaY / 400))));
    },
    { passive: false },
  );
  element.addEventListener('keydown', (event) => {
    const at = placing();
    if (at === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { box } = at;
    const step = 40;
    if (event.key === '+' || event.key === '=') zoom((box.left + box.right) / 2, (box.top + box.bottom) / 2, 0.8);
    else if (event.key === '-') zoom((box.left + box.right) / 2, (box.top + box.bottom) / 2, 1.25);
    else if (event.key === '0') page.look({ zoom: undefined });
    else if (event.shiftKey && event.key === 'ArrowLeft') zoomTo(panned(at.x, step), panned(at.y, 0));
    else if (event.shiftKey && event.key === 'ArrowRight') zoomTo(panned(at.x, -step), panned(at.y, 0));
    else if (event.shiftKey && event.key === 'ArrowUp') zoomTo(panned(at.x, 0), panned(at.y, step));
    else if (event.shiftKey && event.key === 'ArrowDown') zoomTo(panned(at.x, 0), panned(at.y, -step));
    else return;
    event.preventDefault();
  });
}

function boxOf(drag: { readonly x: number; readonly y: number }, x: number, y: number): DragBox {
  return {
    left: Math.min(x, drag.x),
    top: Math.min(y, drag.y),
    width: Math.abs(x - drag.x),
    height: Math.abs(y - drag.y),
  };
}

function singleOut(page: Page, placing: Placing, box: DragBox): void {
  const ends = (a: number, b: number): { low: number; high: number } => ({ low: Math.min(a, b), high: Math.max(a, b) });
  const x = ends(valueAt(placing.x, box.left), valueAt(placing.x, box.left + box.width));
  const y = ends(valueAt(placing.y, box.top), valueAt(placing.y, box.top + box.height));
  let brushes = page.model.state.brushes;
  brushes = withBrush(brushes, { decision: false, axis: placing.xKey, ...x, alternatives: [] });
  brushes = withBrush(brushes, { decision: false, axis: placing.yKey, ...y, alternatives: [] });
  page.look({ brushes });
}
