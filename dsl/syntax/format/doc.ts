/**
 * A small document algebra: text with places where a line may break, laid out in a given width. A group is set on one line if it
 * fits, else all its own lines break (Wadler, "A prettier printer", 2003; here as a loop over a stack, so depth costs no recursion).
 */

export type Doc =
  | string
  | readonly Doc[]
  | { readonly kind: 'line'; readonly flat: string; readonly hard: boolean }
  | { readonly kind: 'indent'; readonly content: Doc }
  | { readonly kind: 'group'; readonly content: Doc; readonly broken: boolean }
  | { readonly kind: 'if-broken'; readonly broken: string; readonly flat: string };

/** A space, or a line break where its group is broken. */
export const line: Doc = { kind: 'line', flat: ' ', hard: false };
/** Nothing, or a line break where its group is broken. */
export const softline: Doc = { kind: 'line', flat: '', hard: false };
/** Always a line break: breaks every group around it. */
export const hardline: Doc = { kind: 'line', flat: '', hard: true };

export const indent = (content: Doc): Doc => ({ kind: 'indent', content });
export const ifBroken = (broken: string, flat: string): Doc => ({ kind: 'if-broken', broken, flat });
export const group = (content: Doc, broken = false): Doc => ({
  kind: 'group',
  content,
  broken: broken || breaks(content),
});

/** Whether a line break inside is certain. */
export function breaks(doc: Doc): boolean {
  if (typeof doc === 'string') return false;
  if (isConcatenation(doc)) return doc.some(breaks);
  if (doc.kind === 'line') return doc.hard;
  if (doc.kind === 'group') return doc.broken;
  return doc.kind === 'indent' && breaks(doc.content);
}

export function join(docs: readonly Doc[], separator: Doc): Doc {
  return docs.flatMap((doc, index) => (index === 0 ? [doc] : [separator, doc]));
}

const isConcatenation = (doc: Doc): doc is readonly Doc[] => Array.isArray(doc);

interface Task {
  readonly doc: Doc;
  readonly level: number;
  readonly flat: boolean;
}

/** Lays the document out; `width` in UTF-16 units, two spaces a level, no space at line ends. */
export function render(doc: Doc, width: number): string {
  const parts: string[] = [];
  const stack: Task[] = [{ doc, level: 0, flat: false }];
  let column = 0;
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    const { doc: current, level, flat } = task;
    if (typeof current === 'string') {
      parts.push(current);
      column += current.length;
    } else if (isConcatenation(current)) {
      for (let i = current.length - 1; i >= 0; i--) stack.push({ doc: current[i] ?? '', level, flat });
    } else if (current.kind === 'indent') {
      stack.push({ doc: current.content, level: level + 1, flat });
    } else if (current.kind === 'if-broken') {
      stack.push({ doc: flat ? current.flat : current.broken, level, flat });
    } else if (current.kind === 'group') {
      const content = { doc: current.content, level, flat: true };
      stack.push(
        !current.broken && (flat || fits(content, stack, width - column)) ? content : { ...content, flat: false },
      );
    } else if (flat && !current.hard) {
      parts.push(current.flat);
      column += current.flat.length;
    } else {
      parts.push('\n', '  '.repeat(level));
      column = 2 * level;
    }
  }
  return parts.join('').replace(/[ \t]+$/gm, '');
}

/** Whether `first`, set flat, and what follows it up to the next possible line break fit into `room`. */
function fits(first: Task, rest: readonly Task[], room: number): boolean {
  const stack: Task[] = [first];
  let next = rest.length;
  let left = room;
  while (left >= 0) {
    const task = stack.pop() ?? rest[--next];
    if (task === undefined) return true;
    const { doc, level, flat } = task;
    if (typeof doc === 'string') left -= doc.length;
    else if (isConcatenation(doc))
      for (let i = doc.length - 1; i >= 0; i--) stack.push({ doc: doc[i] ?? '', level, flat });
    else if (doc.kind === 'indent') stack.push({ doc: doc.content, level, flat });
    else if (doc.kind === 'group') stack.push({ doc: doc.content, level, flat: flat && !doc.broken });
    else if (doc.kind === 'if-broken') left -= (flat ? doc.flat : doc.broken).length;
    else if (!flat || doc.hard) return true;
    else left -= doc.flat.length;
  }
  return false;
}
