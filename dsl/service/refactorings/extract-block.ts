/**
 * Selected statements, or selected steps of one, become a `block` of their own. What they take from the body around them becomes its
 * parameters. Not offered where the block would mean something else: for names used after the selection, `in` of another place, and cells
 * that look back beyond it.
 */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import { wholeLines } from '../../semantics/fixes/fix.ts';
import type { Body, ChainStatement, Span, Statement } from '../../syntax/ast.ts';
import { isDeclared, keyOf } from '../declarations.ts';
import { nodesAt, type TreeNode } from '../locate.ts';
import { meaningOf, type Scope } from '../scope.ts';
import { capturedNames } from './captured-names.ts';
import { entryOwner, passesOn, usesOfIn, type InUse } from './entry.ts';
import { looksBack } from './looking-back.ts';
import { mendArchs, shifts, type Moves } from './mend-archs.ts';
import type { Refactor, Selection } from './refactoring.ts';
import { freshName, indentAt, reindent, trimmed, within } from './text.ts';

interface Extraction {
  /** What goes: from the first to the last statement or step, comments at the ends included. */
  readonly span: Span;
  readonly statements: readonly Statement[];
  /** The `network` or `block` that holds it: the new block goes before it. */
  readonly holder: TreeNode;
  readonly parameters: readonly { readonly name: string; readonly argument: string }[];
  /** Uses of `in` that become a parameter. */
  readonly replaced: readonly { readonly span: Span; readonly name: string }[];
}

export const extractBlock: Refactor = (selection) => {
  const extraction = extractionOf(selection);
  if (extraction === undefined) return [];
  const name = freshName('Block', [selection.resolved.text]);
  const edits = (): TextEdit[] => editsOf(selection, extraction, name);
  return [{ id: 'extract block', title: `Extract into a block "${name}"`, kind: 'refactor.extract', edits }];
};

function extractionOf({ program, resolved, range }: Selection): Extraction | undefined {
  const wanted = trimmed(resolved.text, range);
  if (wanted.end === wanted.start) return undefined;
  const around = nodesAt(resolved.ast, wanted.start).filter(({ span }) => within(span, wanted));
  const found = selected(resolved.text, wanted, around);
  if (found === undefined || found.statements.every(passesOn)) return undefined;
  const { statements, span, body, first } = found;
  const holder = around.find(({ kind }) => kind === 'network' || kind === 'block');
  const owner = entryOwner(around.slice(0, around.indexOf(body) + 1));
  if (holder === undefined || owner === undefined || around.some(({ kind }) => kind === 'op' || kind === 'cell'))
    return undefined;
  if (leavesNames(resolved.occurrences, span) || looksBack(program, resolved, statements)) return undefined;
  const site = siteScope(resolved, around);
  const parameters = [...capturedNames(resolved, statements, span)].flatMap(([name, declared]) => {
    const there = meaningOf(site, name);
    const visible = there !== undefined && isDeclared(there) && keyOf(there) === keyOf(declared);
    return visible ? [] : [{ name, argument: name }];
  });
  const replaced = entryParameters(usesOfIn(statements), owner.moving, owner.body === body && first);
  if (replaced === undefined || replaced.some(({ name }) => resolved.text.includes(name))) return undefined;
  const entries = new Map(replaced.map(({ name, text }) => [name, { name, argument: text }]));
  return { span, statements, holder, parameters: [...parameters, ...entries.values()], replaced };
}

/** Which statements of the innermost body, or steps of one statement, the selection holds; none where it cuts one. */
function selected(
  text: string,
  wanted: Span,
  around: readonly TreeNode[],
): { statements: readonly Statement[]; span: Span; body: TreeNode; first: boolean } | undefined {
  const body = around.findLast((node): node is TreeNode & Body => 'statements' in node);
  if (body === undefined) return undefined;
  const inside = body.statements.filter(({ span }) => within(wanted, span));
  const touched = body.statements.filter(({ span }) => span.start < wanted.end && span.end > wanted.start);
  const [only] = touched;
  if (inside.length > 0 && inside.length === touched.length) {
    const before = body.statements.slice(0, body.statements.indexOf(inside[0] as Statement));
    return { statements: inside, span: withComments(text, wanted, inside), body, first: before.every(passesOn) };
  }
  if (touched.length !== 1 || only?.kind !== 'chain') return undefined;
  const steps = only.steps.filter(({ span }) => within(wanted, span));
  const cut = only.steps.filter(({ span }) => span.start < wanted.end && span.end > wanted.start);
  if (steps.length === 0 || steps.length !== cut.length) return undefined;
  const span = { start: steps[0]?.span.start ?? 0, end: steps.at(-1)?.span.end ?? 0 };
  const chain: ChainStatement = { kind: 'chain', steps, span };
  const before = body.statements.slice(0, body.statements.indexOf(only));
  return { statements: [chain], span, body, first: steps[0] === only.steps[0] && before.every(passesOn) };
}

