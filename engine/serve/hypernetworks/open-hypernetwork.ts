/** From the texts that an editor sends to a hypernetwork with its space and its data set, ready to be trained. */
import { dirname } from 'node:path';
import { planExperiment } from '../../../dsl/semantics/experiment.ts';
import { experimentsAround } from '../../../dsl/semantics/hypernetwork-experiments.ts';
import { configureHypernetwork, planHypernetwork } from '../../../dsl/semantics/hypernetworks.ts';
import { itemsOf, type Program } from '../../../dsl/semantics/program.ts';
import { lowerSpace } from '../../../dsl/space/lower.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { HypernetworkSource } from '../../protocol/hypernetworks.ts';
import type { HypernetworkSpec } from '../../search/experiment-spec.ts';
import { loadSource, pathOf } from '../open-source.ts';

/** The same texts by absolute paths; one sentence where the file is not on the disk. */
export function onDisk<T extends Pick<HypernetworkSource, 'entry' | 'files'>>(source: T): Outcome<T> {
  const entry = pathOf(source.entry);
  if (entry === undefined) return fail('an unsaved file has no folder to keep hypernetworks in; save it first');
  return ok({
    ...source,
    entry,
    files: new Map([...source.files].map(([name, text]) => [pathOf(name) ?? name, text])),
  });
}

/** What names of files in the spec are relative to. */
export const folderOf = ({ entry }: Pick<HypernetworkSource, 'entry'>): string => dirname(entry);

export function openProgram(source: Pick<HypernetworkSource, 'entry' | 'files'>): Outcome<Program> {
  const { value, diagnostics } = loadSource(source);
  const wrong = diagnostics.find(({ severity }) => severity === 'error');
  if (value === undefined || wrong !== undefined) return fail(wrong?.message ?? `${source.entry} cannot be read`);
  return ok(value);
}

/** `experiment`: whose space and data set it learns on, where it names none of its own and there are several. */
export function hypernetworkOf(
  program: Program,
  name: string,
  experiment: string | undefined,
): Outcome<HypernetworkSpec> {
  const plan = planHypernetwork(program, name, program.entry);
  if (plan === undefined) return fail(`there is no hypernetwork ${name} in the file`);
  const around =
    experiment === undefined ? experimentsAround(program, name, program.entry) : named(program, experiment);
  const [first, ...others] = around;
  if (experiment !== undefined && first === undefined) return fail(`there is no experiment ${experiment} in the file`);
  if (others.length > 0)
    return fail(`hypernetwork ${name} may be trained as ${around.map((each) => each.name).join(', ')} need it`);
  const lowered = first?.space === undefined ? undefined : lowerSpace(program, first.space);
  const fallback = { space: lowered?.value, dataset: first?.dataset };
  const place = { file: plan.file ?? program.entry, span: { start: 0, end: 0 } };
  const { value, diagnostics } = configureHypernetwork(program, plan, fallback, place);
  const wrong = [...(lowered?.diagnostics ?? []), ...diagnostics].find(({ severity }) => severity === 'error');
  if (value === undefined || wrong !== undefined)
    return fail(`hypernetwork ${name}: ${wrong?.message ?? 'it has errors'}`);
  return ok(value);
}

const named = (program: Program, experiment: string) =>
  itemsOf(program, 'experiment').flatMap(({ item, file }) =>
    item.name.text === experiment ? (planExperiment(program, item, file).value ?? []) : [],
  );
