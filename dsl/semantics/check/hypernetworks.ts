/** Hypernetworks that are to make the weights of a space: whether every operator of it has a rule, and whether they learn on networks of the same form. */
import { diagnostic, type Place } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { primitivesWithoutRule } from '../../graph/weight-rules.ts';
import type { SpaceModel } from '../../space/model.ts';
import type { ExperimentItem, HypernetworkItem, RecordExpr, SpaceItem, TypeExpr } from '../../syntax/ast.ts';
import type { Analysis } from '../analysis.ts';
import type { ExperimentPlan } from '../experiment.ts';
import { hypernetworksIn, type PlannedHypernetwork } from '../hypernetworks.ts';

/** Names of the primitives among these whose weights nothing makes. */
export type Unruled = typeof primitivesWithoutRule;

/** Those that the experiment's parts name, at the places where the experiment comes upon them. */
export function checkHypernetworks(
  analysis: Analysis,
  item: ExperimentItem,
  file: string,
  plan: ExperimentPlan | undefined,
  unruled: Unruled = primitivesWithoutRule,
): Diagnostic[] {
  const space = plan?.space === undefined ? undefined : analysis.spaceNamed(plan.space, file);
  if (plan?.hypernetworks === undefined || space === undefined) return [];
  const { evaluator, predictor, strategy } = plan;
  const found: Diagnostic[] = [];
  for (const member of item.members) {
    const [part, group, place] =
      member.kind === 'field' && member.key.text === 'evaluator'
        ? [evaluator, 'evaluator' as const, member.value.span]
        : member.kind === 'field' && member.key.text === 'predictor'
          ? [predictor, 'predictor' as const, member.value.span]
          : member.kind === 'section' && member.section.text === 'search'
            ? [strategy, 'search' as const, valueSpan(member.options, 'hypernetwork') ?? member.span]
            : [undefined, 'search' as const, item.span];
    for (const name of part === undefined ? [] : hypernetworksIn(group, part)) {
      const hypernetwork = plan.hypernetworks.find((each) => each.name === name);
      const why =
        whyUnruled(space.model, unruled) ?? (hypernetwork && whyOtherForm(analysis, hypernetwork, space.item, file));
      if (why !== undefined) found.push(misfit({ file, span: place }, name, space.item, why));
    }
  }
  return found;
}

/** The space whose networks it learns on. */
export function checkHypernetwork(
  analysis: Analysis,
  item: HypernetworkItem,
  file: string,
  unruled: Unruled = primitivesWithoutRule,
): Diagnostic[] {
  const value = item.options?.entries.find(({ key }) => key.text === 'space')?.value;
  const space = value?.kind === 'name' ? analysis.spaceNamed(value.name, file) : undefined;
  const why = space && whyUnruled(space.model, unruled);
  if (value === undefined || space === undefined || why === undefined) return [];
  return [misfit({ file, span: value.span }, item.name.text, space.item, why)];
}

const misfit = (place: Place, name: string, space: SpaceItem, why: string): Diagnostic =>
  diagnostic('hypernetwork-misfit', place, { name, space: space.name.text, why });

const valueSpan = (options: RecordExpr | undefined, name: string) =>
  options?.entries.find(({ key }) => key.text === name)?.value.span;

function whyUnruled({ sites, sound }: SpaceModel, unruled: Unruled): string | undefined {
  if (!sound) return undefined;
  const nodes = [...sites.operators.values()].flatMap(({ forms }) => [...forms.keys()].flatMap((form) => form.nodes));
  const names = unruled(nodes);
  return names.length === 0 ? undefined : `no rule makes the weights of ${names.join(', ')}`;
}

/** Where both spaces say their shapes in numbers. */
function whyOtherForm(
  analysis: Analysis,
  { space: learnt, file }: PlannedHypernetwork,
  asked: SpaceItem,
  from: string,
): string | undefined {
  const other =
    learnt === undefined ? undefined : (analysis.spaceNamed(learnt, file) ?? analysis.spaceNamed(learnt, from));
  if (other === undefined) return undefined;
  const [ends, wanted] = [endsOf(other.item), endsOf(asked)];
  if (ends === undefined || wanted === undefined || ends === wanted) return undefined;
  return `it learns on networks ${ends} (space "${other.item.name.text}"), these go ${wanted}`;
}

/** `from image[3, 32, 32] to logits[10]`; undefined where a decision is in it. */
function endsOf({ members }: SpaceItem): string | undefined {
  const shapeOf = (kind: 'input' | 'output'): string | undefined =>
    members.flatMap((member) => (member.kind === kind ? [written(member.type)] : []))[0];
  const [input, output] = [shapeOf('input'), shapeOf('output')];
  return input === undefined || output === undefined ? undefined : `from ${input} to ${output}`;
}

function written({ name, dimensions }: TypeExpr): string | undefined {
  const sizes = dimensions.flatMap((each) => (each.kind === 'number' ? [String(each.value)] : []));
  return sizes.length === dimensions.length ? `${name.text}[${sizes.join(', ')}]` : undefined;
}
