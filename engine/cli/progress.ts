/** Progress of a search on standard error: one line that is rewritten on a terminal, a plain line an evaluation elsewhere. */
import { isPercent, metricTitle, showCount, showDuration, showMetric } from '../report/numbers.ts';
import { isStatic, metricKey, type MetricRef, type Metrics } from '../search/metric.ts';
import { asIfWhole, partOf } from '../search/part.ts';
import { trackPace, type Pace } from '../search/pace.ts';
import type { ProgressEvent, ProgressListener } from '../search/progress.ts';
import type { EvaluationRecord } from '../store/records.ts';
import type { Io } from './io.ts';

export interface ProgressView {
  readonly listen: ProgressListener;
  /** Leaves the line clean for what follows. */
  end(): void;
}

/** Milliseconds between two rewrites of the line. */
const redrawEvery = 100;
const barLength = 20;

/** `objectives`: what is shown of an evaluation, accuracy unless told. */
export function progressView(
  io: Io,
  objectives: readonly MetricRef[] = [],
  now: () => number = () => performance.now(),
): ProgressView {
  const tracker = trackPace(now);
  let drawn = -Infinity;
  let longDoing = '';
  let noticed: string | undefined;

  const redraw = (force: boolean): void => {
    if (io.errWidth === undefined || (!force && now() - drawn < redrawEvery)) return;
    drawn = now();
    io.err(`\r\x1b[K${lineOf(tracker.pace()).slice(0, io.errWidth - 1)}`);
  };
  const plain = (text: string): void => {
    if (io.errWidth === undefined) io.err(`${text}\n`);
  };

  return {
    listen: (event: ProgressEvent) => {
      tracker.listen(event);
      if (event.kind === 'warning') io.err(`${io.errWidth === undefined ? '' : '\r\x1b[K'}hnas: ${event.text}\n`);
      if (event.kind === 'started' && event.done > 0) plain(`resuming after ${event.done} evaluations`);
      if (event.kind === 'evaluated')
        plain(evaluationLine(event.record, event.done, tracker.pace().budget, objectives));
      // All evaluations under way hear of what is in the way of all.
      if (event.kind === 'evaluating' && event.notice !== undefined && event.notice !== noticed) {
        noticed = event.notice;
        plain(noticed);
      }
      if (event.kind === 'asking' && event.doing !== undefined) {
        // Where lines stay, one for each thing that takes long.
        const [what = ''] = event.doing.split(':');
        if (what !== longDoing) plain((longDoing = what));
        return redraw(false);
      }
      redraw(event.kind === 'asking' || event.kind === 'evaluated');
    },
    end: () => {
      if (io.errWidth !== undefined) io.err('\r\x1b[K');
    },
  };
}

/** `[████████░░░░] 6/14  42 %  1 min 05 s left  front 4  epoch 2 of 3, ...` */
export function lineOf({ position, done, budget, front, doing, secondsLeft }: Omit<Pace, 'before' | 'share'>): string {
  const parts = [budget === undefined ? `${done}` : `${bar(position / budget)} ${done}/${budget}`];
  if (secondsLeft !== undefined) parts.push(`${showDuration(secondsLeft)} left`);
  if (front > 0) parts.push(`front ${front}`);
  if (doing !== '') parts.push(doing);
  return parts.join('  ');
}

function bar(share: number): string {
  const full = Math.max(0, Math.min(barLength, Math.floor(share * barLength)));
  return `[${'█'.repeat(full)}${'░'.repeat(barLength - full)}]`;
}

/** `[ 6/14] 93.20 %  12.3K params  1.21M MACs  4.2 s  mutation, predicted 92.8 ±1.1` */
export function evaluationLine(
  record: EvaluationRecord,
  done: number,
  budget: number | undefined,
  objectives: readonly MetricRef[] = [],
): string {
  const { metrics, status, seconds, origin, predicted, why } = record;
  const counter = budget === undefined ? `[${done}]` : `[${String(done).padStart(String(budget).length)}/${budget}]`;
  const part = partOf(metrics);
  const value = valuesOf(asIfWhole(metrics, part), objectives);
  const guess = predicted?.['accuracy'];
  return [
    counter,
    `${status === 'ok' ? value : status}${part === 1 ? '' : ` after 1/${part}`}`,
    `${showCount(metrics['params'] ?? 0)} params`,
    `${showCount(metrics['macs'] ?? 0)} MACs`,
    showDuration(seconds),
    guess === undefined ? origin : `${origin}, predicted ${guess.mean.toFixed(1)} ±${guess.std.toFixed(1)}`,
    ...(why === undefined ? [] : [why]),
  ].join('  ');
}

/** `93.20 %`, `f1 88.10 %  energy 1.2 ms`: what is optimised and does not follow from the graph. */
function valuesOf(metrics: Metrics, objectives: readonly MetricRef[]): string {
  const measured = objectives.filter((ref) => !isStatic(ref));
  const shown = (measured.length === 0 ? [{ metric: 'accuracy' }] : measured).flatMap((ref: MetricRef) => {
    const value = metrics[metricKey(ref)];
    if (value === undefined) return [];
    const name = metricKey(ref) === 'accuracy' ? '' : `${metricTitle(ref).replace(/ %$/, '')} `;
    return [`${name}${showMetric(ref, value)}${isPercent(ref) ? ' %' : ''}`];
  });
  return shown.length === 0 ? 'ok' : shown.join('  ');
}
