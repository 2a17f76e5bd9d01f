/** From labels to a fitted predictor: the fast one of every model, and the better one that an experiment names. */
import { seededRandom } from '../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { didYouMean } from '../../dsl/semantics/suggest.ts';
import type { Outcome } from '../data/outcome.ts';
import { encodeAll } from '../encoding/encoder.ts';
import type { Encoded, FitOutcome, Predictor } from '../predictor/predictor.ts';
import { DEFAULT_PREDICTOR, predictorKind, predictorKinds } from '../predictor/predictors.ts';
import type { Configured } from '../search/experiment-spec.ts';
import type { Label } from './labels.ts';

export interface Fitter {
  /** As the language names its kind. */
  readonly name: string;
  /** Kind and options: what is fitted under the same id to the same labels predicts the same. */
  readonly id: string;
  /** Rejects with the signal's reason when it is aborted. */
  fit(labels: readonly Label[], signal: AbortSignal, onProgress: OnProgress): Promise<FitOutcome>;
}

export type OnProgress = (done: number, total: number, doing: string) => void;

/** Answers within a second of its labels. */
export const FAST_PREDICTOR = 'gp';

/** Architectures without a label that tell the spread of each feature. */
const POOL = 256;

/** The predictor that the experiment names, or the default one. */
export function configuredPredictor(configured: Configured | undefined): Outcome<Predictor> {
  const name = configured?.kind ?? DEFAULT_PREDICTOR;
  const kind = predictorKind(name);
  if (kind !== undefined) return kind.configure(configured?.options ?? {});
  const names = predictorKinds.map((each) => each.name);
  return { error: `there is no predictor "${name}"${didYouMean(name, names)}; there are ${names.join(', ')}` };
}

export const fitterId = (configured: Configured | undefined): string => {
  const options = configured?.options ?? {};
  const name = configured?.kind ?? DEFAULT_PREDICTOR;
  return Object.keys(options).length === 0 ? name : `${name} ${JSON.stringify(options)}`;
};

/** Fits in this thread. */
export function fitterOf(space: DecisionSpace, predictor: Predictor, id: string): Fitter {
  return {
    name: predictor.name,
    id,
    fit: (labels, signal, onProgress) => fitTo(space, predictor, labels, signal, onProgress),
  };
}

/** The same labels and predictor give the same fit, in whichever thread. */
export function fitTo(
  space: DecisionSpace,
  predictor: Predictor,
  labels: readonly Label[],
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<FitOutcome> {
  const support = {
    ...encoded(
      space,
      labels.map(({ architecture }) => architecture),
    ),
    labels: Float64Array.from(labels, ({ accuracy }) => accuracy),
  };
  const random = seededRandom(`fit of ${predictor.name} on ${space.hash}`);
  return predictor.fit(support, { pool: poolOf(space), random, signal, onProgress });
}

export function encoded(space: DecisionSpace, architectures: readonly Architecture[]): Encoded {
  return { features: encodeAll(space, architectures), source: { space, architectures } };
}

const pools = new WeakMap<DecisionSpace, Encoded>();

function poolOf(space: DecisionSpace): Encoded {
  let pool = pools.get(space);
  if (pool === undefined) {
    const random = seededRandom(`predictor pool of ${space.hash}`);
    const drawn = Array.from({ length: POOL }, () => space.sample(random)).filter((each) => each !== undefined);
    pools.set(space, (pool = encoded(space, drawn)));
  }
  return pool;
}
