/** Members that know something from before the labels: the fewer labels there are, the more that is worth. */
import type { Learner } from './learner.ts';

/** The learner, withdrawing where there are more labels than `most`. */
export function fewLabels(most: number, learner: Learner): Learner {
  return { ...learner, fit: (problem) => (problem.inputs.rows > most ? undefined : learner.fit(problem)) };
}
