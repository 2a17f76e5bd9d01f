/** A run as reports show it: which points are on the front, which is the knee, which axes are drawn. No layout here. */
import { frontOf, type FrontInput } from '../search/front.ts';
import { hypervolumeHistory, type HypervolumeHistory } from '../search/history.ts';
import { isStatic, metricKey, type MetricRef } from '../search/metric.ts';
import { hypervolumeShare } from '../search/reference.ts';
import { objectiveVector, violation, type Objective } from '../search/objective.ts';
import type { EvaluationRecord, RunRecord } from '../store/records.ts';

export type PointClass = 'front' | 'dominated' | 'infeasible' | 'diverged' | 'failed';

export interface RunPoint {
  readonly record: EvaluationRecord;
  readonly class: PointClass;
  readonly knee: boolean;
}

export interface RunView {
  readonly run: RunRecord;
  /** In the order of evaluation. */
  readonly points: readonly RunPoint[];
  /** The front, best first by the vertical metric. */
  readonly front: readonly RunPoint[];
  /** Share of the hypervolume box, 0..1; undefined where the objectives have no natural box. */
  readonly hypervolume: number | undefined;
  /** What the charts draw upwards, and against what. */
  readonly vertical: Objective;
  readonly horizontals: readonly MetricRef[];
}

export function runView(run: RunRecord, evaluations: readonly EvaluationRecord[]): RunView {
  const { members, knee } = frontOf(evaluations.map(inputOf), run.objectives, run.constraints);
  const inFront = new Set(members);
  const points = evaluations.map((record, i): RunPoint => ({
    record,
    class: inFront.has(i) ? 'front' : classOf(record, run),
    knee: i === knee,
  }));
  const vertical = run.objectives.find((o) => !isStatic(o)) ?? run.objectives[0] ?? fallback;
  const key = metricKey(vertical);
  const sign = vertical.direction === 'maximize' ? -1 : 1;
  const vectors = members.map((i) => objectiveVector(run.objectives, evaluations[i]?.metrics ?? {}) ?? []);
  return {
    run,
    points,
    front: members
      .map((i) => points[i] as RunPoint)
      .sort((a, b) => sign * ((a.record.metrics[key] ?? 0) - (b.record.metrics[key] ?? 0))),
    hypervolume: run.box === undefined ? undefined : hypervolumeShare(vectors, run.box),
    vertical,
    horizontals: horizontalsOf(run.objectives, key),
  };
}

/** The hypervolume over the evaluations; in a box of the run's own where the objectives have no natural one. */
export function historyOf({ run, points }: Pick<RunView, 'run' | 'points'>): HypervolumeHistory | undefined {
  const inputs = points.map(({ record }) => inputOf(record));
  return hypervolumeHistory(inputs, run.objectives, run.constraints, run.box);
}

function inputOf({ metrics, status }: EvaluationRecord): FrontInput {
  return { metrics, ok: status === 'ok' };
}

const fallback: Objective = { direction: 'maximize', metric: 'accuracy' };

function horizontalsOf(objectives: readonly Objective[], vertical: string): readonly MetricRef[] {
  const others = objectives.filter((o) => metricKey(o) !== vertical);
  return others.length > 0 ? others : [{ metric: 'params' }, { metric: 'macs' }];
}

function classOf(record: EvaluationRecord, run: RunRecord): PointClass {
  if (record.status !== 'ok') return record.status;
  return violation(run.constraints, record.metrics) > 0 ? 'infeasible' : 'dominated';
}
