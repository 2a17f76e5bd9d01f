/**
 * Which experiment the accuracies of a space come from: the first one that the entry file sees whose evaluator measures it. What makes two
 * models the same is their key, so that edits elsewhere in the text change nothing.
 */
import { planExperiment } from '../../semantics/experiment.ts';
import { itemsOf, type Program } from '../../semantics/program.ts';
import type { DecisionSpace } from '../../space/decision-space.ts';
import { spaceFacts } from '../facts/space-facts.ts';

export interface AccuracyModel {
  /** Equal where space, evaluator, data set, predictor and entry file are. */
  readonly key: string;
  readonly experiment: string;
  /** Kind of the evaluator that measures it. */
  readonly evaluator: string;
  readonly space: DecisionSpace;
  readonly entry: string;
  /** Texts of the program's files. */
  readonly files: ReadonlyMap<string, string>;
}

const known = new WeakMap<Program, ReadonlyMap<DecisionSpace, AccuracyModel>>();

/** Undefined where no experiment measures the space: nothing can be said of accuracies then. */
export const accuracyModelOf = (program: Program, space: DecisionSpace): AccuracyModel | undefined =>
  modelsOf(program).get(space);

/** Of all spaces that an experiment measures. */
export function modelsOf(program: Program): ReadonlyMap<DecisionSpace, AccuracyModel> {
  let models = known.get(program);
  if (models === undefined) known.set(program, (models = collect(program)));
  return models;
}

/** Whether asking for a model can be worth while: most files have no experiment. */
export const hasExperiments = (program: Program): boolean => itemsOf(program, 'experiment').length > 0;

function collect(program: Program): Map<DecisionSpace, AccuracyModel> {
  const models = new Map<DecisionSpace, AccuracyModel>();
  for (const { item, file } of itemsOf(program, 'experiment')) {
    const { value: plan, diagnostics } = planExperiment(program, item, file);
    if (plan?.evaluator === undefined || diagnostics.some(({ severity }) => severity === 'error')) continue;
    const home = itemsOf(program, 'space', file).find((each) => each.item.name.text === plan.space);
    const space = home && spaceFacts(program, home.item, home.file).space;
    if (space === undefined || models.has(space)) continue;
    const { evaluator, dataset, predictor, hypernetworks } = plan;
    const parts = [
      program.entry,
      plan.name,
      space.hash,
      evaluator,
      dataset ?? null,
      predictor ?? null,
      hypernetworks ?? null,
    ];
    models.set(space, {
      key: JSON.stringify(parts),
      experiment: plan.name,
      evaluator: evaluator.kind,
      space,
      entry: program.entry,
      files: new Map([...program.files].map(([name, { text }]) => [name, text])),
    });
  }
  return models;
}
