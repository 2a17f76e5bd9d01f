/**
 * `arch` literals after an edit of their space: each decision is found again at the place of its `choice`, and its path follows. Of several
 * decisions that one `choice` makes (rounds of a loop, uses of a block) the order stays the same.
 */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import { analysisOf, type AnalysedSpace } from '../../semantics/analysis.ts';
import { itemsOf, type Program } from '../../semantics/program.ts';
import type { Architecture } from '../../space/decision-space.ts';
import { decisionSpace } from '../../space/lower.ts';
import type { SpaceModel, TracedDecision } from '../../space/model.ts';
import type { RecordExpr, Span } from '../../syntax/ast.ts';
import { withoutEntries } from '../../semantics/fixes/entries.ts';
import { edited } from '../rename/paths.ts';

export interface Place {
  readonly file: string;
  readonly offset: number;
}

/** Where a piece of text is after the edits; undefined where it is gone. */
export type Moves = (place: Place) => Place | undefined;

/** Moves of edits that take no text along. */
export function shifts(edits: readonly TextEdit[]): Moves {
  return ({ file, offset }) => {
    let moved = offset;
    for (const { file: at, span, newText } of edits) {
      if (at !== file) continue;
      if (span.start < offset && offset < span.end) return undefined;
      if (span.end <= offset) moved += newText.length - (span.end - span.start);
    }
    return { file, offset: moved };
  };
}

/** What each decision has become, by number: the one after the edits, or undefined. */
export function followDecisions(before: SpaceModel, after: SpaceModel, moves: Moves): (TracedDecision | undefined)[] {
  const waiting = new Map<string, TracedDecision[]>();
  const key = ({ file, offset }: Place): string => `${offset} ${file}`;
  const placeOf = ({ place }: TracedDecision): Place => ({ file: place.file, offset: place.span.start });
  for (const decision of after.decisions) {
    const at = key(placeOf(decision));
    waiting.set(at, [...(waiting.get(at) ?? []), decision]);
  }
  const queues = before.decisions.map((decision) => {
    const moved = moves(placeOf(decision));
    return moved === undefined ? undefined : waiting.get(key(moved));
  });
  const wanted = new Map<TracedDecision[], number>();
  for (const queue of queues) if (queue !== undefined) wanted.set(queue, (wanted.get(queue) ?? 0) + 1);
  const next = new Map<TracedDecision[], number>();
  return before.decisions.map((decision, i) => {
    const queue = queues[i];
    if (queue === undefined) return undefined;
    // Where rounds are gone, those that are left keep their paths.
    if ((wanted.get(queue) ?? 0) > queue.length) return queue.find(({ path }) => path === decision.path);
    const at = next.get(queue) ?? 0;
    next.set(queue, at + 1);
    return queue[at];
  });
}

/**
 * `drop` says whether the entry of a decision that is gone may go, from its value as it is written. A literal in a benchmark's notation that
 * the space no longer fits is written out by its decisions.
 */
export function mendArchs(
  programs: readonly Program[],
  edits: readonly TextEdit[],
  moves: Moves,
  drop: (value: string) => boolean = () => false,
): TextEdit[] {
  const found = new Map<string, TextEdit>();
  for (const program of programs) {
    const archs = itemsOf(program, 'arch');
    const future = edits.some(({ file }) => program.files.has(file)) ? edited(program, edits) : undefined;
    if (archs.length === 0 || future === undefined) continue;
    const later = itemsOf(future, 'arch');
    for (const [i, { item, file }] of archs.entries()) {
      const before = analysisOf(program).spaceNamed(item.space.text, file);
      const after = analysisOf(future).spaceNamed(item.space.text, file);
      const next = later[i];
      if (before === undefined || after === undefined || next === undefined) continue;
      const become = followDecisions(before.model, after.model, moves);
      const text = program.files.get(file)?.text ?? '';
      const fits = after.arch(next.item, next.file).diagnostics.length === 0;
      const made =
        item.value.kind === 'record'
          ? recordEdits(item.value, text, file, before.model, become, drop)
          : fits
            ? []
            : writtenOut(before.arch(item, file).architecture, before, item.value.span, file, become, drop);
      for (const edit of made) found.set(`${edit.span.start} ${file}`, edit);
    }
  }
  return [...found.values()];
}

/** Nothing where it was wrong before, or is no architecture of the space any more. */
function writtenOut(
  architecture: Architecture | undefined,
  { result }: AnalysedSpace,
  span: Span,
  file: string,
  become: readonly (TracedDecision | undefined)[],
  drop: (value: string) => boolean,
): TextEdit[] {
  if (architecture === undefined) return [];
  const space = decisionSpace(result.program, result.model);
  const entries = become.flatMap((next, id) => {
    const value = space.alternative(architecture, id);
    return value === undefined ? [] : [{ path: next?.path, value }];
  });
  if (entries.some(({ path, value }) => path === undefined && !drop(value))) return [];
  const kept = entries.filter(({ path }) => path !== undefined).map(({ path = '', value }) => `${path}: ${value}`);
  return [{ file, span, newText: kept.length === 0 ? '{}' : `{ ${kept.join(', ')} }` }];
}

function recordEdits(
  record: RecordExpr,
  text: string,
  file: string,
  before: SpaceModel,
  become: readonly (TracedDecision | undefined)[],
  drop: (value: string) => boolean,
): TextEdit[] {
  const edits: TextEdit[] = [];
  const dropped = record.entries.map(({ key, value }) => {
    const id = before.decisions.findIndex(({ path }) => path === key.text);
    const next = become[id];
    if (id < 0 || next !== undefined) {
      if (next !== undefined && next.path !== key.text) edits.push({ file, span: key.span, newText: next.path });
      return false;
    }
    return drop(text.slice(value.span.start, value.span.end));
  });
  return [...edits, ...withoutEntries(record, dropped, file)];
}
