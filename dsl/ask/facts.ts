/** What a language model has to know to write an experiment: from the tables that the checker goes by. */
import { experimentKeys, kinds } from '../semantics/kinds.ts';
import { metrics } from '../semantics/metrics.ts';
import { optionTable } from '../service/facts/options.ts';

const GROUPS = ['dataset', 'evaluator', 'predictor', 'hypernetwork', 'search'] as const;

/** `spaces`: those that the document has. */
export function factsForModels(spaces: readonly string[]): string {
  const options = GROUPS.flatMap((group) =>
    Object.entries(optionTable[group]).map(
      ([kind, found]) => `- ${group} ${kind}: ${found.map(({ name }) => name).join(', ') || 'no options'}`,
    ),
  );
  return [
    'The language is HNAS. A file holds `space`, `dataset`, `evaluator`, `predictor`, `hypernetwork` and `experiment` items.',
    `An experiment has the fields ${experimentKeys.fields.join(', ')} ("space: Name"), objectives ("maximize accuracy", "minimize params"), requirements ("require params <= 1.5M and macs in 10M..200M"), "search KIND { ... }", "budget { evaluations: 100, time: 2h }" and nothing else.`,
    'Metrics:',
    ...[...metrics.values()].map(({ name, dimension, doc }) => `- ${name} (${dimension}): ${doc}`),
    'A device is told as latency(device: "name"). The evaluator "train" measures no latency: "table" does.',
    'Units: counts K, M, G; bytes KB, MB, GB; times us, ms, s, min, h; percent %. A requirement without the unit of its metric is an error.',
    ...GROUPS.map((group) => `Kinds of ${group}: ${kinds[group].join(', ')}.`),
    'Their options:',
    ...options,
    spaces.length === 0
      ? 'The document has no space: write one.'
      : `The document has the spaces ${spaces.join(', ')}: use one of them where it fits, and do not write it again.`,
    'Example:',
    EXAMPLE,
  ].join('\n');
}

/** Held against the checker by a test. */
export const EXAMPLE = `space Small {
  input image[3, 32, 32]
  output logits[10]
  param width = choice [16, 32]
  network {
    conv3x3(out: width) >> batchnorm >> relu
    repeat choice 1..2 {
      conv(k: choice [3, 5], out: width, stride: 2) >> batchnorm >> relu
    }
    global_avgpool >> linear(out: 10)
  }
}

dataset Cifar10 = cifar10 { path: "cifar-10-batches-bin", val: 5000, augment: [crop(pad: 4), flip] }
evaluator Train = train { epochs: 5, batch: 64 }

experiment Search {
  space: Small
  dataset: Cifar10
  evaluator: Train
  maximize accuracy
  minimize macs
  require weight_memory <= 5MB
  search evolution { population: 32 }
  budget { evaluations: 100, time: 2h }
  seed: 1
}`;
