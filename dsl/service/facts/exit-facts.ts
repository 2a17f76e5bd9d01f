/** What is known of an early exit where it stands: how many multiply-accumulates it takes to get there, over all architectures. */
import type { Program } from '../../semantics/program.ts';
import type { MacsRange } from '../../space/exit-range.ts';
import type { Span } from '../../syntax/ast.ts';
import { spaceFacts, spacesAround } from './space-facts.ts';

/** One of the exits that a statement makes: a loop makes one a round. */
export interface ExitFacts {
  /** Some architectures do not have it. */
  readonly conditional: boolean;
  /** Bounds on the multiply-accumulates until its result is there; undefined where they are not known. */
  readonly macs: MacsRange | undefined;
}

/** Of the statement with this span, in the order in which they are reached; empty where no space has followed it. */
export function exitFacts(program: Program, file: string, span: Span): ExitFacts[] {
  return spacesAround(program, file, span.start).flatMap(({ item, file: home }) => {
    const { analysed } = spaceFacts(program, item, home);
    const at = analysed.toCut({ file, span });
    if (at === undefined) return [];
    const { model } = analysed.result;
    return model.exits
      .filter(({ place }) => place.file === at.file && place.span.start === at.span.start)
      .map(({ guard, macs }) => ({ conditional: guard !== true, macs }));
  });
}
