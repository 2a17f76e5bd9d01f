/** The look of a run beside its name: its shape, its colour, the dash of its lines. */
import { marksSvg } from '../chart/scene.ts';
import { shapePath } from '../chart/shapes.ts';
import { svg } from '../dom.ts';
import { dashOf, shapeOf, type PageRun } from '../runs/page-run.ts';
import type { Palette } from '../theme.ts';

export function swatch(run: PageRun, palette: Palette): SVGSVGElement {
  const colour = palette.runs[run.slot % palette.runs.length] ?? palette.text;
  const element = svg('svg', { width: 26, height: 14, viewBox: '0 0 26 14', class: 'swatch', 'aria-hidden': 'true' });
  element.innerHTML = marksSvg([
    { kind: 'path', d: 'M0 7H26', stroke: colour, width: 1.5, dash: dashOf(run) },
    { kind: 'path', d: shapePath(shapeOf(run), 13, 7, 4.6), fill: colour, stroke: palette.ground },
  ]);
  return element;
}
