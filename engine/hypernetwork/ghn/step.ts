/**
 * One training step: some architectures, one batch of images. Their graphs become weights, their losses' mean goes back through all of it, and Adam
 * moves the parameters, with the gradient's norm limited (GHN: Adam 1e-3, clipped at 5).
 */
import {
  adam, div, full, globalNorm, input, min, mul, program, reshape, LEARNING_RATE, type Program, type Slot,
} from '../../compute/index.ts'; // prettier-ignore
import { inputName } from '../../compute/program/program.ts';
import type { Batch } from '../../data/batches.ts';
import { softmaxCrossEntropy } from '../../proxies/softmax-cross-entropy.ts';
import { decoded, decodedBackwards, type Weights } from './decode.ts';
import { encoded, encodedBackwards, floats } from './encode.ts';
import type { GhnGraph } from './graph.ts';
import { passBack, passThrough } from './network-pass.ts';
import type { GhnOptions } from './options.ts';
import { packed } from './packed.ts';
import { gradientName, parametersOf } from './parameters.ts';
import type { Place } from './place.ts';
import type { PlannedWeight } from './weight-plan.ts';

/** An architecture as a step takes it. */
export interface Subject {
  readonly graph: GhnGraph;
  readonly plan: readonly PlannedWeight[];
}

/** The mean loss (nats) of the architectures; their gradients are in the sums of the step afterwards. */
export async function learn(
  place: Place,
  subjects: readonly Subject[],
  batch: Batch,
  classes: number,
): Promise<number> {
  const graphs = packed(subjects.map(({ graph }) => graph), place.options); // prettier-ignore
  const states = await encoded(place, graphs);
  const last = states.at(-1) as Float32Array;
  const made = await decoded(place, graphs, subjects.map(({ plan }) => plan), last); // prettier-ignore
  const slopes: Weights[] = [];
  let total = 0;
  for (const [i, { graph }] of subjects.entries()) {
    const weights = made.weights[i] as Weights;
    const pass = await passThrough(graph.primitives, weights, batch.pixels, batch.size, place.programs, true);
    // Exits count alike.
    const { results } = pass.graph;
    const outer = results.map((result) => softmaxCrossEntropy(pass.values[result] as Float32Array, batch.labels, classes)); // prettier-ignore
    const loss = outer.reduce((sum, each) => sum + each.loss, 0) / results.length;
    total += loss;
    if (!Number.isFinite(loss)) return loss;
    const share = 1 / (subjects.length * results.length);
    slopes.push(await passBack(pass, outer.map(({ gradient }) => gradient.map((each) => each * share)), weights, place.programs)); // prettier-ignore
  }
  const back = await decodedBackwards(place, graphs, made, slopes, last);
  await encodedBackwards(place, graphs, states, back);
  return total / subjects.length;
}

/** The norm of the step's gradient. */
export async function gradientNorm({ options, programs, state }: Place): Promise<number> {
  const { norm } = await programs.run('norm', () => normProgram(options), {}, state);
  return floats(norm)[0] ?? NaN;
}

/** Moves the parameters along the step's gradient, and clears it. */
export async function move({ options, programs, state }: Place): Promise<void> {
  await programs.run('move', () => moveProgram(options).program, { [LEARNING_RATE]: options.learningRate }, state);
}

function normProgram(options: GhnOptions): Program {
  const sums = parametersOf(options).tensors.map((each) => input(gradientName(inputName(each)), each.shape));
  return program({ outputs: { norm: reshape(globalNorm(sums), [1]) }, state: sums });
}

/** With the optimiser's own state, all zero at first. */
export function moveProgram(options: GhnOptions): { readonly program: Program; readonly slots: readonly Slot[] } {
  const parameters = parametersOf(options).tensors;
  const sums = parameters.map((each) => input(gradientName(inputName(each)), each.shape));
  const factor = min(div(options.clip, globalNorm(sums)), 1);
  const step = adam()(parameters, sums.map((sum) => mul(sum, factor)), input(LEARNING_RATE, [])); // prettier-ignore
  const cleared = sums.map((sum) => ({ state: sum, value: full(sum.shape, 0) }));
  return { program: program({ outputs: {}, updates: [...step.updates, ...cleared] }), slots: step.slots };
}
