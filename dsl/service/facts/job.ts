/** Values that take long: made in slices, some at once when asked for, the rest in the editor's idle time, and dropped with their space. */
import type { Steps } from '../../space/steps.ts';

export interface Job<T> {
  /** Undefined until it is done. */
  readonly value: T | undefined;
  readonly done: boolean;
  /** Whether it has been asked for: only then is it gone on with in idle time. */
  readonly begun: boolean;
  /** Goes on up to this time, in milliseconds as of `Date.now`, then gives the value if it is there. */
  advance(until: number): T | undefined;
}

export function makeJob<T>(start: () => Steps<T>): Job<T> {
  let steps: Steps<T> | undefined;
  let result: { readonly value: T } | undefined;
  let begun = false;
  return {
    get value() {
      return result?.value;
    },
    get done() {
      return result !== undefined;
    },
    get begun() {
      return begun;
    },
    advance(until) {
      begun = true;
      steps ??= result === undefined ? start() : undefined;
      while (steps !== undefined && Date.now() < until) {
        const next = steps.next();
        if (next.done !== true) continue;
        result = { value: next.value };
        // What it was made of may be large.
        steps = undefined;
      }
      return result?.value;
    },
  };
}

/** Goes on with a job for some milliseconds; its value if it is there. */
export const ask = <T>(job: Job<T>, milliseconds: number): T | undefined => job.advance(Date.now() + milliseconds);
