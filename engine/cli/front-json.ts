/** The JSON form of a run's front, shared by `search` and `front` (docs/cli.md). */
import { devicesOfRun } from '../report/estimate.ts';
import { metricKey } from '../search/metric.ts';
import { historyOf, type RunPoint, type RunView } from '../report/run-view.ts';

export function frontJson(view: RunView): Record<string, unknown> {
  const { run, points, front, hypervolume } = view;
  const history = historyOf(view);
  const knee = front.find((point) => point.knee);
  const count = (kind: RunPoint['class']): number => points.filter((point) => point.class === kind).length;
  return {
    run: run.id,
    experiment: run.experiment,
    space: run.space,
    spaceHash: run.spaceHash,
    seed: run.seed,
    status: run.status,
    reason: run.reason ?? null,
    backend: run.backend,
    objectives: run.objectives.map((objective) => ({ metric: metricKey(objective), direction: objective.direction })),
    constraints: run.constraints.map((constraint) => constraint.text),
    evaluations: points.length,
    infeasible: count('infeasible'),
    diverged: count('diverged'),
    failed: count('failed'),
    hypervolume: hypervolume ?? null,
    history:
      history === undefined
        ? null
        : {
            own: history.own,
            reference: valuesOf(history.box.reference, run),
            ideal: valuesOf(history.box.ideal, run),
            steps: history.steps.map((step) => ({
              evaluation: (points[step.point]?.record.position ?? 0) + 1,
              hypervolume: step.hypervolume,
            })),
          },
    knee: knee === undefined ? null : knee.record.position + 1,
    devices: devicesOfRun(run),
    front: front.map(({ record, knee }) => ({
      evaluation: record.position + 1,
      architecture: record.architecture,
      hash: record.hash,
      metrics: record.metrics,
      predicted: record.predicted ?? null,
      origin: record.origin,
      seconds: record.seconds,
      knee,
    })),
  };
}

/** A minimised vector in the metrics' own signs, by metric key. */
function valuesOf(vector: readonly number[], { objectives }: RunView['run']): Record<string, number> {
  return Object.fromEntries(
    objectives.map((objective, i) => {
      const value = vector[i] as number;
      return [metricKey(objective), (objective.direction === 'maximize' ? -value : value) + 0];
    }),
  );
}
