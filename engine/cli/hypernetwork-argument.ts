/** A hypernetwork on the command line, with the space and the data set of the experiment that it belongs to where it names none of its own. */
import type { Place } from '../../dsl/diagnostics/catalogue.ts';
import { planExperiment, type ExperimentPlan } from '../../dsl/semantics/experiment.ts';
import { experimentsAround } from '../../dsl/semantics/hypernetwork-experiments.ts';
import {
  configureHypernetwork,
  planHypernetwork,
  type ConfiguredHypernetwork,
} from '../../dsl/semantics/hypernetworks.ts';
import { itemsOf } from '../../dsl/semantics/program.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';
import { CommandFailure, usage } from './failure.ts';
import type { Io } from './io.ts';
import { pickName, requireSound, type LoadedSpec } from './spec.ts';

/** Ends the command where there is none, or where several experiments could be meant. `name` undefined: the file's only one. */
export function hypernetworkOf(
  spec: LoadedSpec,
  name: string | undefined,
  experiment: string | undefined,
  io: Io,
): ConfiguredHypernetwork {
  const { program, file } = spec;
  const declared = itemsOf(program, 'hypernetwork').map(({ item }) => item.name.text);
  const picked = pickName(declared, { file, name }, 'hypernetwork');
  const plan = planHypernetwork(program, picked, program.entry);
  if (plan === undefined)
    throw new CommandFailure(2, 'no-such-hypernetwork', `${file} has no hypernetwork "${picked}"`);
  const around = experimentFor(spec, picked, experiment);
  const lowered = around?.space === undefined ? undefined : lowerSpace(program, around.space);
  if (lowered !== undefined) requireSound(spec, io, lowered.diagnostics);
  const at: Place = { file: plan.file, span: { start: 0, end: 0 } };
  const fallback = { space: lowered?.value, dataset: around?.dataset };
  const { value, diagnostics } = configureHypernetwork(program, plan, fallback, at);
  if (value !== undefined) return value;
  const why = diagnostics.map(({ message }) => message).join('; ');
  throw new CommandFailure(1, 'spec-errors', `${why}, or name an experiment that has one with --experiment`);
}

/** The named experiment; else the one that it may be trained as; undefined where there is none. */
function experimentFor(
  { program, file }: LoadedSpec,
  name: string,
  wanted: string | undefined,
): ExperimentPlan | undefined {
  if (wanted !== undefined) {
    const plans = itemsOf(program, 'experiment').flatMap(
      ({ item, file: from }) => planExperiment(program, item, from).value ?? [],
    );
    const picked = pickName(
      plans.map((plan) => plan.name),
      { file, name: wanted },
      'experiment',
    );
    return plans.find((plan) => plan.name === picked);
  }
  const around = experimentsAround(program, name, program.entry);
  if (around.length <= 1) return around[0];
  const names = around.map((each) => each.name).join(', ');
  throw usage(`hypernetwork ${name} may be trained as ${names} need it: say which with --experiment`);
}
