/** The whole story of one prediction: what it rests on, the nearest architectures that were measured, and the exact costs. */
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { Explanation } from '../protocol/messages.ts';
import type { Label } from './labels.ts';
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
    costs: service.space.costs(architecture),
    nearest: nearest(service.space, architecture, labels.labels, predicted.hashes[0]),
  };
}

/** Those that differ in the fewest decisions; of equal ones, those measured first. The architecture itself is not its own neighbour. */
function nearest(
  space: DecisionSpace,
  architecture: Architecture,
  labels: readonly Label[],
  own: string | undefined,
): Explanation['nearest'] {
  return labels
    .filter(({ hash }) => hash !== own)
    .map((label) => ({ label, at: differing(architecture, label.architecture) }))
    .sort((a, b) => a.at.length - b.at.length)
    .slice(0, NEAREST)
    .map(({ label, at }) => ({
      text: space.text(label.architecture),
      accuracy: label.accuracy,
      differs: at.length,
      differences: at.slice(0, DIFFERENCES).map((decision) => ({
        path: space.decisions[decision]?.path ?? '',
        here: space.alternative(architecture, decision),
        there: space.alternative(label.architecture, decision),
      })),
    }));
}

function differing(a: Architecture, b: Architecture): number[] {
  return a.choices.flatMap((choice, i) => (choice === b.choices[i] ? [] : [i]));
}
