/** Latencies of a run that come from a device's profile: which of them were predicted, and how far off they may be. */
import { EIGHTY_PERCENT } from '../predictor/gp-predictor.ts';
import { metricKey, type MetricRef } from '../search/metric.ts';
import type { EvaluationRecord, RunRecord } from '../store/records.ts';
import { showMetric } from './numbers.ts';

export interface DeviceOfRun {
  readonly device: string;
  readonly metric: string;
  /** Architectures that its profile has latencies of. */
  readonly measured: number;
}

/** The devices whose latencies the evaluator of the run does not measure. */
export function devicesOfRun({ resolved }: Pick<RunRecord, 'resolved'>): DeviceOfRun[] {
  const devices = (resolved['devices'] ?? {}) as Readonly<Record<string, { readonly measured?: unknown }>>;
  return Object.entries(devices).map(([device, { measured }]) => ({
    device,
    metric: metricKey({ metric: 'latency', device }),
    measured: typeof measured === 'number' ? measured : 0,
  }));
}

/** Half the width of the 80 % interval of a value that was predicted by a profile; undefined where the value was measured. */
export function halfInterval(
  ref: MetricRef,
  { predicted }: Pick<EvaluationRecord, 'predicted'>,
  devices: readonly DeviceOfRun[],
): number | undefined {
  const key = metricKey(ref);
  if (!devices.some(({ metric }) => metric === key)) return undefined;
  const std = predicted?.[key]?.std;
  return std === undefined ? undefined : std * EIGHTY_PERCENT;
}

/** `1.2 ms`, and `1.2 ms ±80 us` where it was predicted. */
export function showValue(ref: MetricRef, record: EvaluationRecord, devices: readonly DeviceOfRun[]): string {
  const value = showMetric(ref, record.metrics[metricKey(ref)]);
  const half = halfInterval(ref, record, devices);
  return half === undefined ? value : `${value} ±${showMetric(ref, half)}`;
}

/** A sentence a device. `shown`: what stands beside it. */
export function deviceNotes(
  devices: readonly DeviceOfRun[],
  shown: readonly Pick<EvaluationRecord, 'predicted'>[],
): string[] {
  return devices.map(({ metric, measured }) => {
    const isPredicted = shown.some(({ predicted }) => predicted?.[metric] !== undefined);
    const how = isPredicted ? '; where "±" stands it is predicted, with its 80 % interval' : '';
    return `${metric}: by the device's profile, which has ${measured} architectures${how}`;
  });
}
