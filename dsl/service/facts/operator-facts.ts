/** What is known of an operator where it is applied: the forms that it takes there in the spaces of the program. */
import type { Program } from '../../semantics/program.ts';
import type { Expansion } from '../../graph/network.ts';
import type { Shape } from '../../graph/shape.ts';
import type { OperatorSite } from '../../space/sites.ts';
import { spaceFacts, spacesAround } from './space-facts.ts';

/** One form: what enters, and what it comes down to. */
export interface OperatorForm {
  readonly input: Shape;
  readonly expansion: Expansion;
}

/**
 * Of the narrowest use of an operator of this name around an offset, or, in a list that is given a name, of all its uses; empty where no
 * space has followed it.
 */
export function operatorForms(
  program: Program,
  file: string,
  offset: number,
  operator: string,
  listed: boolean,
): OperatorForm[] {
  const forms = new Map<Expansion, Shape>();
  for (const { item, file: home } of spacesAround(program, file, offset)) {
    const { analysed } = spaceFacts(program, item, home);
    const at = analysed.toCut({ file, span: { start: offset, end: offset } });
    if (at === undefined) continue;
    let best: OperatorSite | undefined;
    for (const site of analysed.result.model.sites.operators.values()) {
      const { file: where, span } = site.place;
      if (site.operator !== operator) continue;
      if (listed) for (const [expansion, input] of site.forms) forms.set(expansion, input);
      if (listed || where !== at.file) continue;
      if (span.start > at.span.start || span.end < at.span.start) continue;
      const { start = 0, end = Infinity } = best?.place.span ?? {};
      if (span.end - span.start < end - start) best = site;
    }
    for (const [expansion, input] of best?.forms ?? []) forms.set(expansion, input);
  }
  return [...forms].map(([expansion, input]) => ({ input, expansion }));
}
