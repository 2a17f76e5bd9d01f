/**
 * A `let` goes back to where it is used: one use, or all of them. Not offered for values that hold decisions (used twice they would be two) and
 * where a name in the value means something else at the use.
 */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import { wholeLines } from '../../semantics/fixes/fix.ts';
import type { LetItem, Span } from '../../syntax/ast.ts';
import { isDeclared, keyOf, type Declared } from '../declarations.ts';
import { nodesAt, walk, type TreeNode } from '../locate.ts';
import { occurrenceAt, scopeAt, type Occurrence, type ResolvedFile } from '../names.ts';
import { referencesTo } from '../references.ts';
import { meansTheSame, nameUses } from './captured-names.ts';
import { entryOwner } from './entry.ts';
import { mendArchs, shifts } from './mend-archs.ts';
import type { Refactor, Refactoring, Selection } from './refactoring.ts';
import { isBracketed, operandText, within } from './text.ts';

type Let = Extract<Declared, { kind: 'let' }>;

export const inlineLet: Refactor = (selection) => {
  const { resolved, range, file, program } = selection;
  const found = occurrenceAt(resolved, range.start);
  if (found?.meaning.kind !== 'let' || found.meaning.file !== file || found.span.end < range.end) return [];
  const declared = found.meaning;
  if (!isMovable(resolved, declared.node)) return [];
  const uses = resolved.occurrences.filter(
    ({ meaning, declares }) => !declares && isDeclared(meaning) && keyOf(meaning) === keyOf(declared),
  );
  const fits = (use: Occurrence): boolean => mayStandAt(resolved, declared.node, use);
  const name = declared.name.text;
  const offers: Refactoring[] = [];
  const offer = (id: string, title: string, replaced: readonly Occurrence[], whole: boolean): void => {
    offers.push({ id, title, kind: 'refactor.inline', edits: () => editsOf(selection, declared, replaced, whole) });
  };
  const elsewhere = (): boolean =>
    isOfFile(resolved, declared) &&
    referencesTo([program, ...selection.others()], declared).some((each) => each.file !== file);
  if (!found.declares && uses.length > 1 && fits(found))
    offer('inline one', `Inline this use of "${name}"`, [found], false);
  if (uses.length > 0 && uses.every(fits) && !elsewhere()) {
    const count = uses.length === 1 ? 'its one use' : `all ${uses.length} uses`;
    offer('inline all', `Inline "${name}" into ${count}`, uses, true);
  }
  return offers;
};

const isOfFile = ({ ast }: ResolvedFile, { node }: Let): boolean => ast.items.includes(node);

/** Whether the value makes no decisions and does not speak of itself. */
function isMovable(resolved: ResolvedFile, item: LetItem): boolean {
  let decides = item.value.kind === 'error';
  walk(item.value, ({ kind }) => {
    decides ||= kind === 'choice' || kind === 'choose' || kind === 'error' || kind === 'notation';
    return undefined;
  });
  return !decides && nameUses(resolved, [item.value]).every(({ name }) => name !== item.name.text);
}

function mayStandAt(resolved: ResolvedFile, item: LetItem, { span }: Occurrence): boolean {
  const around = nodesAt(resolved.ast, span.start);
  if (
    around.some(({ kind }) =>
      ['arch', 'experiment', 'dataset', 'evaluator', 'predictor', 'hypernetwork'].includes(kind ?? ''),
    )
  )
    return false;
  if (item.value.kind !== 'name' && around.some((node) => isCopiedName(node, span))) return false;
  const scope = scopeAt(resolved, span.start);
  return nameUses(resolved, [item.value]).every((use) => {
    if (use.name !== 'in') return meansTheSame(scope, use);
    const [here, there] = [entryOwner(nodesAt(resolved.ast, item.span.start)), entryOwner(around)];
    return here !== undefined && !here.moving && here.body === there?.body;
  });
}

/** `cell Other = name(...)` takes a name only. */
const isCopiedName = (node: TreeNode, { start }: Span): boolean =>
  'copyOf' in node && (node.copyOf as { callee: TreeNode } | undefined)?.callee.span.start === start;

function editsOf(
  { program, resolved, others }: Selection,
  { node, file }: Let,
  uses: readonly Occurrence[],
  whole: boolean,
): TextEdit[] {
  const { text } = resolved;
  const own = operandText(node.value, text);
  const edits = uses.map(({ span }): TextEdit => {
    const member = node.value.kind === 'record' || /^\s*[.[(]/.test(text.slice(span.end));
    const bare = !member && text[span.start] !== '(';
    return { file, span, newText: bare || isBracketed(own) ? own : `(${own})` };
  });
  if (whole) edits.push({ file, span: lineOf(text, node.span), newText: '' });
  return [...edits, ...mendArchs([program, ...others()], edits, shifts(edits))];
}

/** A declaration with its line, or with the separator after it. */
function lineOf(text: string, span: Span): Span {
  const lines = wholeLines(text, span);
  if (!within(span, lines)) return lines;
  const separator = /^[ \t]*[,;]?[ \t]*/.exec(text.slice(span.end))?.[0] ?? '';
  return { start: span.start, end: span.end + separator.length };
}
