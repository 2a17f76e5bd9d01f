/** The embedding by the pre-trained encoder as further columns of a learner: without labels, so that folds share it. */
import type { Snapshot } from '../predictor.ts';
import type { Supplement, SupplementKind } from '../ensemble/supplemented-learner.ts';
import { embeddings } from './embedding.ts';
import { pretrainedEncoder, type PretrainedEncoder, type PretrainOptions } from './pretrain.ts';

export function embeddingSupplement(options: PretrainOptions = {}): SupplementKind {
  return {
    name: 'encoder',
    prepare: async ({ source, signal, onProgress }) => {
      const encoder = source && (await pretrainedEncoder(source.space, { ...options, signal, onProgress }));
      return encoder && supplementOf(encoder);
    },
    restore: (snapshot) => supplementOf(snapshot as unknown as PretrainedEncoder),
  };
}

function supplementOf(encoder: PretrainedEncoder): Supplement {
  return {
    columns: ({ source }, signal) => {
      if (source === undefined) throw new Error('embeddings need the architectures');
      return embeddings(encoder, source.space, source.architectures, signal);
    },
    snapshot: () => encoder as unknown as Snapshot,
  };
}
