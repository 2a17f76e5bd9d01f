/** Numbers as people read them: three significant digits, one unit, fixed widths where they stand in columns. */
import { metricKey, type MetricRef, type MetricUnit } from '../search/metric.ts';

const steps: readonly (readonly [factor: number, suffix: string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'K'],
];

/** `12.3K`, `1.21M`, `950`. */
export function showCount(value: number): string {
  for (const [factor, suffix] of steps) {
    // 999,950 would print as 1000K: the next unit begins where the digits would overflow.
    if (Math.abs(value) >= factor * 0.9995) return `${digits(value / factor)}${suffix}`;
  }
  return digits(value);
}

/** Three significant digits without an exponent and without trailing noise: 1.2, 12.3, 123. */
function digits(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1000) return String(value);
  const magnitude = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  if (value !== 0 && Math.abs(value) < 0.01) return value.toPrecision(2);
  return value.toFixed(magnitude);
}

/** Seconds as `0.4 s`, `12 s`, `3 min 20 s`, `2 h 05 min`; below a millisecond in microseconds. */
export function showDuration(seconds: number): string {
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} us`;
  if (seconds < 0.1) return `${Number((seconds * 1000).toPrecision(3))} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

const families: Readonly<Record<string, (value: number) => string>> = {
  latency: showDuration,
  memory: (value) => `${showCount(value)}B`,
  weight_memory: (value) => `${showCount(value)}B`,
};

/** Of metrics that evaluators declare. */
const units: Readonly<Record<MetricUnit, (value: number) => string>> = {
  percent: (value) => value.toFixed(2),
  time: showDuration,
  bytes: (value) => `${showCount(value)}B`,
};

/** Whether values are shares of a hundred, whose unit stands in the title. */
export function isPercent(ref: MetricRef): boolean {
  return ref.unit === 'percent' || /^(accuracy(@\d+)?|anytime)$/.test(ref.metric);
}

/** A metric's value without its name. */
export function showMetric(ref: MetricRef, value: number | undefined): string {
  if (value === undefined) return '-';
  if (isPercent(ref)) return units.percent(value);
  const family = ref.unit === undefined ? families[ref.metric] : units[ref.unit];
  return (family ?? showCount)(value);
}

const titles: Readonly<Record<string, string>> = {
  accuracy: 'accuracy %',
  params: 'params',
  macs: 'MACs',
  flops: 'FLOPs',
};

/** Heading of a metric's column or axis. */
export function metricTitle(ref: MetricRef): string {
  const plain = metricKey(ref).replaceAll('_', ' ');
  return (ref.device === undefined ? titles[ref.metric] : undefined) ?? (isPercent(ref) ? `${plain} %` : plain);
}
