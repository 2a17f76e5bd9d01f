/**
 * A device's profile as a function of architectures: the measured latency where there is one, else what the few-shot device model (predictor/hardware) says,
 * with its interval. A profile of all architectures needs no model.
 */
import { createHash } from 'node:crypto';
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { fail, ok, type Outcome } from '../data/outcome.ts';
import {
  FEWEST_MEASUREMENTS,
  hardwarePredictor,
  type DeviceOutcome,
} from '../predictor/hardware/hardware-predictor.ts';
import type { DeviceProfile } from './profile.ts';

export interface LatencyEstimate {
  /** Seconds of one forward pass. */
  readonly seconds: number;
  /** Ends of the 80 % interval; undefined where the latency was measured. */
  readonly interval: readonly [low: number, high: number] | undefined;
}

export interface LatencyModel {
  readonly device: string;
  /** Architectures that count as measured. */
  readonly measured: number;
  /** Measurements left out, each reason a few words. */
  readonly left: readonly string[];
  /** Names what the answers follow from: another one, other answers. */
  readonly fingerprint: string;
  of(architecture: Architecture): LatencyEstimate;
}

/** Measurements that the model is fitted to: its cost grows with their cube. */
const MOST_FITTED = 200;

/** One sentence where the profile says nothing, or too little, of the space. */
export function latencyModel(profile: DeviceProfile, space: DecisionSpace): Outcome<LatencyModel> {
  const { device } = profile;
  const part = profile.spaces.find((each) => each.space === space.name);
  if (part === undefined) {
    const known = profile.spaces.map((each) => each.space).join(', ') || 'none';
    return fail(`the profile of device ${device} has no latencies of space ${space.name}; it has those of ${known}`);
  }
  const same = part.hash === space.hash;
  const architectures: Architecture[] = [];
  const seconds: number[] = [];
  const byChoices = new Map<string, number>();
  const byGraph = new Map<string, number>();
  let foreign = 0;
  let changed = 0;
  for (const each of part.latencies) {
    const { value, diagnostics } = space.parse(each.architecture);
    if (value === undefined || diagnostics.some(({ severity }) => severity === 'error')) foreign += 1;
    else if (!same && space.graphHash(value) !== each.graph) changed += 1;
    else if (!byChoices.has(keyOf(value))) {
      byChoices.set(keyOf(value), each.seconds);
      byGraph.set(each.graph, each.seconds);
      architectures.push(value);
      seconds.push(each.seconds);
    }
  }
  const left = [
    ...(foreign === 0 ? [] : [`${foreign} are no architectures of ${space.name} now`]),
    ...(changed === 0 ? [] : [`${changed} are other networks now`]),
  ];
  if (architectures.length < FEWEST_MEASUREMENTS) {
    const why = left.length === 0 ? '' : ` (${left.join(', ')})`;
    return fail(
      `the profile of device ${device} has ${architectures.length} latencies of ${space.name} as it is now${why}; ${FEWEST_MEASUREMENTS} are needed: measure again`,
    );
  }
  const isWhole = BigInt(architectures.length) >= space.rawSize();
  const fitted = isWhole ? undefined : fit(space, architectures, seconds, part.source === 'measured');
  if (fitted !== undefined && 'error' in fitted)
    return fail(`latencies on ${device} cannot be predicted: ${fitted.error}`);
  const answers = new WeakMap<Architecture, LatencyEstimate>();
  const estimate = (architecture: Architecture): LatencyEstimate => {
    // A runtime that was given only what reaches the output cannot tell isomorphic architectures apart; a table can.
    const known =
      byChoices.get(keyOf(architecture)) ??
      (part.source === 'measured' ? byGraph.get(space.graphHash(architecture)) : undefined);
    if (known !== undefined) return { seconds: known, interval: undefined };
    if (fitted === undefined)
      throw new Error(`${space.text(architecture)} is none of the architectures of ${space.name}`);
    const { mean, low, high } = fitted.value.predict([architecture]);
    return { seconds: mean[0] as number, interval: [low[0] as number, high[0] as number] };
  };
  return ok({
    device,
    measured: architectures.length,
    left,
    fingerprint: fingerprintOf(part.source, architectures, seconds),
    of: (architecture) => {
      let answer = answers.get(architecture);
      if (answer === undefined) answers.set(architecture, (answer = estimate(architecture)));
      return answer;
    },
  });
}

function fit(
  space: DecisionSpace,
  architectures: readonly Architecture[],
  seconds: readonly number[],
  timed: boolean,
): DeviceOutcome {
  const random = seededRandom(`latency of ${space.hash}`);
  const made = hardwarePredictor(space, [], random, { timed });
  if ('error' in made) return made;
  // In an order of their own, not the file's: the same latencies give the same answers.
  const keys = architectures.map(keyOf);
  const rows = [...keys.keys()].sort((a, b) => ((keys[a] as string) < (keys[b] as string) ? -1 : 1));
  const chosen = rows.length <= MOST_FITTED ? rows : random.shuffle(rows).slice(0, MOST_FITTED);
  return made.value.fit(
    chosen.map((row) => architectures[row] as Architecture),
    Float64Array.from(chosen, (row) => seconds[row] as number),
  );
}

function fingerprintOf(source: string, architectures: readonly Architecture[], seconds: readonly number[]): string {
  const rows = architectures.map((architecture, i) => `${keyOf(architecture)} ${seconds[i]}`).sort();
  return createHash('sha256')
    .update(`${source}\n${rows.join('\n')}`)
    .digest('hex')
    .slice(0, 16);
}

function keyOf({ choices }: Architecture): string {
  return choices.join();
}
