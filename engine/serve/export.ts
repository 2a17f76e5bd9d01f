/** Export for the editor: the formats there are, and an architecture of the text as a file in one of them, with trained weights where a run has kept some. */
import { existsSync } from 'node:fs';
import { exportFormats, formatNamed, weightsExtension } from '../export/formats.ts';
import type { SafetensorsFile } from '../export/safetensors.ts';
import { subjectOf, type Subject } from '../export/subject.ts';
import type { ModelSource, ParamsOf } from '../protocol/messages.ts';
import { Refusal, type Handlers } from '../protocol/peer.ts';
import { LONGEST_BYTES } from '../protocol/read.ts';
import { openStore, type Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { trainedEvaluations, trainedWeights } from '../store/weights/trained.ts';
import { openSpace } from './open-source.ts';
import { placeOf } from './runs/run-source.ts';

/** The weights of a file that has to have some are the first ones of this seed, where there are no trained ones. */
const SEED = 0;

type Handled = 'exportFormats' | 'trainedWeights' | 'exportArchitecture';

export const exportHandlers: Pick<Handlers, Handled> = {
  exportFormats: async () =>
    exportFormats.map(({ format, title, extension, description, weights }) => {
      return { format, title, extension, description, weights };
    }),
  trainedWeights: async ({ source, space, architecture }) => {
    const place = placeOf(source);
    if ('error' in place || !existsSync(place.value.store)) return [];
    const subject = readSubject(source, space, architecture, space);
    return reading(place.value.store, (store) =>
      trainedEvaluations(store, subject).map(({ run, evaluation: { position, metrics } }) => {
        return { store: store.file, run: run.id, position, accuracy: metrics['accuracy'] };
      }),
    );
  },
  exportArchitecture: async ({ source, space, architecture, name, format: formatName, trained }) => {
    const format = formatNamed(formatName);
    if ('error' in format) throw new Refusal(format.error);
    const subject = readSubject(source, space, architecture, name);
    const weights = trained && weightsOf(trained, subject);
    const written = format.value.write(subject, weights?.tensors);
    if ('error' in written) throw new Refusal(written.error);
    const beside = weights && format.value.writeWeights?.(subject, weights);
    return {
      fileName: `${name}.${format.value.extension}`,
      bytes: packed(name, written.value),
      weights: beside && { extension: weightsExtension, bytes: packed(name, beside) },
    };
  },
};

function readSubject(source: ModelSource, spaceName: string, text: string, name: string): Subject {
  const space = openSpace(source, spaceName);
  if ('error' in space) throw new Refusal(space.error);
  const { value: architecture, diagnostics } = space.value.parse(text);
  const wrong = diagnostics.find(({ severity }) => severity === 'error');
  if (architecture === undefined || wrong !== undefined) {
    throw new Refusal(`${name} is no architecture of ${spaceName}: ${wrong?.message ?? 'it cannot be read'}`);
  }
  return subjectOf(space.value, architecture, name, SEED);
}

function weightsOf(
  { store: file, run: id, position }: NonNullable<ParamsOf<'exportArchitecture'>['trained']>,
  subject: Subject,
): SafetensorsFile {
  return reading(file, (store) => {
    const run = store.run(id);
    const [evaluation] = store.evaluationsAt(run.id, [position]);
    if (evaluation === undefined) throw new Refusal(`run ${id} has no evaluation ${position + 1}`);
    const read = trainedWeights(store, { run, evaluation }, subject);
    if ('error' in read) throw new Refusal(read.error);
    return read.value;
  });
}

/** What is wrong with a store is an answer, not a failure of the engine. */
function reading<T>(file: string, work: (store: Store) => T): T {
  try {
    const store = openStore(file, { readOnly: true, patience: 1000 });
    try {
      return work(store);
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof StoreError) throw new Refusal(error.message);
    throw error;
  }
}

/** In base 64. */
function packed(name: string, file: Uint8Array): string {
  const bytes = Buffer.from(file).toString('base64');
  if (bytes.length <= LONGEST_BYTES) return bytes;
  const megabytes = Math.round(file.length / 1e6);
  throw new Refusal(`the file of ${name} has ${megabytes} MB, too many for the editor; hnas export writes it`);
}
