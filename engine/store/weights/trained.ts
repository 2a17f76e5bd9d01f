/** The trained weights that runs have kept of an architecture, for export. They count only for the very network that was trained. */
import { primitivesOf } from '../../../dsl/graph/primitives-of.ts';
import type { Outcome } from '../../data/outcome.ts';
import { modelWeights } from '../../evaluate/train/model.ts';
import { decodeSafetensors, type SafetensorsFile } from '../../export/safetensors.ts';
import type { Subject } from '../../export/subject.ts';
import type { EvaluationRecord, RunRecord } from '../records.ts';
import type { Store } from '../store.ts';
import { keptBytes, keptFiles, weightsFile } from './folder.ts';

export interface TrainedEvaluation {
  readonly run: RunRecord;
  readonly evaluation: EvaluationRecord;
}

/** Evaluations of this network whose weights are kept, the youngest run's first, of one run the best first. */
export function trainedEvaluations(store: Store, subject: Subject): TrainedEvaluation[] {
  return store
    .runs()
    .reverse()
    .flatMap((run) => {
      const positions = keptFiles(store.file, run.id).map(({ position }) => position);
      const same = store.evaluationsAt(run.id, positions).filter((each) => isOf(each, subject));
      const accuracy = ({ metrics }: EvaluationRecord): number => metrics['accuracy'] ?? -Infinity;
      return same
        .sort((a, b) => accuracy(b) - accuracy(a) || a.position - b.position)
        .map((evaluation) => ({ run, evaluation }));
    });
}

/** The weights of one evaluation, or one sentence on why there are none. */
export function trainedWeights(
  { file }: Store,
  { run, evaluation }: TrainedEvaluation,
  subject: Subject,
): Outcome<SafetensorsFile> {
  const which = `evaluation ${evaluation.position + 1} of run ${run.id}`;
  const bytes = keptBytes(file, run.id, evaluation.position);
  if (bytes === undefined) return { error: whyNone(which, run, evaluation) };
  const path = weightsFile(file, run.id, evaluation.position);
  const read = decodeSafetensors(bytes);
  if ('error' in read) return { error: `the weights of ${which} in ${path} are damaged: ${read.error}` };
  const { tensors } = read.value;
  const unfit = modelWeights(primitivesOf(subject.network)).some(({ name, shape }) => tensors[name]?.shape.join() !== shape.join()); // prettier-ignore
  if (unfit || !isOf(evaluation, subject))
    return { error: `the weights of ${which} do not fit: what was trained is another network than this one` };
  return read;
}

/** Isomorphic networks share a hash, but their nodes may be numbered in other ways: the text has to be the same too. */
function isOf({ hash, architecture }: EvaluationRecord, subject: Subject): boolean {
  return hash === subject.hash && architecture === subject.text;
}

function whyNone(which: string, run: RunRecord, { origin, status }: EvaluationRecord): string {
  const kind = (run.resolved['evaluator'] as { readonly kind?: string } | null | undefined)?.kind ?? 'unknown';
  if (kind !== 'train') return `there are no weights of ${which}: the evaluator ${kind} leaves none here`;
  const { run: before } = (run.resolved['warmStart'] ?? {}) as { readonly run?: string };
  if (origin === 'known' && before !== undefined)
    return `there are no weights of ${which}: it was taken over from run ${before}, which has them if anyone does`;
  if (status !== 'ok') return `there are no weights of ${which}: its training ${status}`;
  return `no weights of ${which} are kept: a run keeps those of its front, unless the option keep of its evaluator says otherwise`;
}
