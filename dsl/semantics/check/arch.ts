/** Literal architectures: of a space that exists, in a notation that can be read, inside the space. */
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ArchItem } from '../../syntax/ast.ts';
import type { AnalysedSpace, Analysis } from '../analysis.ts';
import { itemsOf } from '../program.ts';
import { nearest } from '../suggest.ts';

export function checkArch(analysis: Analysis, item: ArchItem, file: string): readonly Diagnostic[] {
  const name = item.space.text;
  if (name === '') return [];
  const space = analysis.spaceNamed(name, file);
  if (space !== undefined) return space.arch(item, file).diagnostics.map((found) => withDecision(found, space));
  const suggestion = nearest(
    name,
    itemsOf(analysis.program, 'space', file).map((found) => found.item.name.text),
  );
  return [
    diagnostic(
      'unknown-name',
      { file, span: item.space.span },
      { name, what: 'space', ...(suggestion === undefined ? {} : { suggestion }) },
    ),
  ];
}

/** What is wrong with the value of a decision is told with the place where it is decided. */
function withDecision(found: Diagnostic, { model }: AnalysedSpace): Diagnostic {
  const { parameters } = found;
  if (!found.code.startsWith('arch-') || typeof parameters !== 'object' || parameters === null) return found;
  const path = 'path' in parameters ? parameters.path : undefined;
  const decision = model.decisions.find((each) => each.path === path);
  return decision === undefined ? found : { ...found, related: [{ ...decision.place, message: 'decided here' }] };
}
