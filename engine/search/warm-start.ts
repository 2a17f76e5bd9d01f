/**
 * Results of an earlier run that count for another experiment: the same evaluator on the same data, and an architecture that is one of the space now and
 * still means the same network. They become the first evaluations of the new run, which its strategy is told before it is asked.
 */
import type { Outcome } from '../data/outcome.ts';
import type { EvaluationRecord, RunRecord } from '../store/records.ts';
import { changesSince, changeWords } from './changes.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import { metricsBefore, predictedBefore, type Foreknown } from './foreknown.ts';
import { metricKey } from './metric.ts';

export interface WarmStart {
  readonly from: string;
  /** At positions from 0 on. */
  readonly known: readonly EvaluationRecord[];
  /** What was left behind, by reason: `3 are no architectures of Tiny now`. */
  readonly left: readonly string[];
}

/** One sentence where nothing of the run counts. */
export function warmStart(
  run: RunRecord,
  evaluations: readonly EvaluationRecord[],
  spec: ExperimentSpec,
  foreknown?: Foreknown,
): Outcome<WarmStart> {
  const measuring = changesSince(run.resolved, spec, () => undefined).filter(
    ({ part }) => part === 'evaluator' || part === 'dataset',
  );
  if (measuring.length > 0)
    return {
      error: `nothing of run ${run.id} can be taken over: since it was started ${changeWords(measuring)} changed`,
    };
  const known: EvaluationRecord[] = [];
  const hashes = new Set<string>();
  const left = new Map<string, number>();
  for (const record of evaluations) {
    const read = readAgain(record, spec, foreknown);
    if (typeof read === 'string') left.set(read, (left.get(read) ?? 0) + 1);
    else if (!hashes.has(record.hash)) {
      hashes.add(record.hash);
      known.push({ ...read, position: known.length });
    }
  }
  const reasons = [...left].map(([why, count]) => `${count} ${why}`);
  if (known.length === 0)
    return { error: `nothing of run ${run.id} can be taken over: ${reasons.join(', ') || 'it has evaluated nothing'}` };
  return { value: { from: run.id, known, left: reasons } };
}

/** The record as one of the new run, or why it does not count. */
function readAgain(
  record: EvaluationRecord,
  { space, objectives }: ExperimentSpec,
  foreknown: Foreknown | undefined,
): EvaluationRecord | string {
  if (record.status === 'failed') return 'could not be measured then';
  const { value, diagnostics } = space.parse(record.architecture);
  if (value === undefined || diagnostics.some(({ severity }) => severity === 'error'))
    return `are no architectures of ${space.name} now`;
  if (space.graphHash(value) !== record.hash) return 'are other networks now';
  const metrics = { ...record.metrics, ...metricsBefore({ space, foreknown }, value) };
  const lacking = objectives.map(metricKey).find((key) => metrics[key] === undefined);
  if (record.status === 'ok' && lacking !== undefined) return `have no ${lacking}`;
  return {
    ...record,
    architecture: space.text(value),
    choices: value.choices,
    origin: 'known',
    metrics,
    predicted: predictedBefore(foreknown, value),
    // It cost the other run its time.
    seconds: 0,
  };
}
