/** What tools answer to a language model: plain text, numbers with their units and with what they rest on. */
import type { Finding, PredictionView } from '../../engine/protocol/program.ts';
import type { ResultOf } from '../../engine/protocol/messages.ts';
import type { RunSummary } from '../../engine/protocol/runs.ts';

/** Findings told at most; the rest is counted. */
const FINDINGS = 50;
const ROWS = 40;

/** `name`: what the text is called in the answer. Lines and columns from 1, as `hnas check` prints them. */
export function findingsText(name: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `${name}: no problems.`;
  const lines = findings.slice(0, FINDINGS).map(({ range: { start }, severity, code, message }) => {
    return `${name}:${start.line + 1}:${start.character + 1}: ${severity}[${code}]: ${message}`;
  });
  const more = findings.length - lines.length;
  const count = (severity: Finding['severity']): number => findings.filter((each) => each.severity === severity).length;
  return [
    ...lines,
    ...(more > 0 ? [`... and ${more} more`] : []),
    `${counted(count('error'), 'error')}, ${counted(count('warning'), 'warning')}.`,
  ].join('\n');
}

export function predictionText({ space, architecture, costs, explanation, why, measured }: PredictionView): string {
  return [
    `Architecture of ${space}: ${architecture}`,
    ...(explanation === undefined ? unpredictedLines(measured, why) : accuracyLines(explanation)),
    'Costs (exact):',
    `- parameters ${whole(costs.params)}, multiply-accumulates ${whole(costs.macs)}, FLOPs ${whole(costs.flops)}`,
    `- weights ${whole(costs.weightBytes)} bytes, largest activations ${whole(costs.activationBytes)} bytes, depth ${costs.depth}`,
  ].join('\n');
}

function unpredictedLines(measured: PredictionView['measured'], why = ''): string[] {
  if (measured === undefined) return [`Accuracy: none is claimed. ${why}`.trimEnd()];
  const by = measured.by === undefined ? '' : ` (${measured.by})`;
  return [`Accuracy: measured ${percent(measured.accuracy)}${by}. None is predicted of others: ${why}`.trimEnd()];
}

function accuracyLines({ estimate, basis, nearest }: NonNullable<PredictionView['explanation']>): string[] {
  const { mean, low, high, measured } = estimate;
  const interval = `${percent(low)} to ${percent(high)} hold 80 % of such predictions`;
  const tau =
    basis.leaveOneOutTau === undefined
      ? ''
      : `, Kendall's tau of held-out predictions ${basis.leaveOneOutTau.toFixed(2)}`;
  return [
    measured === undefined
      ? `Accuracy: predicted ${percent(mean)}; ${interval}.`
      : `Accuracy: measured ${percent(measured)} (predicted ${percent(mean)}; ${interval}).`,
    `It rests on ${counted(basis.samples, 'measured architecture')} (${basis.source}), predictor ${basis.predictor}${tau}.`,
    ...(basis.note === undefined ? [] : [basis.note]),
    ...(nearest.length === 0 ? [] : ['Nearest measured architectures:']),
    ...nearest.map(
      (each) => `- ${percent(each.accuracy)}, differs in ${counted(each.differs, 'decision')}: ${each.text}`,
    ),
  ];
}

/** One line a point: evaluation, counted from 1 as everywhere, metrics, architecture. */
export function frontText(run: RunSummary, { rows, hypervolume }: ResultOf<'runFront'>): string {
  const keys = [...new Set(rows.flatMap(({ metrics }) => [...metrics.keys()]))];
  const budget = run.budget.evaluations === undefined ? '' : ` of ${run.budget.evaluations}`;
  const volume = hypervolume === undefined ? '' : `, hypervolume ${hypervolume.toFixed(3)} of the reference box`;
  const lines = rows
    .slice(0, ROWS)
    .map(({ position, knee, architecture, metrics }) =>
      [`${position + 1}${knee ? '*' : ''}`, ...keys.map((key) => numberText(metrics.get(key))), architecture].join(
        '\t',
      ),
    );
  return [
    `Run ${run.run} of experiment ${run.experiment} (space ${run.space}): ${run.state}, ${run.evaluations}${budget} evaluations${volume}.`,
    ...(rows.length === 0 ? ['Its front is empty: nothing was evaluated that meets the requirements.'] : []),
    ...(rows.length === 0 ? [] : [['evaluation', ...keys, 'architecture'].join('\t'), ...lines]),
    ...(rows.length > ROWS ? [`... and ${rows.length - ROWS} more`] : []),
    ...(rows.some(({ knee }) => knee)
      ? ['* knee: the best balance of the objectives. Accuracies in percent, latencies in seconds.']
      : []),
  ].join('\n');
}

const percent = (value: number): string => `${value.toFixed(1)} %`;
/** Without marks between thousands: a model reads it, not a person. */
const whole = (value: number): string => String(Math.round(value));
const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
const numberText = (value: number | undefined): string =>
  value === undefined ? '-' : Number.isInteger(value) ? String(value) : value.toPrecision(4);
