/** From graphs to the states of their nodes, and the gradient back: round by round, each a run of a compiled program. */
import { input, program, type DeviceValue, type HostTensor, type Program, type Tensor } from '../../compute/index.ts'; // prettier-ignore
import { ParameterList } from '../declare.ts';
import { firstStates } from './encoder.ts';
import { FEATURES } from './features.ts';
import type { GhnOptions } from './options.ts';
import { kindsOf, POSITIONS, type PackedGraphs, type PackedSize } from './packed.ts';
import { along, backwards } from './parameters.ts';
import { roundInputs, roundProgram, roundTensor } from './round.ts';
import { valueOf, type DeviceValues, type Scope } from './scope.ts';

/** What the rounds read of the graphs, brought to the device once. */
export function bringGraphs(scope: Scope, graphs: PackedGraphs): Promise<DeviceValues> {
  const { rows, slots, features, shares, ahead, back, entering, places } = graphs;
  const links = [rows, slots, slots * kindsOf(scope.place.options)];
  const tensors: Record<string, HostTensor> = {
    features: { shape: [rows, slots, FEATURES], data: features },
    shares: { shape: [rows, slots], data: shares },
    ahead: { shape: links, data: ahead },
    back: { shape: links, data: back },
    entering: { shape: [rows * slots, rows], data: entering },
    places: { shape: [rows, POSITIONS], data: places },
  };
  return scope.bring(tensors);
}

/** States [rows, slots, hidden] before the first round, after it, ... and after the last. */
export async function encoded(
  scope: Scope,
  size: PackedSize,
  graphs: DeviceValues,
): Promise<readonly [DeviceValue, ...DeviceValue[]]> {
  const { options } = scope.place;
  const first = await scope.run(keyOf('start', size), () => startProgram(options, size).forward, graphs);
  const states: [DeviceValue, ...DeviceValue[]] = [valueOf(first, 'states')];
  for (let round = 0; round < options.rounds; round++) {
    const number = roundProgram(options, round);
    const feeds = { ...graphs, states: states[round] as DeviceValue };
    const build = (): Program => roundPrograms(options, size, number).forward;
    states.push(valueOf(await scope.run(keyOf(`round ${number}`, size), build, feeds), 'next'));
  }
  return states;
}

/** Adds to the parameters' gradients what follows from `slope`, the gradient by the last states. */
export async function encodedBackwards(
  scope: Scope,
  size: PackedSize,
  graphs: DeviceValues,
  states: readonly DeviceValue[],
  slope: DeviceValue,
): Promise<void> {
  const { options } = scope.place;
  let back = slope;
  for (let round = options.rounds - 1; round >= 0; round--) {
    const number = roundProgram(options, round);
    const feeds = { ...graphs, states: states[round] as DeviceValue, slope: back };
    const build = (): Program => roundPrograms(options, size, number).backward;
    back = valueOf(await scope.run(keyOf(`round ${number} back`, size), build, feeds), 'before');
  }
  const build = (): Program => startProgram(options, size).backward;
  await scope.run(keyOf('start back', size), build, { ...graphs, slope: back });
}

const keyOf = (what: string, { rows, slots }: PackedSize): string => `${what} ${rows} ${slots}`;

function startProgram(options: GhnOptions, { rows, slots }: PackedSize): { forward: Program; backward: Program } {
  const list = new ParameterList();
  const states = firstStates(input('features', [rows, slots, FEATURES]), options, list.declare);
  const { updates } = backwards(along(states), list.tensors, []);
  return {
    forward: program({ outputs: { states }, state: list.tensors }),
    backward: program({ outputs: {}, state: list.tensors, updates }),
  };
}

function roundPrograms(options: GhnOptions, size: PackedSize, round: number): { forward: Program; backward: Program } {
  const list = new ParameterList();
  const given = roundInputs(options, size);
  const next = roundTensor(given, options, size, round, list.declare);
  const { updates, slopes } = backwards(along(next), list.tensors, [given.states]);
  return {
    forward: program({ outputs: { next }, state: list.tensors }),
    backward: program({ outputs: { before: slopes[0] as Tensor }, state: list.tensors, updates }),
  };
}
