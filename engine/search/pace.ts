/** How far a run has come, from its events: for whoever shows it. Time left is what the evaluations since the start took, each. */
import type { ProgressEvent } from './progress.ts';

export interface Pace {
  readonly done: number;
  /** Done when it was begun or taken up again, evaluations under way by their share. */
  readonly before: number;
  readonly budget: number | undefined;
  readonly front: number;
  readonly doing: string;
  /** Evaluations, those under way by their share. */
  readonly position: number;
  /** Of the evaluation under way that has come furthest, 0..1. */
  readonly share: number;
  readonly secondsLeft: number | undefined;
}

export interface PaceTracker {
  listen(event: ProgressEvent): void;
  pace(): Pace;
}

/** `now`: milliseconds. */
export function trackPace(now: () => number = () => performance.now()): PaceTracker {
  const started = now();
  let done = 0;
  let before = 0;
  let budget: number | undefined;
  let front = 0;
  let doing = '';
  const shares = new Map<number, number>();
  let first = 0;
  const goneOn = new Set<number>();
  return {
    listen: (event) => {
      switch (event.kind) {
        case 'started':
          done = before = first = event.done;
          budget = event.budget;
          front = event.front;
          break;
        case 'asking':
          done = event.done;
          doing = event.doing ?? (done === 0 ? 'choosing the first architectures' : 'choosing what to evaluate next');
          break;
        case 'evaluating':
          // An evaluation that was interrupted goes on where it was: that part was not done since the start.
          if (done === first && event.share > 0 && !goneOn.has(event.position)) {
            goneOn.add(event.position);
            before += event.share;
          }
          shares.set(event.position, event.share);
          doing = event.doing;
          break;
        case 'evaluated':
          shares.delete(event.record.position);
          done = event.done;
          front = event.front;
          break;
        case 'finished':
          shares.clear();
          break;
      }
    },
    pace: () => {
      const position = done + [...shares.values()].reduce((sum, share) => sum + share, 0);
      const secondsLeft = timeLeft(position, before, budget, (now() - started) / 1000);
      return { done, before, budget, front, doing, position, share: Math.max(0, ...shares.values()), secondsLeft };
    },
  };
}

/** Seconds; undefined while too little is done to tell. */
export function timeLeft(
  position: number,
  before: number,
  budget: number | undefined,
  elapsed: number,
): number | undefined {
  const worked = position - before;
  if (budget === undefined || worked <= 0.2 || elapsed <= 1) return undefined;
  return Math.max(0, ((budget - position) * elapsed) / worked);
}
