/** What the engine says of a run: its line in the view, what does not change, its points as columns, its front. */
import { packColumn } from '../../protocol/columns.ts';
import {
  MOST_POINTS,
  type FrontRow,
  type RunPointsMessage,
  type RunSetupMessage,
  type RunSummary,
} from '../../protocol/runs.ts';
import { devicesOfRun } from '../../report/estimate.ts';
import type { ExperimentSpec } from '../../search/experiment-spec.ts';
import { kneePoint } from '../../search/front.ts';
import { isStatic } from '../../search/metric.ts';
import { hypervolumeShare } from '../../search/reference.ts';
import { takenOver, type EvaluationRecord, type RunRecord } from '../../store/records.ts';
import { fileOfRun } from './run-source.ts';
import type { RunTable } from './run-table.ts';

/** `ours`: this engine works on it, also while its process is being begun again. */
export function summaryOf(store: string, run: RunRecord, table: RunTable, ours: boolean): RunSummary {
  return {
    store,
    run: run.id,
    experiment: run.experiment,
    space: run.space,
    file: fileOfRun(run.file, store),
    seed: run.seed,
    strategy: (run.resolved['strategy'] as { kind?: string } | null | undefined)?.kind ?? 'unknown',
    backend: run.backend,
    state: ours ? 'running' : run.status,
    reason: ours ? undefined : (run.reason ?? unsaid(run)),
    ours,
    created: run.created,
    finished: ours ? undefined : run.finished,
    evaluations: table.count,
    failures: table.failures,
    budget: {
      evaluations: run.budget.evaluations === undefined ? undefined : run.budget.evaluations + takenOver(run),
      time: run.budget.time,
    },
    front: table.front.length,
    hypervolume: hypervolumeOf(run, table),
  };
}

/** A process that is killed leaves no reason. */
function unsaid({ status }: RunRecord): string | undefined {
  return status === 'interrupted' ? 'its process ended before it could say why' : undefined;
}

/** Share of the box of the run, 0..1. */
export function hypervolumeOf({ box }: RunRecord, { front }: RunTable): number | undefined {
  if (box === undefined) return undefined;
  let known = volumes.get(front);
  if (known === undefined) {
    known = hypervolumeShare(front.map(({ vector }) => vector), box); // prettier-ignore
    volumes.set(front, known);
  }
  return known;
}

/** By front: a front that changed is another list. */
const volumes = new WeakMap<RunTable['front'], number>();

export function setupOf(
  store: string,
  run: RunRecord,
  opened: { readonly value: ExperimentSpec } | { readonly error: string },
): RunSetupMessage {
  const decisions = 'error' in opened ? [] : opened.value.space.decisions;
  return {
    store,
    run: run.id,
    experiment: run.experiment,
    space: run.space,
    file: fileOfRun(run.file, store),
    seed: run.seed,
    objectives: run.objectives.map(({ metric, device, unit, direction }) => ({ metric, device, unit, direction })),
    constraints: run.constraints.map(({ metric, device, unit, text, min, max, exclusive }) => ({ metric, device, unit, text, min, max, exclusive })), // prettier-ignore
    estimated: devicesOfRun(run).map(({ metric }) => metric),
    box: run.box,
    decisions: decisions.map(({ path, ordinal, alternatives }) => ({ path, ordinal, alternatives })),
    note: 'error' in opened ? opened.error : undefined,
  };
}

/** Evaluations from a position on, as many as a message may hold. `decisions`: how many columns of choices there are to be. */
export function pointsOf(table: RunTable, from: number, total: number, decisions: number): RunPointsMessage {
  const positions: number[] = [];
  for (let p = from; p < table.size && positions.length < MOST_POINTS; p++)
    if (table.present[p] === 1) positions.push(p);
  const pack = (column: ArrayLike<number> | undefined): string => {
    const values = new Float64Array(positions.length);
    for (let i = 0; i < values.length; i++) values[i] = column?.[positions[i] as number] ?? NaN;
    return packColumn(values);
  };
  const packAll = (columns: ReadonlyMap<string, Float64Array>): Map<string, string> =>
    new Map([...columns].map(([key, column]) => [key, pack(column)]));
  return {
    total,
    position: packColumn(Float64Array.from(positions)),
    status: pack(table.status),
    seconds: pack(table.seconds),
    metrics: packAll(table.metrics),
    predictedMean: packAll(table.predictedMean),
    predictedStd: packAll(table.predictedStd),
    choices: Array.from({ length: decisions }, (_, d) => pack(table.choices[d])),
  };
}

/** The front, best first by the first measured objective. `records`: those of its members. */
export function frontRowsOf(run: RunRecord, { front }: RunTable, records: readonly EvaluationRecord[]): FrontRow[] {
  const first = Math.max(0, run.objectives.findIndex((objective) => !isStatic(objective))); // prettier-ignore
  const knee = kneePoint(front.map(({ vector }) => vector));
  const byPosition = new Map(records.map((record) => [record.position, record]));
  return front
    .map((member, i) => ({ member, isKnee: i === knee }))
    .sort(
      (a, b) => (a.member.vector[first] ?? 0) - (b.member.vector[first] ?? 0) || a.member.position - b.member.position,
    )
    .flatMap(({ member, isKnee }): FrontRow[] => {
      const record = byPosition.get(member.position);
      if (record === undefined) return [];
      const metrics = new Map(Object.entries(record.metrics));
      return [{ position: member.position, knee: isKnee, architecture: record.architecture, metrics }];
    });
}
