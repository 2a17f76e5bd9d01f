/** From labels to a fitted predictor: the fast one of every model, and the better one that an experiment names. */
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { didYouMean } from '../../dsl/semantics/suggest.ts';
import type { Outcome } from '../data/outcome.ts';
import { encodeAll } from '../encoding/encoder.ts';
import type { Encoded, FitOutcome, Predictor } from '../predictor/predictor.ts';
import { DEFAULT_PREDICTOR, predictorKind, predictorKinds } from '../predictor/predictors.ts';
import { withHypernetworkSource } from '../evaluate/ghn/hypernetwork-source.ts';
import type { Configured, ExperimentSpec } from '../search/experiment-spec.ts';
import { drawPool } from '../predictor/pool.ts';
import type { LabelSet } from './labels.ts';
import { pathOf } from './open-source.ts';

export type LearningSet = LabelSet['support'];

export interface Fitter {
  /** As the language names its kind. */
  readonly name: string;
  /** Kind and options: what is fitted under the same id to the same labels predicts the same. */
  readonly id: string;
  /** Rejects with the signal's reason when it is aborted. */
  fit(support: LearningSet, signal: AbortSignal, onProgress: OnProgress): Promise<FitOutcome>;
}

export type OnProgress = (done: number, total: number, doing: string) => void;

/** Answers within a second of its labels. */
export const FAST_PREDICTOR = 'gp';

/** The predictor that the experiment names, or the default one. */
export function configuredPredictor(configured: Configured | undefined): Outcome<Predictor> {
  const name = configured?.kind ?? DEFAULT_PREDICTOR;
  const kind = predictorKind(name);
  if (kind !== undefined) return kind.configure(configured?.options ?? {});
  const names = predictorKinds.map((each) => each.name);
  return { error: `there is no predictor "${name}"${didYouMean(name, names)}; there are ${names.join(', ')}` };
}

/** The predictor that the experiment names, with where its hypernetwork lies. */
export function predictorOf({ predictor, hypernetworks = [] }: ExperimentSpec): Configured | undefined {
  const onDisk = <T extends Configured>(part: T): T => ({
    ...part,
    file: part.file === undefined ? undefined : pathOf(part.file),
  });
  const there = hypernetworks.map((each) => onDisk({ ...each, dataset: onDisk(each.dataset) }));
  return predictor && withHypernetworkSource(predictor, there, process.cwd());
}

export const fitterId = (configured: Configured | undefined): string => {
  const options = configured?.options ?? {};
  const name = configured?.kind ?? DEFAULT_PREDICTOR;
  return Object.keys(options).length === 0 ? name : `${name} ${JSON.stringify(options)}`;
};

/** Fits in this thread. */
export function fitterOf(predictor: Predictor, id: string): Fitter {
  return {
    name: predictor.name,
    id,
    fit: (support, signal, onProgress) => fitTo(predictor, support, signal, onProgress),
  };
}

/** The same labels and predictor give the same fit, in whichever thread. */
export function fitTo(
  predictor: Predictor,
  support: LearningSet,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<FitOutcome> {
  const { space } = support.source;
  const random = seededRandom(`fit of ${predictor.name} on ${space.hash}`);
  return predictor.fit(support, { pool: drawPool(space), random, signal, onProgress });
}

export function encoded(space: DecisionSpace, architectures: readonly Architecture[]): Encoded {
  return { features: encodeAll(space, architectures), source: { space, architectures } };
}
