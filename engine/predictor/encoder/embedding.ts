/** Embeddings of architectures by a pre-trained encoder: label-free, a row an architecture, in standard deviations over the space. */
import type { DecisionSpace, Architecture } from '../../../dsl/space/decision-space.ts';
import { program, type Program } from '../../compute/index.ts';
import { featureMatrix, type FeatureMatrix } from '../../encoding/feature-matrix.ts';
import { embed, encoderWeights, graphFeeds, graphInputs } from './encoder-model.ts';
import { graphBatch, graphsOf } from './graph-batch.ts';
import type { PretrainedEncoder } from './pretrain.ts';
import { runEncoder } from './runner.ts';
import { weightInputs, weightOf } from './weights.ts';

/** Architectures encoded together, always as many: a row does not depend on what else is asked. */
export const BLOCK = 128;

export async function embeddings(
  encoder: PretrainedEncoder,
  space: DecisionSpace,
  architectures: readonly Architecture[],
  signal?: AbortSignal,
): Promise<FeatureMatrix> {
  const { vocabulary, shape, weights, centre, spread } = encoder;
  const result = featureMatrix(architectures.length, shape.width);
  for (let first = 0; first < architectures.length; first += BLOCK) {
    signal?.throwIfAborted();
    const batch = graphBatch(graphsOf(space, architectures.slice(first, first + BLOCK)), vocabulary, BLOCK);
    const { embedding } = await runEncoder(weights, embeddingProgram(encoder, batch.nodes), graphFeeds(batch));
    const count = Math.min(BLOCK, architectures.length - first) * shape.width;
    for (let i = 0; i < count; i++) {
      const j = i % shape.width;
      const standard = ((embedding[i] as number) - (centre[j] as number)) / (spread[j] as number);
      result.values[first * shape.width + i] = Math.max(-3, Math.min(3, standard));
    }
  }
  return result;
}

const programs = new WeakMap<PretrainedEncoder, Map<number, Program<'embedding'>>>();

function embeddingProgram(encoder: PretrainedEncoder, nodes: number): Program<'embedding'> {
  const known = programs.get(encoder) ?? new Map<number, Program<'embedding'>>();
  programs.set(encoder, known);
  let found = known.get(nodes);
  if (found === undefined) {
    const inputs = weightInputs(encoderWeights(encoder.shape));
    const graph = graphInputs(BLOCK, nodes, encoder.shape.inputs);
    const embedding = embed(graph, weightOf(inputs), encoder.shape, encoder.vocabulary.nodes);
    found = program({ outputs: { embedding }, state: [...inputs.values()] });
    known.set(nodes, found);
  }
  return found;
}
