/** The hypernetworks of a search: made ready before its first evaluation, and asked for scores by its strategy. */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { hypernetworksIn } from '../../dsl/semantics/hypernetworks.ts';
import type { HypernetworkShelf } from '../evaluate/ghn/hypernetwork-shelf.ts';
import type { ExperimentParts } from './experiment.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import { RunStopped } from './run-stopped.ts';

/** Validation images that a candidate's score is of. */
const IMAGES = 500;

/** Names of those that are needed on this machine, and of those that only the machines of a queue ask. */
export interface NeededHypernetworks {
  readonly here: readonly string[];
  readonly elsewhere: readonly string[];
}

/** `own`: a strategy that the language has no name for takes the place of the spec's. */
export function neededHypernetworks(spec: ExperimentSpec, own: boolean, guided: boolean): NeededHypernetworks {
  const { evaluator, queue, strategy, predictor } = spec;
  const measuring = evaluator === undefined ? [] : hypernetworksIn('evaluator', evaluator);
  const here = new Set([
    ...(queue === undefined ? measuring : []),
    ...(own ? [] : hypernetworksIn('search', strategy)),
    ...(predictor === undefined || !guided ? [] : hypernetworksIn('predictor', predictor)),
  ]);
  return { here: [...here], elsewhere: measuring.filter((name) => !here.has(name)) };
}

/** Trains those that were not trained yet. */
export function preparation(
  shelf: HypernetworkShelf,
  { here, elsewhere }: NeededHypernetworks,
): ExperimentParts['prepare'] {
  if (here.length + elsewhere.length === 0) return undefined;
  return async (signal, doing) => {
    const wishes = { signal, onProgress: (_: number, what: string) => doing(what) };
    for (const name of elsewhere) {
      const trained = await shelf.trained(name, wishes);
      if ('error' in trained) return trained.error;
    }
    for (const name of here) {
      const ready = await shelf.ready(name, wishes);
      if ('error' in ready) return ready.error;
    }
    return undefined;
  };
}

/** Scores by a hypernetwork; each graph is scored once. */
export function scoring(shelf: HypernetworkShelf, space: DecisionSpace, name: string): ExperimentParts['score'] {
  const known = new Map<string, number | undefined>();
  const score = async (architecture: Architecture): Promise<number | undefined> => {
    const ready = await shelf.ready(name);
    if ('error' in ready) throw new RunStopped(ready.error);
    const found = await ready.value.score(space.network(architecture), IMAGES);
    return 'value' in found && Number.isFinite(found.value.loss) ? found.value.accuracy : undefined;
  };
  return async (architectures, signal, doing) => {
    const scores: (number | undefined)[] = [];
    for (const architecture of architectures) {
      signal.throwIfAborted();
      doing(`scoring candidates with ${name}: ${scores.length + 1} of ${architectures.length}`);
      const hash = space.graphHash(architecture);
      if (!known.has(hash)) known.set(hash, await score(architecture));
      scores.push(known.get(hash));
    }
    return scores;
  };
}
