/** Grid, ticks and titles of the two axes of a chart. */
import type { Palette } from '../theme.ts';
import { place, tickStep, ticks, type Scale } from './scale.ts';
import type { Box, Mark } from './scene.ts';
import { tidy } from './shapes.ts';

export interface AxisText {
  readonly title: string;
  /** A tick's label, given the step between ticks, or the tick itself where they are not even. */
  readonly label: (value: number, step: number) => string;
}

export function axes(x: Scale, y: Scale, box: Box, xText: AxisText, yText: AxisText, palette: Palette): Mark[] {
  const marks: Mark[] = [];
  const xTicks = ticks(x, Math.max(2, Math.floor((box.right - box.left) / 80)));
  const yTicks = ticks(y, Math.max(2, Math.floor((box.bottom - box.top) / 44)));
  const grid = [
    ...xTicks.map((tick) => `M${tidy(place(x, tick))} ${box.top}V${box.bottom}`),
    ...yTicks.map((tick) => `M${box.left} ${tidy(place(y, tick))}H${box.right}`),
  ];
  marks.push({ kind: 'path', d: grid.join(''), stroke: palette.grid });
  marks.push({ kind: 'path', d: `M${box.left} ${box.top}V${box.bottom}H${box.right}`, stroke: palette.axis });
  for (const tick of xTicks) {
    const at = place(x, tick);
    const text = xText.label(tick, stepAt(x, xTicks, tick));
    marks.push({ kind: 'text', x: at, y: box.bottom + 15, text, fill: palette.soft, anchor: 'middle' });
  }
  for (const tick of yTicks) {
    const text = yText.label(tick, stepAt(y, yTicks, tick));
    marks.push({ kind: 'text', x: box.left - 6, y: place(y, tick) + 4, text, fill: palette.soft, anchor: 'end' });
  }
  marks.push({ kind: 'text', x: box.right, y: box.bottom + 32, text: xText.title, fill: palette.text, anchor: 'end' });
  // Above the axis rather than along it: titles are then read without turning the head.
  marks.push({ kind: 'text', x: 8, y: box.top - 8, text: yText.title, fill: palette.text });
  return marks;
}

function stepAt(scale: Scale, all: readonly number[], tick: number): number {
  if (scale.log && scale.high / scale.low >= 10) return tick;
  return all.length > 1 ? Math.abs((all[1] as number) - (all[0] as number)) : tickStep(scale.low, scale.high, 4);
}
