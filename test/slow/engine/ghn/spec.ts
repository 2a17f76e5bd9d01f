/** A space that a tiny hypernetwork learns on in seconds, and the ways in which experiments use it. */
import { openSource } from '../../../../engine/serve/open-source.ts';
import type { ExperimentSpec, HypernetworkSpec } from '../../../../engine/search/experiment-spec.ts';

export const tinyGhn =
  'steps: 6, batch: 16, meta_batch: 2, hidden: 8, rounds: 1, decoder: 8, channels: 8, kernel: 3, threads: 1';

export const ghnSpec = `space Tiny {
  input image[1, 8, 8]
  output logits[10]
  param width = choice [2, 4, 6]
  network {
    conv(k: choice [1, 3], out: width) >> batchnorm >> relu >> maxpool(k: 2, stride: 2)
    repeat choice 1..3 {
      conv(k: choice [1, 3], out: width) >> batchnorm >> relu
    }
    global_avgpool >> linear(out: 10)
  }
}

dataset Digits = glyphs { classes: "digits", size: 8, train: 320, val: 128, test: 0, seed: 1 }
hypernetwork Weights = ghn { ${tinyGhn} }
evaluator Score = ghn { hypernetwork: Weights, images: 128 }
evaluator Train = train { epochs: 1, batch: 64, validations: 1, threads: 1 }
evaluator Begun = train { steps: 1, batch: 64, optimizer: sgd, learning_rate: 0.000000001, warmup: 0, validations: 1, threads: 1, initialise: Weights }

experiment Scored {
  space: Tiny
  dataset: Digits
  evaluator: Score
  maximize accuracy
  minimize params
  search random
  budget { evaluations: 5 }
}
experiment Screened {
  space: Tiny
  dataset: Digits
  evaluator: Train
  maximize accuracy
  search prescreen { hypernetwork: Weights, candidates: 12, best: 4, batch: 2 }
  budget { evaluations: 4 }
}
experiment Begins {
  space: Tiny
  dataset: Digits
  evaluator: Begun
  maximize accuracy
  search random
  budget { evaluations: 1 }
}
`;

export function experimentOf(text: string, experiment: string, folder: string): ExperimentSpec {
  const entry = `${folder}/tiny.hnas`;
  const opened = openSource({ entry, files: new Map([[entry, text]]), experiment });
  if ('error' in opened) throw new Error(opened.error);
  return opened.value;
}

export function hypernetworkOf(text: string, folder: string): HypernetworkSpec {
  const [found] = experimentOf(text, 'Scored', folder).hypernetworks ?? [];
  if (found === undefined) throw new Error('the experiment names no hypernetwork');
  return found;
}
