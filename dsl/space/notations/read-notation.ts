/** One architecture written in a benchmark's own notation, outside any table: `nb201 "|nor_conv_3x3~0|+..."`. */
import { nearest } from '../../semantics/suggest.ts';
import type { Architecture, DecisionSpace } from '../decision-space.ts';
import { bindNotation } from './bind.ts';
import { notationNames } from './notation-name.ts';
import type { Parsed } from './parsed.ts';

/** Notations that fit one text; `decisions` takes a table's columns. */
export const textNotations = notationNames.filter((name) => name !== 'decisions');

export function readNotation(space: DecisionSpace, notation: string, text: string): Parsed<Architecture> {
  const name = textNotations.find((each) => each === notation);
  if (name === undefined) {
    const suggestion = nearest(notation, textNotations);
    const known = suggestion === undefined ? `known are ${textNotations.join(', ')}` : `did you mean ${suggestion}?`;
    return { error: `there is no notation "${notation}"; ${known}` };
  }
  const bound = bindNotation(space, { notation: name, key: 'arch', columns: ['arch'] });
  return 'error' in bound ? bound : bound.value.read(() => text);
}
