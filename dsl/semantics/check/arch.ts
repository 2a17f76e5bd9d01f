/** Literal architectures: of a space that exists, in a notation that can be read, inside the space. */
import { diagnostic } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ArchItem } from '../../syntax/ast.ts';
import type { Analysis } from '../analysis.ts';
import { itemsOf } from '../program.ts';
import { nearest } from '../suggest.ts';

export function checkArch(analysis: Analysis, item: ArchItem, file: string): readonly Diagnostic[] {
  const name = item.space.text;
  if (name === '') return [];
  const space = analysis.spaceNamed(name, file);
  if (space !== undefined) return space.arch(item, file).diagnostics;
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
