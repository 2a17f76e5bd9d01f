/** The whole story of one prediction: what it rests on, the nearest architectures that were measured, and the exact costs. */
import type { Architecture } from '../../dsl/space/decision-space.ts';
import type { Explanation } from '../protocol/messages.ts';
import type { LabelSet } from './labels.ts';
import type { PredictionService } from './prediction-service.ts';

const NEAREST = 3;
const DIFFERENCES = 3;

/** Undefined where no accuracy is claimed. */
export async function explain(
  service: PredictionService,
  architecture: Architecture,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  const predicted = await service.predict([architecture], signal);
  const [estimate] = predicted?.estimates ?? [];
  if (predicted === undefined || estimate === undefined) return undefined;
  const { basis, labels } = predicted.model;
  return {
    basis,
    estimate,
    measuredBy: labels.measuredBy(predicted.hashes[0] ?? ''),
    costs: service.space.costs(architecture),
    nearest: nearest(service, architecture, labels.support, predicted.hashes[0]),
  };
}

/** Those that differ in the fewest decisions; of equal ones, those measured first. The architecture itself is not its own neighbour. */
function nearest(
  service: PredictionService,
  architecture: Architecture,
  { source, labels }: LabelSet['support'],
  own: string | undefined,
): Explanation['nearest'] {
  const { space } = service;
  return source.architectures
    .map((other, i) => ({ other, accuracy: labels[i] ?? NaN, at: differing(architecture, other) }))
    .sort((a, b) => a.at.length - b.at.length)
    .slice(0, NEAREST + 1)
    .filter(({ other }) => service.hashOf(other) !== own)
    .slice(0, NEAREST)
    .map(({ other, accuracy, at }) => ({
      text: space.text(other),
      accuracy,
      differs: at.length,
      differences: at.slice(0, DIFFERENCES).map((decision) => ({
        path: space.decisions[decision]?.path ?? '',
        here: space.alternative(architecture, decision),
        there: space.alternative(other, decision),
      })),
    }));
}

function differing(a: Architecture, b: Architecture): number[] {
  return a.choices.flatMap((choice, i) => (choice === b.choices[i] ? [] : [i]));
}
