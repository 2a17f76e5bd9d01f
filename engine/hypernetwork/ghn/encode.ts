/** From graphs to the states of their nodes, and the gradient back: round by round, each a run of a compiled program. */
import { input, mul, program, sum, type Program, type Tensor } from '../../compute/index.ts'; // prettier-ignore
import { ParameterList } from '../declare.ts';
import { firstStates } from './encoder.ts';
import { FEATURES } from './features.ts';
import type { GhnOptions } from './options.ts';
import type { PackedGraphs, PackedSize } from './packed.ts';
import { backwards } from './parameters.ts';
import type { Place } from './place.ts';
import { roundInputs, roundProgram, roundTensor } from './round.ts';

/** States [rows, slots, hidden] before the first round, after it, ... and after the last. */
export async function encoded(place: Place, graphs: PackedGraphs): Promise<readonly Float32Array[]> {
  const { options, programs, state } = place;
  const first = await programs.run(keyOf('start', graphs), () => startProgram(options, graphs).forward, { features: graphs.features }, state); // prettier-ignore
  const states = [floats(first['states'])];
  for (let round = 0; round < options.rounds; round++) {
    const number = roundProgram(options, round);
    const feeds = { ...linksOf(graphs), states: states[round] as Float32Array };
    const build = (): Program => roundPrograms(options, graphs, number).forward;
    const next = await programs.run(keyOf(`round ${number}`, graphs), build, feeds, state);
    states.push(floats(next['next']));
  }
  return states;
}

/** Adds to the parameters' gradients what follows from `slope`, the gradient by the last states. */
export async function encodedBackwards(
  place: Place,
  graphs: PackedGraphs,
  states: readonly Float32Array[],
  slope: Float32Array,
): Promise<void> {
  const { options, programs, state } = place;
  let back = slope;
  for (let round = options.rounds - 1; round >= 0; round--) {
    const number = roundProgram(options, round);
    const feeds = { ...linksOf(graphs), states: states[round] as Float32Array, slope: back };
    const build = (): Program => roundPrograms(options, graphs, number).backward;
    back = floats((await programs.run(keyOf(`round ${number} back`, graphs), build, feeds, state))['before']);
  }
  const build = (): Program => startProgram(options, graphs).backward;
  await programs.run(keyOf('start back', graphs), build, { features: graphs.features, slope: back }, state);
}

const keyOf = (what: string, { rows, slots }: PackedSize): string => `${what} ${rows} ${slots}`;

const linksOf = ({ shares, ahead, back, entering, places }: PackedGraphs) => ({
  shares,
  ahead,
  back,
  entering,
  places,
});

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

/** The scalar whose gradient by `x` is the fed `slope`. */
export const along = (x: Tensor): Tensor => sum(mul(x, input('slope', x.shape)));

/** A float output of a program. */
export function floats(values: Float32Array | Int32Array | undefined): Float32Array {
  if (values instanceof Float32Array) return values;
  throw new Error('a program gave no floats');
}
