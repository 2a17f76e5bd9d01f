/** Latencies of architectures by the profiles of devices, for an editor: models of profiles are kept until the file of one changes. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { latencyModel, type LatencyModel } from '../device/latency-model.ts';
import { devicesBeside, devicesOfUser, findProfile, profileFile } from '../device/places.ts';
import type { ResultOf } from '../protocol/messages.ts';

type Latencies = ResultOf<'latencies'>;

/** `file`: of the experiment; undefined where it has not been saved. */
export function profiledLatencies(
  space: DecisionSpace,
  file: string | undefined,
): (architecture: Architecture, devices: readonly string[]) => Latencies {
  const folders = [...(file === undefined ? [] : [resolve(devicesBeside(dirname(file)))]), devicesOfUser()];
  const kept = new Map<string, { readonly stamp: string; readonly model: LatencyModel | undefined }>();

  /** Undefined where the device has no profile that says enough of the space. */
  const modelOf = (device: string): LatencyModel | undefined => {
    const stamp = folders.map((folder) => stampOf(profileFile(folder, device))).join();
    const known = kept.get(device);
    if (known?.stamp === stamp) return known.model;
    const found = findProfile(device, folders);
    const made = 'error' in found ? found : latencyModel(found.value.profile, space);
    const model = 'error' in made ? undefined : made.value;
    kept.set(device, { stamp, model });
    return model;
  };

  return (architecture, devices) =>
    devices.flatMap((device) => {
      const estimate = modelOf(device)?.of(architecture);
      if (estimate === undefined) return [];
      const [low, high] = estimate.interval ?? [];
      return [{ device, seconds: estimate.seconds, low, high }];
    });
}

/** Changes with the file. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`;
}
