/**
 * One scatter panel as SVG: the vertical metric against one cost. Front points are filled, what they dominate is pale, the staircase is the
 * best value reachable at each cost within this panel. What has no value (diverged, failed) stands as a cross on the floor.
 */
import { nonDominated } from '../search/dominance.ts';
import { metricKey, type MetricRef } from '../search/metric.ts';
import { axisOf, type Axis } from './axis.ts';
import { escapeMarkup } from './markup.ts';
import { devicesOfRun, showValue } from './estimate.ts';
import { isPercent, metricTitle, showCount, showMetric } from './numbers.ts';
import type { RunPoint, RunView } from './run-view.ts';

export const panelWidth = 470;
export const panelHeight = 360;
const margin = { left: 58, right: 16, top: 14, bottom: 50 };

export interface PanelOptions {
  /** Front points can be focused and carry data for the page's tooltip; else they carry a `<title>`. */
  readonly interactive: boolean;
}

/** The panel's elements, for an `<svg>` or `<g>` of panelWidth x panelHeight units. */
export function panel(view: RunView, horizontal: MetricRef, options: PanelOptions): string {
  const yKey = metricKey(view.vertical);
  const xKey = metricKey(horizontal);
  const known = view.points.filter(({ record }) => isNumber(record.metrics[xKey]));
  // What diverged may carry the last accuracy it had; that is no result, so it stands on the floor all the same.
  const isValued = ({ record }: RunPoint): boolean => record.status === 'ok' && isNumber(record.metrics[yKey]);
  const valued = known.filter(isValued);
  const crossed = known.filter((point) => !isValued(point));
  const percent = isPercent(view.vertical);
  const x = axisOf(
    known.map(({ record }) => record.metrics[xKey] ?? 0),
    { allowLog: !isPercent(horizontal), ...(isPercent(horizontal) ? { limits: [0, 100] as const } : {}) },
  );
  const y = axisOf(
    valued.map(({ record }) => record.metrics[yKey] ?? 0),
    { allowLog: !percent, ...(percent ? { limits: [0, 100] as const } : {}) },
  );
  const px = (value: number): number => margin.left + x.place(value) * (panelWidth - margin.left - margin.right);
  const py = (value: number): number =>
    panelHeight - margin.bottom - y.place(value) * (panelHeight - margin.top - margin.bottom);
  const place = (point: RunPoint): [number, number] => [
    px(point.record.metrics[xKey] ?? 0),
    py(point.record.metrics[yKey] ?? 0),
  ];
  const paint = (point: RunPoint): string => mark(point, place(point), view, horizontal, options);
  const behind = valued.filter((point) => point.class !== 'front');
  const front = valued.filter((point) => point.class === 'front');
  return [
    grid(x, y, px, py, view, horizontal),
    staircase(view, [...behind.filter((p) => p.class === 'dominated'), ...front], horizontal, place),
    ...behind.map(paint),
    ...crossed.map((point) =>
      mark(point, [px(point.record.metrics[xKey] ?? 0), panelHeight - margin.bottom - 7], view, horizontal, options),
    ),
    ...front.map(paint),
    view.points.length === 0 ? note('Nothing evaluated yet') : '',
  ].join('\n');
}

function isNumber(value: number | undefined): boolean {
  return value !== undefined && Number.isFinite(value);
}

function grid(
  x: Axis,
  y: Axis,
  px: (value: number) => number,
  py: (value: number) => number,
  view: RunView,
  horizontal: MetricRef,
): string {
  const bottom = panelHeight - margin.bottom;
  const right = panelWidth - margin.right;
  const lines = [
    ...y.ticks.map((tick) => {
      const at = round(py(tick));
      return `<path class="grid" d="M${margin.left} ${at}H${right}"/><text class="tick" x="${margin.left - 8}" y="${at + 4}" text-anchor="end">${tickLabel(tick, y, view.vertical)}</text>`;
    }),
    ...x.ticks.map((tick) => {
      const at = round(px(tick));
      return `<path class="grid" d="M${at} ${margin.top}V${bottom}"/><text class="tick" x="${at}" y="${bottom + 18}" text-anchor="middle">${tickLabel(tick, x, horizontal)}</text>`;
    }),
    `<path class="axis" d="M${margin.left} ${margin.top}V${bottom}H${right}"/>`,
    `<text class="label" x="${(margin.left + right) / 2}" y="${panelHeight - 10}" text-anchor="middle">${escapeMarkup(metricTitle(horizontal))}${x.log ? ' (log)' : ''}</text>`,
    `<text class="label" transform="translate(14 ${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeMarkup(metricTitle(view.vertical))}${y.log ? ' (log)' : ''}</text>`,
  ];
  return lines.join('\n');
}

