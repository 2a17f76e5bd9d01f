/** What is known of an early exit where it stands: how many multiply-accumulates it takes to get there, over all architectures. */
import type { Program } from '../../semantics/program.ts';
import { isLifted, isOpaque } from '../../semantics/values.ts';
import type { CostTerm, SpaceModel } from '../../space/model.ts';
import type { TracedExit } from '../../space/traced-exits.ts';
import type { Span } from '../../syntax/ast.ts';
import { spaceFacts, spacesAround } from './space-facts.ts';

/** One of the exits that a statement makes: a loop makes one a round. */
export interface ExitFacts {
  /** Some architectures do not have it. */
  readonly conditional: boolean;
  /** Bounds on the multiply-accumulates until its result is there; undefined where cells lie before it, whose costs depend on all their decisions. */
  readonly macs: { readonly least: number; readonly most: number } | undefined;
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
      .map((exit) => ({ conditional: exit.guard !== true, macs: macsUntil(model, exit) }));
  });
}

function macsUntil({ terms, termsComplete }: SpaceModel, { to, guard }: TracedExit): ExitFacts['macs'] {
  if (!termsComplete) return undefined;
  let [least, most] = [0, 0];
  for (const term of terms.slice(0, to)) {
    const values = valuesOf(term);
    if (values === undefined) return undefined;
    if (term.guard === true || term.guard === guard) least += values.reduce((a, b) => Math.min(a, b), Infinity);
    most += values.reduce((a, b) => Math.max(a, b), 0);
  }
  return { least, most };
}

function valuesOf({ macs }: CostTerm): readonly number[] | undefined {
  if (isOpaque(macs)) return undefined;
  return (isLifted(macs) ? macs.table : [macs]).map((entry) => (typeof entry === 'number' ? entry : 0));
}
