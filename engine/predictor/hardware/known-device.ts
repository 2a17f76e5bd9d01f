/** A device whose latencies are known, asked for architectures of which some were never measured on it. */
import type { Random } from '../../../dsl/random.ts';
import type { Architecture } from '../../../dsl/space/decision-space.ts';
import { selectRows, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { devicePosterior, fitDeviceProcess, standardised, type DeviceProcess } from './device-process.ts';
import { layoutOf, partsOf, START_DEVIATION, startVariances } from './latency-kernel.ts';
import type { UseGroup } from './operator-use.ts';

/** Latencies in any unit, of some or all architectures of a space. */
export interface KnownDevice {
  readonly name: string;
  readonly architectures: readonly Architecture[];
  readonly latencies: Float64Array;
}

export interface DeviceLookUp {
  /** In standard deviations: measured where they are, else what a process on the measured ones says. `use`: of the architectures asked for. */
  latencies(architectures: readonly Architecture[], use: FeatureMatrix): Float64Array;
}

/** Measurements that the device's process is fitted to. */
const ROWS = 200;

/** `useOf` gives the standardised use of operators. */
export function lookUp(
  { architectures, latencies }: KnownDevice,
  useOf: (architectures: readonly Architecture[]) => FeatureMatrix,
  groups: readonly UseGroup[],
  random: Random,
): DeviceLookUp {
  const { mean, scale, scaled } = standardised(latencies);
  const measured = new Map(architectures.map((architecture, i) => [keyOf(architecture), scaled[i] as number]));
  const rows = random.shuffle(Array.from(architectures.keys())).slice(0, ROWS);
  const chosen = rows.map((row) => architectures[row] as Architecture);
  // Fitted when an architecture is asked for that was not measured, which need not happen.
  let fitted: DeviceProcess | undefined;
  const process = (): DeviceProcess => {
    fitted ??= fitDeviceProcess(
      layoutOf(groups, 0),
      partsOf({ use: useOf(chosen), known: [] }, groups),
      Float64Array.from(rows, (row) => latencies[row] as number),
      startVariances,
      START_DEVIATION,
    );
    return fitted;
  };
  return {
    latencies: (asked, use) => {
      const missing = Array.from(asked.keys()).filter((i) => !measured.has(keyOf(asked[i] as Architecture)));
      const values = Float64Array.from(asked, (architecture) => measured.get(keyOf(architecture)) ?? NaN);
      if (missing.length === 0) return values;
      const guessed = partsOf({ use: selectRows(use, missing), known: [] }, groups);
      const { mean: said } = devicePosterior(process(), guessed, missing.length);
      missing.forEach((row, i) => {
        values[row] = ((said[i] as number) - mean) / scale;
      });
      return values;
    },
  };
}

function keyOf({ choices }: Architecture): string {
  return choices.join();
}
