/**
 * Latency on a device of which a few measurements exist, for every architecture of the space (the setting of HELP, H. Lee et al., NeurIPS 2021: ten
 * reference architectures are the device's description). A Gaussian process whose kernel says what latency is made of: a sum over operators, what other
 * devices take, and a smooth rest; how much of each is learnt from the other devices, each in turn taken for the unknown one.
 */
import type { Random } from '../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import type { FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { EIGHTY_PERCENT } from '../gp-predictor.ts';
import type { Snapshot } from '../predictor.ts';
import { fitScaler, standardise } from '../standardise.ts';
import { devicePosterior, fitDeviceProcess, type DeviceProcess } from './device-process.ts';
import { lookUp, type KnownDevice } from './known-device.ts';
import {
  layoutOf,
  learnVariances,
  liveVariances,
  partsOf,
  startVariances,
  type LatencyRows,
} from './latency-kernel.ts';
import { operatorUse, type UseGroup } from './operator-use.ts';
import { diverseRows } from './references.ts';

export interface LatencyPrediction {
  /** In the unit of the measurements; positive. */
  readonly mean: Float64Array;
  /** Ends of the 80 % interval. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface FittedDevice {
  predict(architectures: readonly Architecture[]): LatencyPrediction;
  /** One sentence where the measurements are too few to rely on. */
  readonly caution?: string;
  snapshot(): Snapshot;
}

export type DeviceOutcome = { readonly value: FittedDevice } | { readonly error: string };

export interface HardwarePredictor {
  /** Positions of `count` candidates worth measuring: together they tell most about all others. */
  references(candidates: readonly Architecture[], count: number): number[];
  /** From measurements of the device. Latencies are positive. */
  fit(architectures: readonly Architecture[], latencies: Float64Array): DeviceOutcome;
  /** From `FittedDevice.snapshot`, of a predictor of the same space and known devices. */
  restore(snapshot: Snapshot): FittedDevice;
}

/** Below so many measurements a device's own ways are guessed. */
export const FEWEST_MEASUREMENTS = 5;
/** Architectures that stand for the space where features are put on one scale. */
const SAMPLES = 600;
/** How far the variances of a device's parts may be from what known devices tell (standard deviation of the logarithm). */
const FIT_DEVIATION = 2;

export interface HardwareOptions {
  /**
   * Latencies are times of the engine's own measuring (engine/device): only operators that reach the output and see the input were run, and the noise of a time
   * grows with it. Of other devices neither is known.
   */
  readonly timed?: boolean;
}

export type HardwareOutcome = { readonly value: HardwarePredictor } | { readonly error: string };

/** Without known devices the features alone have to do. */
export function hardwarePredictor(
  space: DecisionSpace,
  known: readonly KnownDevice[],
  random: Random,
  { timed = false }: HardwareOptions = {},
): HardwareOutcome {
  // prettier-ignore
  for (const { name, architectures, latencies } of known) {
    const problem = measurementProblem(architectures, latencies, 0);
    if (problem !== undefined) return { error: `device ${name}: ${problem}` };
  }
  const sample = sampleOf(space, known, random);
  if (sample.length === 0) return { error: `space ${space.name} has no architecture` };
  const use = operatorUse(space, sample, timed);
  const scaler = fitScaler(use.matrix);
  if (scaler.columns.length === 0) return { error: `all architectures of ${space.name} use the same operators: there is nothing to tell them apart` }; // prettier-ignore
  const groups = Array.from(scaler.columns, (column) => use.groups[column] as UseGroup);
  const useOf = (architectures: readonly Architecture[]): FeatureMatrix => standardise(operatorUse(space, architectures, timed).matrix, scaler); // prettier-ignore
  const devices = known.map((device) => lookUp(device, useOf, groups, random));
  const rowsOf = (architectures: readonly Architecture[]): LatencyRows => {
    const matrix = useOf(architectures);
    return { use: matrix, known: devices.map((device) => device.latencies(architectures, matrix)) };
  };
  const start = timed ? liveVariances : startVariances;
  const priors = learnVariances(rowsOf(sample), groups, random, start);
  const layout = layoutOf(groups, devices.length);
  const fitted = (state: DeviceState): FittedDevice => ({
    predict: (architectures) => {
      const { mean, variance } = devicePosterior(state.process, partsOf(rowsOf(architectures), groups), architectures.length); // prettier-ignore
      const reach = variance.map((value) => EIGHTY_PERCENT * Math.sqrt(value));
      const end = (side: number): Float64Array => mean.map((value, i) => positive(value + side * (reach[i] as number), state.floor)); // prettier-ignore
      return { mean: end(0), low: end(-1), high: end(1) };
    },
    ...(state.measurements < FEWEST_MEASUREMENTS && { caution: cautionOf(state.measurements, known.length) }),
    snapshot: () => state as unknown as Snapshot,
  });
  return {
    value: {
      references: (candidates, count) => diverseRows(layout, partsOf(rowsOf(candidates), groups), candidates.length, start, count), // prettier-ignore
      fit: (architectures, latencies) => {
        const problem = measurementProblem(architectures, latencies, known.length);
        if (problem !== undefined) return { error: problem };
        const process = fitDeviceProcess(layout, partsOf(rowsOf(architectures), groups), latencies, priors, FIT_DEVIATION, timed); // prettier-ignore
        return { value: fitted({ process, measurements: latencies.length, floor: Math.min(...latencies) / 5 }) };
      },
      restore: (snapshot) => fitted(snapshot as unknown as DeviceState),
    },
  };
}

/** Plain data. */
interface DeviceState {
  readonly process: DeviceProcess;
  readonly measurements: number;
  /** Below it, latencies are bent so that none reaches zero: a fifth of the smallest measured one. */
  readonly floor: number;
}

function positive(latency: number, floor: number): number {
  return latency >= floor ? latency : floor * Math.exp(latency / floor - 1);
}

function cautionOf(measurements: number, known: number): string {
  return `only ${measurements} measurements: latencies follow the ${known} known device${known === 1 ? '' : 's'}; what is peculiar to this one needs ${FEWEST_MEASUREMENTS} or more`;
}

function measurementProblem(
  architectures: readonly Architecture[],
  latencies: Float64Array,
  known: number,
): string | undefined {
  // prettier-ignore
  const count = latencies.length;
  if (architectures.length !== count) return `there are ${count} latencies for ${architectures.length} architectures`;
  const fewest = known > 0 ? 2 : FEWEST_MEASUREMENTS;
  if (count < fewest) {
    return `latency on a device needs at least ${fewest} measurements${known > 0 ? '' : ' where no other device is known'}, there ${count === 1 ? 'is' : 'are'} ${count}`;
  }
  const bad = latencies.findIndex((latency) => !(Number.isFinite(latency) && latency > 0));
  if (bad >= 0) return `latency ${bad + 1} of ${count} is ${latencies[bad]}, not a positive number`;
  return undefined;
}

/** Architectures that stand for the space: those of the known devices, else random ones. */
function sampleOf(space: DecisionSpace, known: readonly KnownDevice[], random: Random): readonly Architecture[] {
  const [first] = known;
  if (first !== undefined) return random.shuffle(first.architectures).slice(0, SAMPLES);
  const sample: Architecture[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const architecture = space.sample(random);
    if (architecture === undefined) break;
    sample.push(architecture);
  }
  return sample;
}
