/** Exact facts beside the text: how many architectures a space holds, what an `arch` costs. Never a guess: what is not exact is not shown. */
import type { Program } from '../semantics/program.ts';
import type { Span } from '../syntax/ast.ts';
import { archFacts } from './facts/arch-facts.ts';
import { compact, grouped } from './facts/numbers.ts';
import { spaceFacts } from './facts/space-facts.ts';

export interface InlayHint {
  /** Where it stands: just after the name. */
  readonly offset: number;
  /** Parts of at most twelve characters. */
  readonly parts: readonly string[];
  readonly tooltip: string;
}

export type HintSetting = 'off' | 'archs' | 'all';

export interface InlayHints {
  readonly hints: readonly InlayHint[];
  /** Whether the time ended before the last one; what is made is kept, so that asking again goes on. */
  readonly more: boolean;
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
  const end = Date.now() + milliseconds;
  for (const item of setting === 'off' ? [] : (program.files.get(file)?.ast.items ?? [])) {
    if (item.kind !== 'space' && item.kind !== 'arch') continue;
    const offset = item.name.span.end;
    if (item.name.text === '' || offset < within.start || offset > within.end) continue;
    if (Date.now() > end) return { hints, more: true };
    const size = item.kind === 'space' && setting === 'all' ? exactSize(program, item, file) : undefined;
    if (size !== undefined)
      hints.push({ offset, parts: [`${sizeLabel(size)} archs`], tooltip: `${grouped(size)} architectures, exactly.` });
    if (item.kind !== 'arch') continue;
    const costs = archFacts(program, item, file)?.costs;
    if (costs === undefined) continue;
    hints.push({
      offset,
      parts: [`${compact(costs.params)} params`, `${compact(costs.macs)} MACs`],
      tooltip: `${grouped(costs.params)} trainable parameters and ${grouped(costs.macs)} multiply-accumulates, exactly.`,
    });
  }
  return { hints, more: false };
}

function exactSize(program: Program, item: Parameters<typeof spaceFacts>[1], file: string): bigint | undefined {
  const facts = spaceFacts(program, item, file);
  if (facts.space === undefined) return undefined;
  if (facts.model.costs.length === 0) return facts.structural;
  const walked = facts.walk(0);
  return walked.done ? BigInt(walked.feasible) : undefined;
}

/** `15 625` with thin spaces up to five digits, `1.29M` beyond. */
const sizeLabel = (size: bigint): string =>
  size < 100_000n ? String(size).replace(/\B(?=(\d{3})+$)/g, '\u202f') : compact(size);
