/** Proposals inside `arch` literals: the decision paths that are missing, and the legal alternatives of one. */
import { analysisOf } from '../../semantics/analysis.ts';
import { at } from '../../semantics/lifted.ts';
import type { Program } from '../../semantics/program.ts';
import { isLifted, isList, show, type Concrete, type Value } from '../../semantics/values.ts';
import { INACTIVE } from '../../space/decision-space.ts';
import type { SpaceModel, TracedDecision } from '../../space/model.ts';
import type { ArchItem, Span } from '../../syntax/ast.ts';
import { MISFIT, type Proposal } from './item.ts';

/** Paths and alternatives beyond this are left out: nobody scrolls that far, and the editor asks again. */
const LIMIT = 500;

const modelOf = (program: Program, file: string, arch: ArchItem): SpaceModel | undefined =>
  analysisOf(program).spaceNamed(arch.space.text, file)?.result.model;

/** Those not given. What the given ones switch off comes last. */
export function proposePaths(program: Program, file: string, arch: ArchItem, span: Span): Proposal[] {
  const model = modelOf(program, file, arch);
  if (model === undefined) return [];
  const given = givenTexts(program, file, arch, span.start);
  const choices = choicesOf(model, given);
  const open = model.decisions.filter(({ path }) => !given.has(path)).slice(0, LIMIT);
  return open.map((decision, i) => {
    const off = known(decision.guard, choices) === false;
    const texts = alternativesOf(decision, choices).map(show);
    const values = texts.slice(0, 8).join(' | ') + (texts.length > 8 ? ' | ...' : '');
    return {
      ...{ label: decision.path, kind: 'path', insert: `${decision.path}: `, span },
      ...{ detail: off ? 'not active with what is given' : values, group: off ? MISFIT + i : i },
    };
  });
}

/** The legal ones, given the decisions that stand in the literal. */
export function proposeAlternatives(
  program: Program,
  file: string,
  arch: ArchItem,
  path: string,
  span: Span,
): Proposal[] {
  const model = modelOf(program, file, arch);
  const decision = model?.decisions.find((each) => each.path === path);
  if (model === undefined || decision === undefined) return [];
  const choices = choicesOf(model, givenTexts(program, file, arch, -1));
  return alternativesOf(decision, choices)
    .slice(0, LIMIT)
    .map((value, group) => ({ label: show(value), kind: 'alternative', detail: path, group, span }));
}

/** The texts of the entries, but for the one that begins at the cursor. */
function givenTexts(program: Program, file: string, arch: ArchItem, cursor: number): Map<string, string> {
  const text = program.files.get(file)?.text ?? '';
  const entries = arch.value.kind === 'record' ? arch.value.entries : [];
  return new Map(
    entries.flatMap(({ key, value }) =>
      key.span.start === cursor ? [] : [[key.text, text.slice(value.span.start, value.span.end)] as const],
    ),
  );
}

/** The choices that the given texts make, as far as they are legal: undefined for the others. */
function choicesOf(model: SpaceModel, given: ReadonlyMap<string, string>): (number | undefined)[] {
  const choices: (number | undefined)[] = model.decisions.map(() => undefined);
  // Decisions come after most of what they depend on: a second look finds the rest.
  for (let round = 0; round < 2; round++) {
    for (const decision of model.decisions) {
      if (known(decision.guard, choices) === false) choices[decision.id] = INACTIVE;
      const text = given.get(decision.path)?.replace(/\s+/g, ' ');
      const index =
        text === undefined ? -1 : alternativesOf(decision, choices).findIndex((each) => show(each) === text);
      if (index >= 0) choices[decision.id] = index;
    }
  }
  return choices;
}

/** The alternatives in the context of the choices made; the longest list where that is not known. */
function alternativesOf(decision: TracedDecision, choices: readonly (number | undefined)[]): readonly Concrete[] {
  const domain = known(decision.domain, choices);
  return domain !== undefined && isList(domain) ? (domain as readonly Concrete[]) : decision.alternatives;
}

/** A value whose decisions are all made; undefined where one is open. */
function known(value: Value, choices: readonly (number | undefined)[]): Concrete | undefined {
  if (!isLifted(value)) return value as Concrete;
  if (value.deps.some((dep) => choices[dep] === undefined)) return undefined;
  return at(value, choices as readonly number[]);
}
