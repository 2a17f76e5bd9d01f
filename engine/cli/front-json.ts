/** The JSON form of a run's front, shared by `search` and `front` (docs/cli.md). */
import { metricKey } from '../search/metric.ts';
import type { RunPoint, RunView } from '../report/run-view.ts';

export function frontJson(view: RunView): Record<string, unknown> {
  const { run, points, front, hypervolume } = view;
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
