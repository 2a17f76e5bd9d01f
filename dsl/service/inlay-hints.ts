/**
 * Facts beside the text: how many architectures a space holds, what a requirement keeps, what an `arch` costs. Never a guess: what is not
 * known, or not yet, is not shown. Nothing here waits: long counts are begun, and made in the editor's idle time.
 */
import type { Program } from '../semantics/program.ts';
import type { SpaceSize } from '../space/decision-space.ts';
import type { ArchItem, RequireMember, SpaceItem, Span } from '../syntax/ast.ts';
import { archFacts } from './facts/arch-facts.ts';
import { ask } from './facts/job.ts';
import { compact, grouped, percent, sizeText } from './facts/numbers.ts';
import { requireFacts } from './facts/require-facts.ts';
import { spaceFacts } from './facts/space-facts.ts';

export interface InlayHint {
  /** Where it stands: just after the name, or after the condition of a requirement. */
  readonly offset: number;
  /** Parts of at most twelve characters, each of the same width whatever it says. */
  readonly parts: readonly string[];
  /** What it is about, for resolving: the tooltip is made when the hint is looked at. */
  readonly data: HintData;
}

/** Names a hint across versions of the text: items by kind and name, requirements by their place. */
export interface HintData {
  readonly kind: 'space' | 'arch' | 'require';
  readonly offset: number;
}

export type HintSetting = 'off' | 'archs' | 'all';

export interface InlayHints {
  readonly hints: readonly InlayHint[];
  /** Whether the time ended before the last one; what is made is kept, so that asking again goes on. */
  readonly more: boolean;
  /** Whether something is still being counted. */
  readonly counting: boolean;
}

/** Hints inside the span, made for some milliseconds at most. */
export function inlayHints(
  program: Program,
  file: string,
  within: Span,
  setting: HintSetting,
  milliseconds: number,
): InlayHints {
  const hints: InlayHint[] = [];
  let counting = false;
  const end = Date.now() + milliseconds;
  for (const { subject, offset } of setting === 'off' ? [] : subjectsIn(program, file, within, setting)) {
    const left = end - Date.now();
    if (left <= 0) return { hints, more: true, counting };
    const found = partsOf(program, file, subject, left);
    counting ||= found.counting;
    if (found.parts !== undefined) hints.push({ offset, parts: found.parts, data: { kind: subject.kind, offset } });
  }
  return { hints, more: false, counting };
}

type Subject =
  | { readonly kind: 'space'; readonly item: SpaceItem }
  | { readonly kind: 'arch'; readonly item: ArchItem }
  | { readonly kind: 'require'; readonly item: SpaceItem; readonly member: RequireMember };

function* subjectsIn(
  program: Program,
  file: string,
  within: Span,
  setting: HintSetting,
): Generator<{ subject: Subject; offset: number }> {
  const inside = (offset: number): boolean => offset >= within.start && offset <= within.end;
  for (const item of program.files.get(file)?.ast.items ?? []) {
    if (item.kind !== 'space' && item.kind !== 'arch') continue;
    if (item.span.end < within.start || item.span.start > within.end) continue;
    const offset = item.name.span.end;
    const named = item.name.text !== '' && inside(offset);
    if (item.kind === 'arch') {
      if (named) yield { subject: { kind: 'arch', item }, offset };
    } else if (setting === 'all') {
      if (named) yield { subject: { kind: 'space', item }, offset };
      for (const member of item.members) {
        if (member.kind === 'require' && inside(member.span.end))
          yield { subject: { kind: 'require', item, member }, offset: member.span.end };
      }
    }
  }
}

/** Milliseconds of one count at once: many spaces may want some. */
const TIME = 5;

function partsOf(
  program: Program,
  file: string,
  subject: Subject,
  milliseconds: number,
): { parts: readonly string[] | undefined; counting: boolean } {
  const time = Math.min(TIME, milliseconds);
  switch (subject.kind) {
    case 'space': {
      const job = spaceFacts(program, subject.item, file).jobs?.size;
      const size = job && ask(job, time);
      const parts = size?.method === 'exact' ? [`${sizeLabel(size.value)} archs`] : undefined;
      return { parts, counting: job?.done === false };
    }
    case 'require': {
      const { keeps, counting } = requireFacts(program, subject.item, file, subject.member, time);
      if (keeps === undefined || keeps.of.value === 0n) return { parts: undefined, counting };
      return { parts: [`keeps ${shareLabel(keeps.kept.value, keeps.of.value)}`], counting };
    }
    case 'arch': {
      const costs = archFacts(program, subject.item, file)?.costs;
      const parts = costs && [`${wide(compact(costs.params))} params`, `${wide(compact(costs.macs))} MACs`];
      return { parts, counting: false };
    }
  }
}

/** What a hint rests on, in Markdown; undefined where there is no such hint any more. */
export function describeHint(program: Program, file: string, { kind, offset }: HintData): string | undefined {
  const within = { start: offset, end: offset };
  for (const { subject, offset: at } of subjectsIn(program, file, within, 'all')) {
    if (at === offset && subject.kind === kind) return story(program, file, subject);
  }
  return undefined;
}

function story(program: Program, file: string, subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'space': {
      const size = spaceFacts(program, subject.item, file).jobs?.size.value;
      return size && `${sizeText(size)} architectures satisfy its requirements${exactly(size)}.`;
    }
    case 'require': {
      const { keeps } = requireFacts(program, subject.item, file, subject.member, 0);
      return (
        keeps && `Alone it keeps ${sizeText(keeps.kept)} of ${sizeText(keeps.of)} architectures${exactly(keeps.kept)}.`
      );
    }
    case 'arch': {
      const facts = archFacts(program, subject.item, file);
      if (facts === undefined) return undefined;
      const { costs, exits } = facts;
      const early = exits.slice(0, -1).map(({ macs }) => grouped(macs));
      const left = early.length === 0 ? '' : ` Early exits are reached after ${early.join(', ')}.`;
      return `${grouped(costs.params)} trainable parameters and ${grouped(costs.macs)} multiply-accumulates, exactly.${left}`;
    }
  }
}

const exactly = ({ method, samples = 0 }: SpaceSize): string =>
  method === 'exact' ? ', exactly' : `, judged by ${grouped(samples)} draws`;

/** `15 625` up to five digits, `1.29M` beyond; six characters. */
const sizeLabel = (size: bigint): string => (size < 100_000n ? grouped(size) : compact(size)).padStart(6, FIGURE_SPACE);

/** `31 %` of a fixed width: four characters for the number. */
const shareLabel = (kept: bigint, of: bigint): string => {
  const [number = ''] = percent(kept, of).replace('less than 0.00000001', '~0').split(' ');
  const short = Number(number) < 0.01 && kept > 0n ? '<.01' : number;
  return `${short.slice(0, 4).padStart(4, FIGURE_SPACE)}\u202f%`;
};

/** As wide as a digit, so that text beside does not jump when numbers change. */
const FIGURE_SPACE = '\u2007';
const wide = (number: string): string => number.padStart(5, FIGURE_SPACE);
