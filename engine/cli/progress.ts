/**
 * Progress of a search on standard error: one line that is rewritten on a terminal, a plain line an evaluation elsewhere. Time left is
 * what the evaluations so far took, each.
 */
import { showCount, showDuration, showMetric } from '../report/numbers.ts';
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

export function progressView(io: Io, now: () => number = () => performance.now()): ProgressView {
  const started = now();
  let done = 0;
  let before = 0;
  let budget: number | undefined;
  let front = 0;
  let doing = '';
  let shares = new Map<number, number>();
  let drawn = -Infinity;

  const position = (): number => done + [...shares.values()].reduce((sum, share) => sum + share, 0);
  const redraw = (force: boolean): void => {
    if (io.errWidth === undefined || (!force && now() - drawn < redrawEvery)) return;
    drawn = now();
    const line = lineOf({
      position: position(),
      before,
      done,
      budget,
      front,
      doing,
      elapsed: (now() - started) / 1000,
    });
    io.err(`\r\x1b[K${line.slice(0, io.errWidth - 1)}`);
  };
  const plain = (text: string): void => {
    if (io.errWidth === undefined) io.err(`${text}\n`);
  };

  return {
    listen: (event: ProgressEvent) => {
      switch (event.kind) {
        case 'started':
          done = before = event.done;
          budget = event.budget;
          if (event.done > 0) plain(`resuming after ${event.done} evaluations`);
          break;
        case 'asking':
          done = event.done;
          doing = done === 0 ? 'choosing the first architectures' : 'choosing what to evaluate next';
          break;
        case 'evaluating':
          shares.set(event.position, event.share);
          doing = event.doing;
          break;
        case 'evaluated':
          shares.delete(event.record.position);
          done = event.done;
          front = event.front;
          plain(evaluationLine(event.record, event.done, budget));
          break;
        case 'finished':
          shares = new Map();
          break;
      }
      redraw(event.kind === 'asking' || event.kind === 'evaluated');
    },
    end: () => {
      if (io.errWidth !== undefined) io.err('\r\x1b[K');
    },
  };
}

interface State {
  readonly position: number;
  readonly before: number;
  readonly done: number;
  readonly budget: number | undefined;
  readonly front: number;
  readonly doing: string;
  readonly elapsed: number;
}

/** `[████████░░░░] 6/14  42 %  1 min 05 s left  front 4  epoch 2 of 3, ...` */
export function lineOf({ position, before, done, budget, front, doing, elapsed }: State): string {
  const parts = [budget === undefined ? `${done}` : `${bar(position / budget)} ${done}/${budget}`];
  const worked = position - before;
  if (budget !== undefined && worked > 0.2 && elapsed > 1) {
    parts.push(`${showDuration(Math.max(0, ((budget - position) * elapsed) / worked))} left`);
  }
  if (front > 0) parts.push(`front ${front}`);
  if (doing !== '') parts.push(doing);
  return parts.join('  ');
}

function bar(share: number): string {
  const full = Math.max(0, Math.min(barLength, Math.floor(share * barLength)));
  return `[${'█'.repeat(full)}${'░'.repeat(barLength - full)}]`;
}

/** `[ 6/14] 93.20 %  12.3K params  1.21M MACs  4.2 s  mutation, predicted 92.8 ±1.1` */
export function evaluationLine(record: EvaluationRecord, done: number, budget: number | undefined): string {
  const { metrics, status, seconds, origin, predicted, why } = record;
  const counter = budget === undefined ? `[${done}]` : `[${String(done).padStart(String(budget).length)}/${budget}]`;
  const accuracy = metrics['accuracy'];
  const guess = predicted?.['accuracy'];
  return [
    counter,
    status === 'ok' ? (accuracy === undefined ? 'ok' : `${showMetric({ metric: 'accuracy' }, accuracy)} %`) : status,
    `${showCount(metrics['params'] ?? 0)} params`,
    `${showCount(metrics['macs'] ?? 0)} MACs`,
    showDuration(seconds),
    guess === undefined ? origin : `${origin}, predicted ${guess.mean.toFixed(1)} ±${guess.std.toFixed(1)}`,
    ...(why === undefined ? [] : [why]),
  ].join('  ');
}
