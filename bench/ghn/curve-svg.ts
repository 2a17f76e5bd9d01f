/** Curves of a mean with its spread as one SVG picture, in the style of the engine's charts: light and dark by the viewer's preference. */
import { axisOf } from '../../engine/report/axis.ts';
import { svgFrame } from '../../engine/report/svg-frame.ts';
import { escapeMarkup } from '../../engine/report/markup.ts';

export interface Curve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Of the band around it. */
  readonly low: number;
  readonly high: number;
}

export interface CurveChart {
  readonly title: string;
  readonly subtitle: string;
  readonly x: string;
  readonly y: string;
  /** Two at most: there are two inks. */
  readonly curves: readonly Curve[];
}

const [width, height] = [620, 400];
const margin = { left: 58, right: 20, top: 64, bottom: 52 };
const inks = ['var(--front)', 'var(--knee)'] as const;

export function curveSvg({ title, subtitle, x, y, curves }: CurveChart): string {
  const points = curves.flatMap((curve) => curve.points);
  const across = axisOf(points.map((point) => point.x), { allowLog: false }); // prettier-ignore
  const up = axisOf(points.flatMap(({ low, high }) => [low, high]), { allowLog: false }); // prettier-ignore
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const px = (value: number): number => round(margin.left + across.place(value) * (right - margin.left));
  const py = (value: number): number => round(bottom - up.place(value) * (bottom - margin.top));
  const grid = [
    ...up.ticks.map((tick) => `<path class="grid" d="M${margin.left} ${py(tick)}H${right}"/><text class="tick" x="${margin.left - 8}" y="${py(tick) + 4}" text-anchor="end">${tick}</text>`), // prettier-ignore
    ...across.ticks.map((tick) => `<path class="grid" d="M${px(tick)} ${margin.top}V${bottom}"/><text class="tick" x="${px(tick)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`), // prettier-ignore
    `<path class="axis" d="M${margin.left} ${margin.top}V${bottom}H${right}"/>`,
    `<text class="label" x="${(margin.left + right) / 2}" y="${height - 12}" text-anchor="middle">${escapeMarkup(x)}</text>`,
    `<text class="label" transform="translate(14 ${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeMarkup(y)}</text>`,
  ];
  const drawn = curves.map(({ name, points }, i) => {
    const ink = inks[i % inks.length] as string;
    const upper = points.map((point) => `${px(point.x)} ${py(point.high)}`);
    const lower = points.toReversed().map((point) => `${px(point.x)} ${py(point.low)}`);
    const line = points.map((point) => `${px(point.x)} ${py(point.y)}`);
    const last = points.at(-1);
    // The highest line has its name above it, the other below: so no name stands over the other's line.
    const above = curves.every((other) => (other.points.at(-1)?.y ?? NaN) <= (last?.y ?? NaN));
    const label = last === undefined ? '' : `<text class="key" x="${px(last.x) - 4}" y="${py(last.y) + (above ? -8 : 30)}" text-anchor="end" style="fill:${ink}">${escapeMarkup(name)}</text>`; // prettier-ignore
    return `<path d="M${[...upper, ...lower].join('L')}Z" style="fill:${ink};opacity:.15"/><path d="M${line.join('L')}" style="fill:none;stroke:${ink};stroke-width:2"/>${label}`;
  });
  return svgFrame({ width, height, title, subtitle }, [...grid, ...drawn]);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
