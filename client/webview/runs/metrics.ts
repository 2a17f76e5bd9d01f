/** What can be put on an axis: the metrics of the runs, and beside them when a point was evaluated and how long it took. */
import { metricKey, type MetricRef, type MetricUnit } from '../../../engine/search/metric.ts';
import { isPercent, metricTitle, showDuration, showMetric } from '../../../engine/report/numbers.ts';
import type { RunSetupMessage } from '../../../engine/protocol/runs.ts';
import { l10n } from '../l10n.ts';
import type { Points } from './points.ts';

/** Keys that no metric of the language has. */
export const EVALUATION = '#evaluation';
export const SECONDS = '#seconds';

export function refOf(key: string): MetricRef {
  const form = /^([^(]*)\((.*)\)$/.exec(key);
  const unit = declaredUnits.get(key);
  return form === null ? { metric: key, unit } : { metric: form[1] as string, device: form[2] as string, unit };
}

/** Units of metrics that evaluators declare, as the runs of the page tell them: by key, since a page shows one axis for a metric whatever the run. */
const declaredUnits = new Map<string, MetricUnit>();

export function declareUnits({ objectives, constraints }: Pick<RunSetupMessage, 'objectives' | 'constraints'>): void {
  for (const ref of [...objectives, ...constraints])
    if (ref.unit !== undefined) declaredUnits.set(metricKey(ref), ref.unit);
}

export function titleOf(key: string): string {
  if (key === EVALUATION) return l10n.t('evaluation');
  if (key === SECONDS) return l10n.t('evaluation time');
  return metricTitle(refOf(key));
}

/** For where the unit stands at the value, not in the title. */
export const withUnit = (key: string, value: number | undefined): string =>
  `${showValue(key, value)}${isPercent(refOf(key)) ? ' %' : ''}`;

export const titleWithoutUnit = (key: string): string => titleOf(key).replace(/ %$/, '');

export function showValue(key: string, value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (key === EVALUATION) return String(value);
  if (key === SECONDS) return showDuration(value);
  return showMetric(refOf(key), value);
}

/** A tick's label: as many digits as the step needs, in the unit that the value has. */
export function tickLabel(key: string): (value: number, step: number) => string {
  const ref = refOf(key);
  const { metric, unit: measuredIn } = ref;
  if (key === SECONDS || metric === 'latency' || measuredIn === 'time') return durationTick;
  if (key === EVALUATION || isPercent(ref)) return (value, step) => value.toFixed(decimals(step));
  const unit = metric === 'memory' || metric === 'weight_memory' || measuredIn === 'bytes' ? 'B' : '';
  return (value, step) => (value === 0 ? '0' : `${scaledTick(value, step, counts)}${unit}`);
}

type Units = readonly (readonly [factor: number, suffix: string])[];

const counts: Units = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'K'],
];
const durations: Units = [
  [3600, ' h'],
  [1, ' s'],
  [1e-3, ' ms'],
  [1e-6, ' µs'],
];

function durationTick(value: number, step: number): string {
  return value === 0 ? '0' : scaledTick(value, step, durations);
}

function scaledTick(value: number, step: number, units: Units): string {
  const [factor, suffix] = units.find(([each]) => Math.abs(value) >= each * 0.9999) ?? [1, ''];
  return `${(value / factor).toFixed(decimals(step / factor))}${suffix}`;
}

function decimals(step: number): number {
  return step > 0 ? Math.min(9, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))) : 0;
}

export const limitsOf = (key: string): readonly [number, number] | undefined =>
  isPercent(refOf(key)) ? [0, 100] : undefined;

/** Whether an axis is logarithmic unless told. */
export function isLogByNature(key: string, least: number, most: number): boolean {
  return limitsOf(key) === undefined && key !== EVALUATION && least > 0 && most > 10 * least;
}

/** The objectives first, in their order, then all other metrics that any point has. */
export function metricKeys(runs: readonly { readonly setup: RunSetupMessage; readonly points: Points }[]): string[] {
  const objectives = runs.flatMap(({ setup }) => setup.objectives.map(metricKey));
  const constrained = runs.flatMap(({ setup }) => setup.constraints.map(metricKey));
  const others = runs.flatMap(({ points }) => [...points.metrics.keys()].sort());
  return [...new Set([...objectives, ...constrained, ...others])];
}

/** An objective of the front that is shown. */
export interface Goal {
  readonly key: string;
  readonly direction: 'maximize' | 'minimize';
}

/** As the runs say; a metric that none of them optimises is a cost, accuracies aside. */
export function goalOf(key: string, setups: readonly RunSetupMessage[]): Goal {
  const said = setups.flatMap((setup) => setup.objectives).find((objective) => metricKey(objective) === key);
  return {
    key,
    direction: said?.direction ?? (['accuracy', 'anytime'].includes(refOf(key).metric) ? 'maximize' : 'minimize'),
  };
}

/** Values of a key by row; undefined where the run has no such metric. */
export function columnOf(points: Points, key: string): ArrayLike<number> | undefined {
  if (key === SECONDS) return points.seconds;
  if (key === EVALUATION) return evaluations(points);
  return points.metrics.get(key);
}

const numbered = new WeakMap<Float64Array, Float64Array>();

/** Counted from one, as people do. */
function evaluations(points: Points): Float64Array {
  const known = numbered.get(points.position);
  if (
    known !== undefined &&
    known.length >= points.count &&
    known[points.count - 1] === (points.position[points.count - 1] ?? NaN) + 1
  )
    return known;
  const column = points.position.map((position) => position + 1);
  numbered.set(points.position, column);
  return column;
}
