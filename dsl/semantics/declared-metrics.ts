/**
 * Metrics that are the user's own: what a program reports, `metrics: [accuracy, f1(unit: percent), energy]`, or a table has columns of,
 * `metrics: { f1: column(unit: percent) }`. They are declared by the evaluator, and known to the experiments that it measures for.
 */
import type { ExperimentItem } from '../syntax/ast.ts';
import type { Configured } from './configured.ts';
import { metrics, type Metric } from './metrics.ts';
import type { OptionValue } from './options.ts';
import type { Program } from './program.ts';
import { measuringBy } from './queued.ts';
import type { Dimension } from './units.ts';

/** Words for what a metric is measured in; a plain number unless told. */
export const metricUnits: ReadonlyMap<string, Dimension> = new Map([
  ['percent', 'percent'],
  ['seconds', 'time'],
  ['bytes', 'bytes'],
  ['count', 'count'],
]);

export type KnownMetrics = ReadonlyMap<string, Metric>;

/** Those of the language, and those that the evaluator declares. */
export function metricsKnownTo(evaluator: Configured | undefined): KnownMetrics {
  if (evaluator === undefined) return metrics;
  const known = new Map(metrics);
  const says = evaluator.kind === 'table' ? 'has a column of' : 'reports';
  for (const { name, device, unit } of declared(evaluator)) {
    if (metrics.has(name)) continue;
    const dimension = metricUnits.get(unit ?? 'count') ?? 'count';
    const doc = `What the evaluator \`${evaluator.kind}\` ${says}${unit === undefined ? '' : `, in ${unit}`}.`;
    known.set(name, { name, source: 'predicted', dimension, doc, declared: true, perDevice: device !== undefined });
  }
  return known;
}

/** Those that may stand in an experiment, whatever else is wrong with it. */
export function metricsOfExperiment(program: Program, item: ExperimentItem, file: string): KnownMetrics {
  const field = item.members.find((member) => member.kind === 'field' && member.key.text === 'evaluator');
  const value = field?.kind === 'field' && field.value.kind === 'name' ? field.value.name : undefined;
  return metricsKnownTo(measuringBy(program, value, file, []).evaluator);
}

/** Keys of what a program is said to report: `accuracy`, `latency(edgegpu)`, `f1`; undefined where its option is no list. */
export function reportedBy({ options }: Configured): readonly string[] | undefined {
  const reported = options['metrics'];
  if (reported === undefined) return ['accuracy'];
  return Array.isArray(reported)
    ? declaredOf(reported).map(({ name, device }) => (device === undefined ? name : `${name}(${device})`))
    : undefined;
}

interface Declared {
  readonly name: string;
  readonly device: string | undefined;
  /** As written. */
  readonly unit: string | undefined;
}

function declared({ kind, options }: Configured): Declared[] {
  const said = options['metrics'];
  if (said === undefined) return [];
  if (kind === 'command') return Array.isArray(said) ? declaredOf(said) : [];
  if (kind !== 'table' || typeof said !== 'object' || Array.isArray(said)) return [];
  return Object.entries(said).map(([name, column]) => ({ name, device: undefined, unit: unitOf(column) }));
}

function declaredOf(list: readonly OptionValue[]): Declared[] {
  return list.flatMap((each) => {
    const text = typeof each === 'object' && !Array.isArray(each) ? (each as { name?: OptionValue }).name : each;
    const form = typeof text === 'string' ? /^([A-Za-z_]\w*)(?:\(([^()"]+)\))?$/.exec(text) : null;
    return form?.[1] === undefined ? [] : [{ name: form[1], device: form[2], unit: unitOf(each) }];
  });
}

/** `f1(unit: percent)` is the record `{ name: f1, unit: percent }`. */
function unitOf(value: OptionValue): string | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const { unit } = value as { readonly unit?: OptionValue };
  return typeof unit === 'string' ? unit : undefined;
}
