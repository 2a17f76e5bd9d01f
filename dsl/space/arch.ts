/** `arch` items: from their text to an architecture of their space. */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import type { ArchItem } from '../syntax/ast.ts';
import { givenValues } from './architecture-text.ts';
import type { Architecture, DecisionSpace } from './decision-space.ts';
import { readNotation } from './notations/read-notation.ts';

export function readArch(space: DecisionSpace, item: ArchItem, file: string): Checked<Architecture | undefined> {
  const { value } = item;
  const place = { file, span: value.span };
  if (value.kind === 'error') return { value: undefined, diagnostics: [] };
  if (value.kind === 'record') return space.fromGiven(givenValues(value, file), place);
  if (value.kind === 'notation') {
    const read = readNotation(space, value.notation.text, value.text.value);
    if ('value' in read) return { value: read.value, diagnostics: [] };
    const textPlace = { file, span: value.text.span };
    const found = diagnostic('arch-notation', textPlace, { notation: value.notation.text, why: read.error });
    return { value: undefined, diagnostics: [found] };
  }
  const expected = 'a record of decisions or a notation such as nb201 "..."';
  return { value: undefined, diagnostics: [diagnostic('type-mismatch', place, { expected, actual: 'an expression' })] };
}
