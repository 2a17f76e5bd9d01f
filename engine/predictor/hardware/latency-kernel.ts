/** What latency is made of, as parts of a kernel: sums over operators, what known devices take, and a smooth rest. */
import { selectRows, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import type { Random } from '../../../dsl/random.ts';
import { kernelsOf, searchVariances, standardised, type KernelPart, type LogVariances, type Measured } from './device-process.ts'; // prettier-ignore
import type { UseGroup } from './operator-use.ts';

/** Architectures as the kernel sees them. */
export interface LatencyRows {
  /** Use of operators, in standard deviations. */
  readonly use: FeatureMatrix;
  /** By known device: its latency, standardised over the space. */
  readonly known: readonly Float64Array[];
}

/** Each has a linear kernel of its own: nobody knows beforehand which operators a device's runtime leaves out. */
const LINEAR: readonly UseGroup[] = ['written', 'reaching', 'live', 'joins', 'network', 'work'];

/** Log variances before anything is known, in the order of `layoutOf`, and the noise's last. */
export const startVariances: LogVariances = [0, 0, -1, -1, 0, 0, 0.5, -1.5, -1.5, -4];
/** The same where it is known that the runtime leaves out what does not count: mostly it is the work of the live graph. */
export const liveVariances: LogVariances = [-4, -4, -3, -3, -1, 1, 0.5, -3, -1.5, -4];
/** How far off they may be (standard deviation). */
export const START_DEVIATION = 2;

/** To learn how much each part weighs, each known device is looked at through so many sets of so many measurements. */
const TRIALS = 4;
const TRIAL_ROWS = 14;
/** Share of what the known devices say: few devices, some of them alike, know little of another. */
const LEARNT = 0.5;

/** Linear in each group of features, linear in the known devices, smooth in the features, smooth in the known devices. */
export function layoutOf(groups: readonly UseGroup[], known: number): KernelPart[] {
  return [
    ...LINEAR.map((group): KernelPart => ({ kind: 'linear', columns: groups.filter((each) => each === group).length })),
    { kind: 'linear', columns: known },
    { kind: 'matern', columns: groups.length },
    { kind: 'matern', columns: known },
  ];
}

/** By part of the layout: its numbers, row-major. */
export function partsOf({ use, known }: LatencyRows, groups: readonly UseGroup[]): Float64Array[] {
  const { rows, columns, values } = use;
  const linear = LINEAR.map((group) => {
    const chosen = groups.flatMap((each, column) => (each === group ? [column] : []));
    const part = new Float64Array(rows * chosen.length);
    for (let i = 0, at = 0; i < rows; i++) for (const column of chosen) part[at++] = values[i * columns + column] as number; // prettier-ignore
    return part;
  });
  const devices = new Float64Array(rows * known.length);
  for (let i = 0, at = 0; i < rows; i++) for (const device of known) devices[at++] = device[i] as number;
  return [...linear, devices, values, devices];
}

/** Log variances with what known devices tell of an unknown one: each in turn is it, a few of its measurements explained by the others. */
export function learnVariances(
  { use, known }: LatencyRows,
  groups: readonly UseGroup[],
  random: Random,
  start: LogVariances = startVariances,
): LogVariances {
  if (known.length === 0) return start;
  const trials: Measured[] = [];
  known.forEach((target, held) => {
    const others = known.filter((_, k) => k !== held);
    const layout = layoutOf(groups, others.length);
    for (let trial = 0; trial < TRIALS; trial++) {
      const rows = random.shuffle(Array.from(target.keys())).slice(0, TRIAL_ROWS);
      const at = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row] as number);
      const inputs = partsOf({ use: selectRows(use, rows), known: others.map(at) }, groups);
      const matrices = kernelsOf(layout, inputs, inputs, rows.length, rows.length);
      trials.push({ matrices, targets: standardised(at(target)).scaled });
    }
  });
  const learnt = searchVariances(trials, start, START_DEVIATION);
  return start.map((log, k) => LEARNT * (learnt[k] as number) + (1 - LEARNT) * log);
}
