/** Where accuracies can stand in a text: after the names of `arch` literals, and after the alternatives of a `choice`. */
import type { Program } from '../../semantics/program.ts';
import { show } from '../../semantics/values.ts';
import type { ChoiceExpr, ChooseExpr, Span } from '../../syntax/ast.ts';
import { archFacts } from '../facts/arch-facts.ts';
import { decisionsAt } from '../facts/decision-facts.ts';
import { nodesAt, walk, type TreeNode } from '../locate.ts';
import { isWord, tokenAt } from '../tokens.ts';
import { accuracyModelOf, hasExperiments, modelsOf, type AccuracyModel } from './models.ts';

export interface ArchSubject {
  readonly model: AccuracyModel;
  readonly name: string;
  /** Just after the name. */
  readonly offset: number;
  /** The architecture's canonical text. */
  readonly text: string;
}

export interface ArchSubjects {
  readonly archs: readonly ArchSubject[];
  /** Whether the time ended before the last one; what is read is kept, so that asking again goes on. */
  readonly more: boolean;
}

/**
 * Literals that were read lately: what is known of them is kept, so they come in no time and must not go missing because a busy machine
 * makes the clock jump.
 */
const read = new Set<string>();
const READ = 20_000;

/** The literals whose names are inside the span, read for some milliseconds at most. */
export function archSubjects(program: Program, file: string, within: Span, milliseconds: number): ArchSubjects {
  const archs: ArchSubject[] = [];
  if (!hasExperiments(program)) return { archs, more: false };
  const source = program.files.get(file);
  const end = Date.now() + milliseconds;
  for (const item of source?.ast.items ?? []) {
    if (item.kind !== 'arch' || item.name.text === '') continue;
    const offset = item.name.span.end;
    if (offset < within.start || offset > within.end) continue;
    const text = source?.text.slice(item.span.start, item.span.end) ?? '';
    if (!read.has(text) && Date.now() > end) return { archs, more: true };
    const facts = archFacts(program, item, file);
    const model = facts && accuracyModelOf(program, facts.space);
    if (facts !== undefined && model !== undefined)
      archs.push({ model, name: item.name.text, offset, text: facts.text });
    if (read.size > READ) read.clear();
    read.add(text);
  }
  return { archs, more: false };
}

/** Which literals a file has and which models its program: what else was once looked at is there no more. */
export interface Standing {
  readonly names: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
}

/** Undefined while the text has syntax errors: what is missing then may be back with the next key. */
export function standing(program: Program, file: string): Standing | undefined {
  if (program.diagnostics.some(({ severity }) => severity === 'error')) return undefined;
  const items = program.files.get(file)?.ast.items ?? [];
  return {
    names: new Set(items.flatMap((item) => (item.kind === 'arch' ? [item.name.text] : []))),
    models: new Set([...modelsOf(program).values()].map(({ key }) => key)),
  };
}

/** The literal whose name or keyword is at the offset. */
export function archSubjectAt(program: Program, file: string, offset: number): ArchSubject | undefined {
  const item = program.files
    .get(file)
    ?.ast.items.find((each) => each.kind === 'arch' && each.span.start <= offset && offset <= each.name.span.end);
  if (item?.kind !== 'arch') return undefined;
  const within = { start: item.name.span.end, end: item.name.span.end };
  return archSubjects(program, file, within, Infinity).archs[0];
}

export interface ChoiceSubject {
  readonly model: AccuracyModel;
  /** Paths of the decisions that the expression makes. */
  readonly decisions: readonly string[];
  /** The alternatives that are written out, each with the offset after it. */
  readonly alternatives: readonly { readonly text: string; readonly offset: number }[];
}

/** The choices inside the span that list their alternatives. */
export function choiceSubjects(program: Program, file: string, within: Span): ChoiceSubject[] {
  const ast = program.files.get(file)?.ast;
  if (ast === undefined || !hasExperiments(program)) return [];
  const found: ChoiceSubject[] = [];
  walk(ast, (node) => {
    if (node.span.end < within.start || node.span.start > within.end) return false;
    if (node.kind === 'choice') {
      const subject = choiceSubject(program, file, node as ChoiceExpr);
      if (subject !== undefined && subject.alternatives.length > 0) found.push(subject);
    }
    return true;
  });
  return found;
}

/** The choice whose word is at the offset. */
export function choiceSubjectAt(program: Program, file: string, offset: number): ChoiceSubject | undefined {
  const source = program.files.get(file);
  if (source === undefined || !hasExperiments(program)) return undefined;
  const token = tokenAt(source.text, offset);
  const innermost: TreeNode | undefined = nodesAt(source.ast, offset).at(-1);
  if (innermost?.kind !== 'choice' && innermost?.kind !== 'choose') return undefined;
  if (!isWord(token) || token.image !== innermost.kind) return undefined;
  return choiceSubject(program, file, innermost as ChoiceExpr | ChooseExpr);
}

function choiceSubject(program: Program, file: string, expr: ChoiceExpr | ChooseExpr): ChoiceSubject | undefined {
  for (const { facts, decisions } of decisionsAt(program, file, expr.span)) {
    const model = facts.space && accuracyModelOf(program, facts.space);
    if (model === undefined) continue;
    const items = expr.kind === 'choice' && expr.domain.kind === 'list' ? expr.domain.items : [];
    const values = decisions[0]?.alternatives ?? [];
    // Where the list holds something twice, or leaves something out, its items do not stand for the alternatives one by one.
    const written = items.length === values.length ? items : [];
    return {
      model,
      decisions: decisions.map(({ path }) => path),
      alternatives: written.map((item, i) => ({
        text: values[i] === undefined ? '' : show(values[i]),
        offset: item.span.end,
      })),
    };
  }
  return undefined;
}
