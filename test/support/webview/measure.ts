/** How long the Pareto page takes for a hundred thousand points, and what plain ways of drawing them take in the same page. Milliseconds. */
import type { Browser } from 'playwright-core';
import { toJson } from '../../../engine/protocol/json.ts';
import { openPage, pack } from './page.ts';
import { recordedRun } from './recorded.ts';

export interface Times {
  readonly median: number;
  readonly p95: number;
}

export interface Measured {
  /** From the message with the points to the frame that shows them. */
  readonly firstPaint: number;
  /** From the same message until front, table and all else are there. */
  readonly complete: number;
  /** From frame to frame while the pointer drags the view; 16.7 is as often as the screen asks. */
  readonly panning: Times;
  /** Of such a frame, the page's own work. */
  readonly work: Times;
  /** From frame to frame where every point is an arc of its own, filled. */
  readonly arcs: Times;
  /** The same for a tenth of the points as circles of an SVG. */
  readonly circlesOfATenth: Times;
}

export async function measurePoints(browser: Browser, points: number, frames: number, scale = 1): Promise<Measured> {
  const open = await openPage(browser, { scale });
  try {
    const run = recordedRun({ points });
    await open.send('runs', { runs: [{ setup: run.setup, summary: run.summary }] });
    await open.settle();
    const { store } = run.setup;
    const packed = pack(toJson({ store, run: 'r1', columns: run.columns }));
    const { firstPaint, complete } = await open.page.evaluate(show, packed);
    const panning = await open.page.evaluate(pan, frames);
    const plain = await open.page.evaluate(drawPlainly, { points, frames: Math.min(frames, 12) });
    return {
      firstPaint,
      complete,
      panning: times(panning.intervals),
      work: times(panning.work),
      arcs: times(plain.arcs),
      circlesOfATenth: times(plain.circles),
    };
  } finally {
    await open.page.context().close();
  }
}

function times(values: readonly number[]): Times {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { median: at(0.5), p95: at(0.95) };
}

/** In the page: the message, until the canvas shows something, and until the table does. */
async function show(packed: unknown): Promise<{ firstPaint: number; complete: number }> {
  const message = window.__unpack(packed);
  const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
  const canvas = document.querySelector<HTMLCanvasElement>('.scatter canvas');
  const isPainted = (): boolean => {
    const context = canvas?.getContext('2d');
    if (canvas === null || context === undefined || context === null || canvas.width < 10) return false;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0);
  };
  const start = performance.now();
  window.postMessage({ name: 'points', content: message }, '*');
  let firstPaint = NaN;
  for (;;) {
    await frame();
    // What this frame's callbacks drew is on the screen when the next one begins.
    if (Number.isNaN(firstPaint) && isPainted()) firstPaint = await frame().then(() => performance.now() - start);
    if (document.querySelector('tbody tr') !== null) return { firstPaint, complete: performance.now() - start };
    if (performance.now() - start > 30_000) return { firstPaint, complete: NaN };
  }
}

/** In the page: a drag of the scatter, a move a frame. */
async function pan(frames: number): Promise<{ intervals: number[]; work: number[] }> {
  const chart = document.querySelector('.scatter') as HTMLElement;
  const { left, top, width, height } = chart.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const tell = (type: string, dx: number, buttons: number): boolean =>
    chart.dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, buttons, clientX: x + dx, clientY: y + dx / 3 }),
    );
  chart.setPointerCapture = () => undefined;
  const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
  tell('pointerdown', 0, 1);
  const intervals: number[] = [];
  const work: number[] = [];
  let last = await frame();
  for (let i = 1; i <= frames + 5; i++) {
    // Asked for before and after the page asks for its own callback, so one runs before it and one after it in the same frame.
    let begun = NaN;
    requestAnimationFrame(() => (begun = performance.now()));
    tell('pointermove', 120 * Math.sin(i / 9), 1);
    const now = await frame();
    const worked = performance.now() - begun;
    if (i > 5) {
      intervals.push(now - last);
      work.push(worked);
    }
    last = now;
  }
  tell('pointerup', 0, 0);
  return { intervals, work };
}

/** In the page: the same number of points drawn without any thought. */
async function drawPlainly({
  points,
  frames,
}: {
  points: number;
  frames: number;
}): Promise<{ arcs: number[]; circles: number[] }> {
  const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
  const place = (i: number): readonly [number, number] => [((i * 7919) % 7280) / 10, ((i * 104729) % 3380) / 10];
  const board = document.createElement('div');
  Object.assign(board.style, { position: 'fixed', left: '0', top: '0', zIndex: '1000' });
  document.body.append(board);

  const canvas = board.appendChild(document.createElement('canvas'));
  canvas.width = 728;
  canvas.height = 338;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const arcs: number[] = [];
  let last = await frame();
  for (let f = 0; f < frames; f++) {
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = 'rgba(80, 160, 250, 0.4)';
    for (let i = 0; i < points; i++) {
      const [x, y] = place(i);
      context.beginPath();
      context.arc(x + f, y, 2, 0, 2 * Math.PI);
      context.fill();
    }
    // Read, since drawing may be put off until someone looks.
    context.getImageData(0, 0, 1, 1);
    const now = await frame();
    arcs.push(now - last);
    last = now;
  }
  canvas.remove();

  const picture = board.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));
  picture.setAttribute('width', '728');
  picture.setAttribute('height', '338');
  const group = picture.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'g'));
  for (let i = 0; i < points / 10; i++) {
    const circle = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
    const [x, y] = place(i);
    for (const [name, value] of [
      ['cx', x],
      ['cy', y],
      ['r', 2],
    ] as const)
      circle.setAttribute(name, String(value));
    group.append(circle);
  }
  const circles: number[] = [];
  last = await frame();
  for (let f = 0; f < frames; f++) {
    group.setAttribute('transform', `translate(${f} 0)`);
    const now = await frame();
    circles.push(now - last);
    last = now;
  }
  board.remove();
  return { arcs, circles };
}
