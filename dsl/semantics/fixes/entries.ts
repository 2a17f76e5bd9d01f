/** Entries of records, fields of experiments and arguments of calls, taken out together with what separates them. */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import type { Argument, ExperimentItem, NodesMember, RecordEntry, RecordExpr, Span } from '../../syntax/ast.ts';
import { around, editing, nodesAround, wholeLines, type Fix } from './fix.ts';

/** Takes items out of a list between brackets, each run of neighbours at once. */
export function withoutItems(
  items: readonly { readonly span: Span }[],
  dropped: readonly boolean[],
  inside: Span,
  file: string,
): TextEdit[] {
  if (dropped.every((each) => each)) return items.length === 0 ? [] : [{ file, span: inside, newText: '' }];
  const edits: TextEdit[] = [];
  for (let i = 0; i < items.length; i++) {
    if (dropped[i] !== true) continue;
    let last = i;
    while (dropped[last + 1] === true) last++;
    const [first, end, before, after] = [items[i], items[last], items[i - 1], items[last + 1]];
    if (first === undefined || end === undefined) continue;
    const gap =
      after !== undefined
        ? { start: first.span.start, end: after.span.start }
        : { start: before?.span.end ?? first.span.start, end: end.span.end };
    edits.push({ file, span: gap, newText: '' });
    i = last;
  }
  return edits;
}

export const withoutEntries = ({ entries, span }: RecordExpr, dropped: readonly boolean[], file: string): TextEdit[] =>
  withoutItems(entries, dropped, { start: span.start + 1, end: span.end - 1 }, file);

const within = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** For diagnostics at the key or the value of an entry, in a record, an experiment or a cell's nodes. */
export const removeEntry: Fix = ({ span }, file) => {
  const record = around<RecordExpr>(file, span, 'record').at(-1);
  const entry = record?.entries.find((each) => within(each.span, span));
  if (record !== undefined && entry !== undefined) {
    const dropped = record.entries.map((each: RecordEntry) => each === entry);
    return { title: `Remove "${entry.key.text}"`, edits: withoutEntries(record, dropped, file.file) };
  }
  const experiment = around<ExperimentItem>(file, span, 'experiment').at(-1);
  const member = experiment?.members.find((each) => within(each.span, span));
  if (member !== undefined) {
    const name = file.text.slice(member.span.start, member.span.end).split(/\W/)[0] ?? '';
    return editing(`Remove this "${name}"`, file, wholeLines(file.text, member.span), '');
  }
  return removeFieldOfNodes(file, span);
};

/** The first one of a field that stands twice: the last one counts. */
function removeFieldOfNodes(file: Parameters<Fix>[1], span: Span): ReturnType<Fix> {
  const nodes = around<NodesMember>(file, span, 'nodes').at(-1);
  const key = file.text.slice(span.start, span.end);
  if (nodes === undefined || !(key === 'from' || key === 'edge' || key === 'op' || key === 'merge')) return undefined;
  const value = nodes[key];
  if (value === undefined || value.span.start < span.start) return undefined;
  const whole = wholeLines(file.text, { start: span.start, end: value.span.end });
  const separator = /^[ \t]*[;,]?[ \t]*/.exec(file.text.slice(whole.end))?.[0] ?? '';
  return editing(`Remove this "${key}"`, file, { ...whole, end: whole.end + separator.length }, '');
}

/** For diagnostics at the name or the value of an argument. */
export const removeArgument: Fix = ({ span }, file) => {
  const call = nodesAround(file, span).findLast((each) => each.kind === 'call') as
    { readonly args: readonly Argument[]; readonly callee: { readonly span: Span }; readonly span: Span } | undefined;
  const taken = call?.args.find((each) => within(each.span, span));
  if (call === undefined || taken === undefined) return undefined;
  const open = file.text.indexOf('(', call.callee.span.end);
  const inside = { start: open + 1, end: call.span.end - 1 };
  const edits = withoutItems(
    call.args,
    call.args.map((each) => each === taken),
    inside,
    file.file,
  );
  return { title: `Remove the argument "${taken.name?.text ?? file.text.slice(span.start, span.end)}"`, edits };
};
