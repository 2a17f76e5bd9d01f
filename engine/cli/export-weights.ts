/** Which weights `hnas export` writes: the trained ones of a run where there are any and they are wanted. */
import { weightsExtension, type ExportFormat } from '../export/formats.ts';
import type { SafetensorsFile } from '../export/safetensors.ts';
import type { Subject } from '../export/subject.ts';
import { openStore } from '../store/store.ts';
import { trainedEvaluations, trainedWeights } from '../store/weights/trained.ts';
import { evaluationNamed } from './evaluation-argument.ts';
import { CommandFailure } from './failure.ts';

export interface WeightOptions {
  readonly run?: string;
  readonly evaluation?: number;
  readonly out?: string;
  /** Undefined: with `run`, where there are any. */
  readonly weights?: boolean;
  readonly seed: number;
}

export interface ChosenWeights {
  readonly trained?: { readonly file: SafetensorsFile; readonly of: string };
  /** One sentence, where the file has other weights than one may think. */
  readonly note?: string;
}

/** Where the source looks for its weights: the file of its own name. */
export function besideOf(file: string): string {
  return `${file.replace(/\.[^./\\]*$/, '')}.${weightsExtension}`;
}

/** The trained weights, where the format has a place for them and they are wanted. */
export function weightsToExport(
  format: ExportFormat,
  subject: Subject,
  file: string,
  options: WeightOptions,
): ChosenWeights {
  const { run: id, weights: wanted, seed } = options;
  if (wanted === false || format.weights === 'none' || (wanted === undefined && id === undefined)) return {};
  // Text on standard output has no file beside it.
  if (wanted === undefined && options.out === undefined) return {};
  const store = openStore(file, { readOnly: true });
  try {
    const found = id === undefined ? trainedEvaluations(store, subject)[0] : evaluationNamed(store, options);
    if (found === undefined) {
      throw new CommandFailure(1, 'no-weights', `no run in ${file} has kept trained weights of this architecture`);
    }
    const read = trainedWeights(store, found, subject);
    if ('value' in read) {
      const of = `evaluation ${found.evaluation.position + 1} of run ${found.run.id}`;
      return { trained: { file: read.value, of } };
    }
    if (wanted === true) throw new CommandFailure(1, 'no-weights', read.error);
    return format.weights === 'inside' ? { note: `${read.error}; the file has the first weights of seed ${seed}` } : {};
  } finally {
    store.close();
  }
}
