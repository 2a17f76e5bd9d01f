/**
 * A `choice` becomes one of its alternatives. Decisions elsewhere keep their paths: where taking the `choice` away would number others anew,
 * `choice [it]` stays, which decides nothing and keeps the name taken. Entries of literal architectures that say the same go.
 */
import type { Diagnostic, TextEdit } from '../../diagnostics/diagnostic.ts';
import { analysisOf } from '../../semantics/analysis.ts';
import { itemsOf, type Program } from '../../semantics/program.ts';
import { isLifted, isOp, isOpaque, show } from '../../semantics/values.ts';
import type { TracedDecision } from '../../space/model.ts';
import type { ChoiceExpr, Span } from '../../syntax/ast.ts';
import { isDeclared } from '../declarations.ts';
import { decisionsAt, type PlaceOfDecisions } from '../facts/decision-facts.ts';
import { ask } from '../facts/job.ts';
import { nodesAt } from '../locate.ts';
import { scopeAt, type ResolvedFile } from '../names.ts';
import { edited } from '../rename/paths.ts';
import { meaningOf } from '../scope.ts';
import { followDecisions, mendArchs, shifts } from './mend-archs.ts';
import type { Refactor, Selection } from './refactoring.ts';
import { needsBrackets, slice, within } from './text.ts';

/** Alternatives that are offered. */
const OFFERED = 12;
/** Milliseconds in which alternatives that leave nothing are looked for. */
const TIME = 8;

/** An alternative in the text, or one that has to be written. */
interface Taken {
  readonly text: string;
  readonly span: Span | undefined;
  readonly brackets: boolean;
}

export const freezeDecision: Refactor = (selection) => {
  const { program, resolved, file, range } = selection;
  const choice = nodesAt(resolved.ast, range.start).findLast(
    (node): node is ChoiceExpr => node.kind === 'choice' && within(node.span, range),
  );
  if (choice === undefined) return [];
  const homes = decisionsAt(program, file, choice.span);
  const [decision] = homes[0]?.decisions ?? [];
  if (decision === undefined) return [];
  const empty = homes.map(emptyAlternatives);
  return alternativesOf(resolved, choice, decision)
    .slice(0, OFFERED)
    .flatMap((taken, i) => {
      if (taken === undefined || empty.some((home) => home(i))) return [];
      const edits = (): TextEdit[] => editsOf(selection, choice, taken);
      return [{ id: `freeze ${i}`, title: `Freeze this choice at ${taken.text}`, kind: 'refactor.rewrite', edits }];
    });
};

function alternativesOf(
  resolved: ResolvedFile,
  { domain, span }: ChoiceExpr,
  decision: TracedDecision,
): (Taken | undefined)[] {
  const { text } = resolved;
  if (domain.kind === 'list') {
    if (domain.items.length !== decision.alternatives.length) return [];
    return domain.items.map((item) => ({
      ...{ text: slice(text, item.span), span: item.span, brackets: needsBrackets(item, text) },
    }));
  }
  if (isLifted(decision.domain) || isOpaque(decision.domain)) return [];
  const scope = scopeAt(resolved, span.start);
  return decision.alternatives.map((value, i): Taken | undefined => {
    const written = { span: undefined, brackets: false };
    if (typeof value === 'number') return { ...written, text: show(value), brackets: value < 0 };
    if (typeof value === 'boolean' || typeof value === 'string') return { ...written, text: show(value) };
    if (isOp(value) && value.args.size === 0) {
      const { text: name } = value.item.name;
      const there = meaningOf(scope, name);
      if (there !== undefined && isDeclared(there) && there.node === value.item) return { ...written, text: name };
    }
    return domain.kind === 'name' ? { ...written, text: `${domain.name}[${i}]` } : undefined;
  });
}

/** Whether it is known that requirements of decisions and structure leave no architecture with an alternative. */
function emptyAlternatives({ facts, decisions }: PlaceOfDecisions): (taken: number) => boolean {
  const [only, second] = decisions;
  const job = only === undefined || second !== undefined ? undefined : facts.jobs?.leaves(only.id);
  const leaves = job && ask(job, TIME);
  return (taken) => leaves?.[taken] === 0n;
}

function editsOf(selection: Selection, choice: ChoiceExpr, taken: Taken): TextEdit[] {
  const { program, resolved, file, others } = selection;
  const plain = replaced(file, choice.span, taken, taken.brackets ? ['(', ')'] : ['', '']);
  const around =
    resolved.text[choice.span.start] === '(' ? (['(choice [', '])'] as const) : (['choice [', ']'] as const);
  for (const edits of [plain, replaced(file, choice.span, taken, around)]) {
    if (!keepsOthers(program, edits, file, choice.span)) continue;
    const says = (value: string): boolean => value.replace(/\s/g, '') === taken.text.replace(/\s/g, '');
    return [...edits, ...mendArchs([program, ...others()], edits, shifts(edits), says)];
  }
  return [];
}

/** What stands in the text stays where it is, so that decisions inside it are found again. */
function replaced(file: string, whole: Span, taken: Taken, [open, close]: readonly [string, string]): TextEdit[] {
  if (taken.span === undefined) return [{ file, span: whole, newText: open + taken.text + close }];
  return [
    { file, span: { start: whole.start, end: taken.span.start }, newText: open },
    { file, span: { start: taken.span.end, end: whole.end }, newText: close },
  ];
}

const hasErrors = (found: readonly Diagnostic[]): boolean => found.some(({ severity }) => severity === 'error');

/** Whether every space is as sound as before and decisions outside the choice have the paths that they had. */
function keepsOthers(program: Program, edits: readonly TextEdit[], file: string, whole: Span): boolean {
  const future = edited(program, edits);
  if (future === undefined) return false;
  const after = itemsOf(future, 'space');
  return itemsOf(program, 'space').every((home, i) => {
    const next = after[i];
    const { model, diagnostics } = analysisOf(program).space(home.item, home.file);
    if (next === undefined || !model.decisions.some(({ place }) => place.file === file && within(whole, place.span)))
      return next !== undefined;
    const traced = analysisOf(future).space(next.item, next.file);
    const become = followDecisions(model, traced.model, shifts(edits));
    const stays = model.decisions.every(({ path, place }, id) => {
      const inside = place.file === file && within(whole, place.span);
      return inside || become[id] === undefined || become[id].path === path;
    });
    return stays && (!hasErrors(traced.diagnostics) || hasErrors(diagnostics));
  });
}
