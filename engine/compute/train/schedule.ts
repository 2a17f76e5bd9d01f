/**
 * Learning-rate schedules: plain functions from the step (0, 1, ...) to the rate to feed.
 */

export type Schedule = (step: number) => number;

export const constantRate =
  (rate: number): Schedule =>
  () =>
    rate;

/** Half a cosine from `rate` at step 0 to `floor` at `steps` (Loshchilov and Hutter, arXiv 1608.03983, without restarts). */
export const cosine =
  (rate: number, steps: number, floor = 0): Schedule =>
  (step) =>
    floor + 0.5 * (rate - floor) * (1 + Math.cos((Math.PI * Math.min(step, steps)) / steps));

/** `rate` multiplied by `factor` once for every milestone reached. */
export const steps =
  (rate: number, milestones: readonly number[], factor = 0.1): Schedule =>
  (step) =>
    rate * factor ** milestones.filter((milestone) => step >= milestone).length;

/** Rises linearly to the first value of `after` during `warmSteps` steps, then follows it from its own step 0. */
export const warmUp =
  (warmSteps: number, after: Schedule): Schedule =>
  (step) =>
    step < warmSteps ? (after(0) * (step + 1)) / (warmSteps + 1) : after(step - warmSteps);