/** From the first to the last statement, with selected comments before and after. */
function withComments(text: string, wanted: Span, statements: readonly Statement[]): Span {
  const own = { start: statements[0]?.span.start ?? 0, end: statements.at(-1)?.span.end ?? 0 };
  const rest = text.slice(own.end, wanted.end);
  return { start: Math.min(own.start, wanted.start), end: /^\s*\/\//.test(rest) ? wanted.end : own.end };
}

/** Whether something after the selection uses a name that it declares. */
const leavesNames = (occurrences: Selection['resolved']['occurrences'], span: Span): boolean =>
  occurrences.some(
    (use) =>
      !use.declares &&
      !within(span, use.span) &&
      isDeclared(use.meaning) &&
      use.meaning.kind !== 'parameter' &&
      within(span, use.meaning.name.span),
  );

/** The scope in which the new block is declared: of the space, else of the file. */
function siteScope(resolved: Selection['resolved'], around: readonly TreeNode[]): Scope | undefined {
  const space = around.find(({ kind }) => kind === 'space')?.span;
  const start = space?.start ?? 0;
  return resolved.scopes.find(({ span }) => span.start === start && (space === undefined || span.end === space.end))
    ?.scope;
}

/** Uses of `in` that must be given as arguments; undefined where that cannot be done. */
function entryParameters(
  uses: readonly InUse[],
  moving: boolean,
  first: boolean,
): readonly { readonly span: Span; readonly name: string; readonly text: string }[] | undefined {
  if (moving) return uses.every(({ atStart }) => atStart) ? [] : undefined;
  if (first) return [];
  const members = uses.flatMap(({ node }) => (node.kind === 'member' ? [node] : []));
  if (members.length < uses.length) return undefined;
  return members.map(({ span, member: { text } }) => ({ span, name: `in_${text}`, text: `in.${text}` }));
}

function editsOf({ program, resolved, others }: Selection, extraction: Extraction, name: string): TextEdit[] {
  const { file, text } = resolved;
  const { span, holder, parameters, replaced } = extraction;
  const outer = indentAt(text, holder.span.start);
  const inner = `${outer}  `;
  let body = text.slice(span.start, span.end);
  for (const each of [...replaced].sort((a, b) => b.span.start - a.span.start))
    body = body.slice(0, each.span.start - span.start) + each.name + body.slice(each.span.end - span.start);
  const head = `block ${name}${parameters.length === 0 ? '' : `(${parameters.map((each) => each.name).join(', ')})`}`;
  const moved = reindent(body, indentAt(text, span.start), inner);
  const at = wholeLines(text, holder.span).start + (startsLine(text, holder.span) ? outer.length : 0);
  const args = parameters.map((each) => `${each.name}: ${each.argument}`).join(', ');
  const edits = [
    { file, span: { start: at, end: at }, newText: `${head} {\n${moved}\n${outer}}\n\n${outer}` },
    { file, span, newText: parameters.length === 0 ? name : `${name}(${args})` },
  ];
  const moves = movesOf(edits, span, file, at + head.length + 3, moved, text);
  return [...edits, ...mendArchs([program, ...others()], edits, moves)];
}

const startsLine = (text: string, { start }: Span): boolean =>
  text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';

/** The selection goes to `to`, word by word: white space and `in.channels` change, so words are counted. */
function movesOf(edits: readonly TextEdit[], span: Span, file: string, to: number, moved: string, text: string): Moves {
  const rest = shifts(edits);
  return (place) => {
    if (place.file !== file || place.offset < span.start || place.offset >= span.end) return rest(place);
    const choices = (part: string): number[] => [...part.matchAll(/\b(choice|choose)\b|\(/g)].map(({ index }) => index);
    const nth = choices(text.slice(span.start, span.end)).indexOf(place.offset - span.start);
    const offset = choices(moved)[nth];
    return offset === undefined ? undefined : { file, offset: to + offset };
  };
}