function tickLabel(tick: number, axis: Axis, metric: MetricRef): string {
  if (tick === 0) return '0';
  // 7.50K as 7.5K: ticks are round, their trailing zeros say nothing.
  if (!isPercent(metric))
    return escapeMarkup(
      showMetric(metric, tick)
        .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
        .replace(/\.(?=\D|$)/, ''),
    );
  const step = Math.abs((axis.ticks[1] ?? 1) - (axis.ticks[0] ?? 0));
  return step < 1 ? tick.toFixed(Math.min(3, Math.ceil(-Math.log10(step)))) : showCount(tick);
}

/** The panel's own front, drawn as steps: costs to the right are paid for better values. */
function staircase(
  view: RunView,
  points: readonly RunPoint[],
  horizontal: MetricRef,
  place: (point: RunPoint) => [number, number],
): string {
  const up = view.vertical.direction === 'maximize' ? -1 : 1;
  const across =
    view.run.objectives.find((o) => metricKey(o) === metricKey(horizontal))?.direction === 'maximize' ? -1 : 1;
  const vectors = points.map(({ record }) => [
    across * (record.metrics[metricKey(horizontal)] ?? 0),
    up * (record.metrics[metricKey(view.vertical)] ?? 0),
  ]);
  const steps = nonDominated(vectors)
    .map((i) => place(points[i] as RunPoint))
    .sort((a, b) => a[0] - b[0]);
  const first = steps[0];
  if (first === undefined || steps.length < 2) return '';
  const path = steps
    .slice(1)
    .map(([sx, sy]) => (across * up < 0 ? `H${round(sx)}V${round(sy)}` : `V${round(sy)}H${round(sx)}`));
  return `<path class="line" d="M${round(first[0])} ${round(first[1])}${path.join('')}"/>`;
}

function mark(
  point: RunPoint,
  [cx, cy]: [number, number],
  view: RunView,
  horizontal: MetricRef,
  { interactive }: PanelOptions,
): string {
  const label = escapeMarkup(pointLabel(point, view, horizontal));
  const at = `data-point="${point.record.position}"`;
  const [x, y] = [round(cx), round(cy)];
  const attributes = interactive
    ? `class="point ${point.class}" ${at} data-label="${label}"${point.class === 'front' ? ` tabindex="0" role="img" aria-label="${label}"` : ''}`
    : `class="point ${point.class}"`;
  const title = interactive ? '' : `<title>${label}</title>`;
  const ring = point.knee ? `<circle class="knee" cx="${x}" cy="${y}" r="9"/>` : '';
  if (point.class === 'front' || point.class === 'dominated') {
    return `${ring}<circle ${attributes} cx="${x}" cy="${y}" r="${point.class === 'front' ? 5 : 3.5}">${title}</circle>`;
  }
  return `<path ${attributes} d="M${x - 3.5} ${y - 3.5}l7 7m0 -7l-7 7">${title}</path>`;
}

/** One line a fact, for tooltips and screen readers. */
export function pointLabel({ record, class: kind, knee }: RunPoint, view: RunView, horizontal: MetricRef): string {
  const devices = devicesOfRun(view.run);
  const facts = [view.vertical, horizontal].map((metric) => {
    const value = showValue(metric, record, devices);
    return isPercent(metric)
      ? `${metricTitle(metric).replace(/ %$/, '')} ${value} %`
      : `${metricTitle(metric)} ${value}`;
  });
  const state =
    kind === 'front' ? (knee ? ', knee of the front' : ', on the front') : kind === 'dominated' ? '' : `, ${kind}`;
  return [`#${record.position + 1}${state}`, facts.join(', '), ...(record.why === undefined ? [] : [record.why])].join(
    '\n',
  );
}

function note(text: string): string {
  const middle = (margin.top + panelHeight - margin.bottom) / 2;
  return `<text class="note" x="${(margin.left + panelWidth - margin.right) / 2}" y="${middle}" text-anchor="middle">${text}</text>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
