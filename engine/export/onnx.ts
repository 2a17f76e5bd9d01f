/**
 * A network as an ONNX file: the inference form of the program that the evaluator trains, with the weights inside. The batch is free: input
 * `pixels` [batch, c, h, w], output `logits` [batch, classes], and before it `exit1`, ... of a network with early exits.
 */
import { seededRandom } from '../../dsl/random.ts';
import { primitivesOf, type PrimitiveGraph } from '../../dsl/graph/primitives-of.ts';
import { exportOnnx, program, ProgramError, type HostTensor, type Program } from '../compute/index.ts';
import type { Outcome } from '../data/outcome.ts';
import { initialWeights } from '../evaluate/train/initialise.ts';
import { buildModel, modelWeights, PIXELS } from '../evaluate/train/model.ts';
import type { Subject } from './subject.ts';

export type Weights = Readonly<Record<string, HostTensor>>;

export function onnxFile(subject: Subject, weights: Weights = firstWeights(subject)): Outcome<Uint8Array> {
  const graph = primitivesOf(subject.network);
  try {
    const inference = inferenceProgram(graph, distinctBatch(graph));
    if (!inference.inputs.some((port) => port.name === PIXELS)) {
      return {
        error: `${subject.name} does not depend on its input, which "none" cuts off: there is nothing to export as ONNX`,
      };
    }
    const held = Object.fromEntries(
      inference.state.flatMap(({ name }) => {
        const value = weights[name];
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
    return { value: exportOnnx(inference, held, { graphName: subject.name, freeBatch: PIXELS }) };
  } catch (error) {
    if (error instanceof ProgramError) return { error: `${subject.name} cannot be computed: ${error.message}` };
    throw error;
  }
}

/** Drawn from the seed as the evaluator that trains draws them. */
export function firstWeights({ network, seed }: Subject): Weights {
  return initialWeights(modelWeights(primitivesOf(network)), seededRandom(seed).fork('weights'));
}

/** Outputs `logits` of the network's end and `exit1`, `exit2`, ... of early exits; the weights are state. */
export function inferenceProgram(graph: PrimitiveGraph, batch: number): Program<'logits' | `exit${number}`> {
  const { logits, results, parameters, buffers } = buildModel(graph, batch, false);
  const early = Object.fromEntries(results.slice(0, -1).map((exit, i) => [`exit${i + 1}` as const, exit] as const));
  return program({ outputs: { ...early, logits }, state: [...parameters, ...buffers] });
}

/** A prime of which no size of the network is a multiple, so that the batch is known by it. */
function distinctBatch(graph: PrimitiveGraph): number {
  const sizes = new Set<number>();
  for (const { shape, attributes } of graph.nodes) {
    for (const value of [...Object.values(shape), ...Object.values(attributes)]) {
      if (typeof value === 'number') sizes.add(value);
    }
  }
  for (const { shape } of modelWeights(graph)) for (const size of shape) sizes.add(size);
  const primes = [1009, 10007, 100003, 1000003, 10000019];
  const distinct = primes.find((prime) => [...sizes].every((size) => size === 0 || size % prime !== 0));
  if (distinct === undefined) throw new ProgramError('its sizes leave none for the batch.');
  return distinct;
}
