/**
 * One training step: some architectures, one batch of images. Their graphs become weights, their losses' mean goes back through all of it, and Adam
 * moves the parameters, with the gradient's norm limited (GHN: Adam 1e-3, clipped at 5). Images, labels and graphs are brought to the device, loss and norm
 * come back; all between stays there.
 */
import {
  adam, add, crossEntropy, div, full, globalNorm, gradients, input, min, mul, program, reshape, LEARNING_RATE,
  type DeviceValue, type Program, type Slot, type Tensor,
} from '../../compute/index.ts'; // prettier-ignore
import { inputName } from '../../compute/program/program.ts';
import type { Batch } from '../../data/batches.ts';
import { batchShape } from '../../evaluate/train/forms/structure.ts';
import { decoded, decodedBackwards } from './decode.ts';
import { bringGraphs, encoded, encodedBackwards } from './encode.ts';
import type { GhnGraph } from './graph.ts';
import { passBack, passThrough, type Slopes } from './network-pass.ts';
import type { GhnOptions } from './options.ts';
import { packed } from './packed.ts';
import { gradientName, parametersOf } from './parameters.ts';
import { lossSum, type Place } from './place.ts';
import { openScope, valueOf, type Scope } from './scope.ts';
import type { PlannedWeight } from './weight-plan.ts';

/** An architecture as a step takes it. */
export interface Subject {
  readonly graph: GhnGraph;
  readonly plan: readonly PlannedWeight[];
}

export interface Learnt {
  /** Mean over the architectures, in nats. */
  readonly loss: number;
  /** Of the gradient that the place's sums hold by now. */
  readonly norm: number;
}

/** Loss and gradient of the architectures; the gradient is added to the place's sums. */
export async function learn(
  place: Place,
  subjects: readonly Subject[],
  { pixels, labels, size }: Batch,
): Promise<Learnt> {
  const scope = openScope(place);
  try {
    const shape = subjects[0]?.graph.primitives.nodes[0]?.shape;
    if (shape === undefined) throw new Error('a step without architectures');
    const batch = await scope.bring({
      images: { shape: batchShape(size, shape), data: pixels },
      labels: { shape: [size], data: labels },
    });
    const graphs = packed(subjects.map(({ graph }) => graph), place.options); // prettier-ignore
    const links = await bringGraphs(scope, graphs);
    const states = await encoded(scope, graphs, links);
    const made = await decoded(scope, graphs, subjects.map(({ plan }) => plan), states.at(-1) as DeviceValue); // prettier-ignore
    const slopes: Slopes[] = [];
    for (const [i, { graph }] of subjects.entries()) {
      const weights = made.weights[i] ?? new Map<string, DeviceValue>();
      const pass = await passThrough(scope, graph.primitives, weights, valueOf(batch, 'images'), true);
      // Exits count alike.
      const { results } = pass.graph;
      const share = 1 / (subjects.length * results.length);
      const outer: DeviceValue[] = [];
      for (const result of results)
        outer.push(await lossSlope(scope, pass.values[result] as DeviceValue, valueOf(batch, 'labels'), share));
      slopes.push(await passBack(scope, pass, outer, weights));
    }
    const back = await decodedBackwards(scope, graphs, made, slopes);
    await encodedBackwards(scope, graphs, links, states, back);
  } finally {
    await scope.close();
  }
  const { loss, norm } = await place.programs.run('told', () => toldProgram(place.options), {}, place.state);
  return { loss: loss?.[0] ?? NaN, norm: norm?.[0] ?? NaN };
}

/** Adds a share of the loss to the step's; returns its gradient by the logits. */
async function lossSlope(scope: Scope, logits: DeviceValue, labels: DeviceValue, share: number): Promise<DeviceValue> {
  const { shape } = logits;
  const build = (): Program => {
    const x = input('logits', shape);
    const loss = mul(crossEntropy(x, input('labels', [shape[0] ?? 0], 'int32')), share);
    const [slope] = gradients(loss, [x]);
    return program({ outputs: { slope: slope as Tensor }, updates: [{ state: lossSum, value: add(lossSum, loss) }] });
  };
  return valueOf(await scope.run(`loss ${shape.join()} ${share}`, build, { logits, labels }), 'slope');
}

/** Loss and norm of a step; the loss begins anew. */
function toldProgram(options: GhnOptions): Program {
  const sums = gradientSums(options);
  return program({
    outputs: { loss: reshape(lossSum, [1]), norm: reshape(globalNorm(sums), [1]) },
    state: sums,
    updates: [{ state: lossSum, value: full([], 0) }],
  });
}

/** Moves the parameters along the step's gradient, and clears it. */
export async function move({ options, programs, state }: Place): Promise<void> {
  await programs.run('move', () => moveProgram(options).program, { [LEARNING_RATE]: options.learningRate }, state);
}

/** With the optimiser's own state, all zero at first. */
export function moveProgram(options: GhnOptions): { readonly program: Program; readonly slots: readonly Slot[] } {
  const parameters = parametersOf(options).tensors;
  const sums = gradientSums(options);
  const factor = min(div(options.clip, globalNorm(sums)), 1);
  const step = adam()(parameters, sums.map((sum) => mul(sum, factor)), input(LEARNING_RATE, [])); // prettier-ignore
  const cleared = sums.map((sum) => ({ state: sum, value: full(sum.shape, 0) }));
  return { program: program({ outputs: {}, updates: [...step.updates, ...cleared] }), slots: step.slots };
}

const gradientSums = (options: GhnOptions): Tensor[] =>
  parametersOf(options).tensors.map((each) => input(gradientName(inputName(each)), each.shape));
