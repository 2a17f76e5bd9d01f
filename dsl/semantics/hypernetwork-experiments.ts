/** Whose space and data set a hypernetwork learns on where it names none of its own: those of an experiment. */
import { planExperiment, type ExperimentPlan } from './experiment.ts';
import { planHypernetwork } from './hypernetworks.ts';
import { itemsOf, type Program } from './program.ts';

/**
 * The experiments that it may be trained as: those that use it, else all. One where they mean the same or there is no other, none where it needs
 * none, as it names both of its own, or where there is none.
 */
export function experimentsAround(program: Program, hypernetwork: string, from: string): readonly ExperimentPlan[] {
  const plan = planHypernetwork(program, hypernetwork, from);
  return plan?.space !== undefined && plan.dataset !== undefined ? [] : candidates(program, hypernetwork);
}

function candidates(program: Program, hypernetwork: string): readonly ExperimentPlan[] {
  const plans = itemsOf(program, 'experiment').flatMap(({ item, file }) => planExperiment(program, item, file).value ?? []); // prettier-ignore
  const using = plans.filter(({ hypernetworks = [] }) => hypernetworks.some(({ name }) => name === hypernetwork));
  const all = using.length > 0 ? using : plans;
  const [first, ...others] = all;
  if (first === undefined) return [];
  return others.every((each) => each.space === first.space && sameData(each, first)) ? [first] : all;
}

const sameData = (a: ExperimentPlan, b: ExperimentPlan): boolean =>
  JSON.stringify(a.dataset) === JSON.stringify(b.dataset);
