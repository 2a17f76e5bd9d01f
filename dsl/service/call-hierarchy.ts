/** Who uses whom: spaces, blocks, cells and operators with what they apply, architectures and experiments with their space. */
import { PRELUDE_FILE, type Program } from '../semantics/program.ts';
import type { Span } from '../syntax/ast.ts';
import { isDeclared, keyOf, type Declared } from './declarations.ts';
import { occurrenceAt, resolveFile, type Occurrence, type ResolvedFile } from './names.ts';

/** What can use and be used; values of a file only where a use stands outside of all others. */
const USERS = ['op', 'block', 'cell', 'space', 'arch', 'experiment'] as const;
const VALUES = ['opset', 'let', 'param'] as const;

type Kind = (typeof USERS)[number] | (typeof VALUES)[number];

export interface CallItem {
  readonly kind: Kind;
  readonly name: string;
  readonly file: string;
  readonly span: Span;
  readonly whole: Span;
}

/** The other side of a use, and the places of the uses, all in the user's file. */
export interface Call {
  readonly item: CallItem;
  readonly uses: readonly Span[];
}

export function callItemAt(program: Program, file: string, offset: number): CallItem | undefined {
  const resolved = resolveFile(program, file);
  const found = resolved && occurrenceAt(resolved, offset)?.meaning;
  return found !== undefined && isDeclared(found) ? itemOf(found) : undefined;
}

/** In all files of the programs and in the operator library. */
export function incomingCalls(programs: readonly Program[], target: CallItem): Call[] {
  return filesOf(programs).flatMap((resolved) => {
    const uses = usesIn(resolved).filter(({ meaning }) => isDeclared(meaning) && sameAs(meaning, target));
    return grouped(uses, (use) => userOf(resolved, use.span));
  });
}

/** What the item's own text uses; what values that it names hold belongs to those. */
export function outgoingCalls(program: Program, { file, whole }: CallItem): Call[] {
  const resolved = resolveFile(program, file);
  if (resolved === undefined) return [];
  const uses = usesIn(resolved).filter(({ span }) => whole.start <= span.start && span.end <= whole.end);
  return grouped(uses, ({ meaning }) => (isDeclared(meaning) ? itemOf(meaning) : undefined));
}

function itemOf(declared: Declared): CallItem | undefined {
  const kind = [...USERS, ...VALUES].find((each) => each === declared.kind);
  const { name, file, node } = declared;
  return kind && { kind, name: name.text, file, span: name.span, whole: node.span };
}

const sameAs = (declared: Declared, { kind, file, span }: CallItem): boolean =>
  keyOf(declared) === `${kind} ${file} ${span.start}`;

/** Uses of what can be called; `let`, `param` and `opset` count where something outside of spaces declares them. */
const usesIn = ({ occurrences }: ResolvedFile): Occurrence[] =>
  occurrences.filter(({ declares, meaning }) => !declares && isDeclared(meaning) && isUsable(meaning));

const isUsable = ({ kind }: Declared): boolean =>
  kind === 'space' || kind === 'op' || kind === 'block' || kind === 'cell';

/** The innermost one of what can use others, else the value of the file that the place is in. */
function userOf({ occurrences, ast }: ResolvedFile, { start, end }: Span): CallItem | undefined {
  const items: readonly object[] = ast.items;
  let best: CallItem | undefined;
  for (const { meaning, declares } of occurrences) {
    if (!declares || !isDeclared(meaning)) continue;
    const item = itemOf(meaning);
    if (item === undefined || item.whole.start > start || item.whole.end < end) continue;
    if (VALUES.some((kind) => kind === item.kind) && !items.includes(meaning.node)) continue;
    if (best === undefined || item.whole.start >= best.whole.start) best = item;
  }
  return best;
}

function grouped(uses: readonly Occurrence[], other: (use: Occurrence) => CallItem | undefined): Call[] {
  const found = new Map<string, { item: CallItem; uses: Span[] }>();
  for (const use of uses) {
    const item = other(use);
    if (item === undefined) continue;
    const key = `${item.file} ${item.span.start}`;
    const call = found.get(key) ?? { item, uses: [] };
    found.set(key, { ...call, uses: [...call.uses, use.span] });
  }
  return [...found.values()];
}

/** Each file once. */
function filesOf(programs: readonly Program[]): ResolvedFile[] {
  const found = new Map<string, ResolvedFile>();
  for (const program of programs) {
    for (const file of [...program.files.keys(), PRELUDE_FILE]) {
      const resolved = found.has(file) ? undefined : resolveFile(program, file);
      if (resolved !== undefined) found.set(file, resolved);
    }
  }
  return [...found.values()];
}
