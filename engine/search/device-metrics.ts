/**
 * Latencies by device profiles, for experiments that speak of devices which their evaluator does not measure: `minimize latency(device: "laptop")` with any
 * evaluator. Known before an evaluation, so that requirements on them never waste one.
 */
import { resolve } from 'node:path';
import type { Architecture } from '../../dsl/space/decision-space.ts';
import { fail, ok, type Outcome } from '../data/outcome.ts';
import { latencyModel, type LatencyModel } from '../device/latency-model.ts';
import { devicesBeside, devicesOfUser, findProfile } from '../device/places.ts';
import { EIGHTY_PERCENT } from '../predictor/gp-predictor.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import type { Foreknown } from './foreknown.ts';
import { metricKey, type MetricRef } from './metric.ts';
import type { Json, Prediction } from './strategy.ts';

/** What a run keeps of the profiles that it used: other latencies are another run. */
export type DevicesUsed = Readonly<Record<string, Json>>;

export interface DeviceMetrics {
  readonly foreknown: Foreknown;
  /** By device. */
  readonly used: DevicesUsed;
  /** What the user should know, a sentence each. */
  readonly notes: readonly string[];
}

/** The devices that the experiment speaks of and the evaluator does not measure. `measured`: keys of what it does. */
export function devicesWanted(
  spec: Pick<ExperimentSpec, 'objectives' | 'constraints'>,
  measured: ReadonlySet<string>,
): string[] {
  const isWanted = (ref: MetricRef): boolean => ref.metric === 'latency' && !measured.has(metricKey(ref));
  const refs = [...spec.objectives, ...spec.constraints].filter(isWanted);
  return [...new Set(refs.flatMap(({ device }) => device ?? []))];
}

/** `folder`: of the spec. One sentence where a device has no profile, or one that says too little of the space. */
export function openDeviceMetrics(
  { space }: ExperimentSpec,
  devices: readonly string[],
  folder: string,
): Outcome<DeviceMetrics> {
  const models: { readonly key: string; readonly model: LatencyModel }[] = [];
  const used: Record<string, Json> = {};
  const notes: string[] = [];
  for (const device of devices) {
    const found = findProfile(device, [resolve(devicesBeside(folder)), devicesOfUser()]);
    if ('error' in found) return found;
    const model = latencyModel(found.value.profile, space);
    if ('error' in model) return fail(`${found.value.file}: ${model.error}`);
    const { measured, left, fingerprint } = model.value;
    const key = metricKey({ metric: 'latency', device });
    models.push({ key, model: model.value });
    used[device] = { latencies: fingerprint, measured };
    notes.push(
      `${key} from ${found.value.file}: ${measured} architectures are measured${BigInt(measured) < space.rawSize() ? ', all others predicted' : ''}${left.length === 0 ? '' : `; ${left.join(', ')}`}`,
    );
  }
  return ok({ foreknown: foreknownOf(models), used, notes });
}

function foreknownOf(models: readonly { readonly key: string; readonly model: LatencyModel }[]): Foreknown {
  return {
    keys: new Set(models.map(({ key }) => key)),
    of: (architecture: Architecture) => {
      const metrics: Record<string, number> = {};
      const predicted: Record<string, Prediction> = {};
      for (const { key, model } of models) {
        const { seconds, interval } = model.of(architecture);
        metrics[key] = seconds;
        if (interval !== undefined)
          predicted[key] = { mean: seconds, std: (interval[1] - interval[0]) / (2 * EIGHTY_PERCENT) };
      }
      return { metrics, predicted };
    },
  };
}
