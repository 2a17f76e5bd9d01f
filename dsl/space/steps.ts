/**
 * Long computations as generators that pause now and then, so that an editor can make them in slices and drop them, while others run them
 * to the end.
 */

/** Pauses, then gives a result. What it yields says nothing. */
export type Steps<T> = Generator<undefined, T>;

/** Runs to the end. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
  }
}
