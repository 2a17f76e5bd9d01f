/**
 * The project's own stroke font: digits and capital letters on a grid 8 wide and 12 high, y downwards. Several forms of a glyph are
 * how people write it differently.
 */

export type GlyphSet = 'digits' | 'letters' | 'all';

/** Glyph to its forms, each a path of `strokes.ts`. */
const DIGITS: Readonly<Record<string, readonly string[]>> = {
  0: ['O 4 6 3.6 6'],
  1: ['M 1.5 3 L 4.5 0 L 4.5 12', 'M 1.5 3 L 4 0 L 4 12 M 1 12 L 7 12', 'M 4 0 L 4 12'],
  2: ['M 0.5 3 Q 0.5 0 4 0 Q 7.5 0 7.5 3.5 Q 7.5 6 0.5 12 L 8 12'],
  3: [
    'M 0.5 1.5 Q 2 0 4 0 Q 7.5 0 7.5 3 Q 7.5 6 3.5 6 Q 8 6 8 9 Q 8 12 4 12 Q 1.5 12 0 10.5',
    'M 0.5 0 L 7.5 0 L 3.5 5 Q 8 5 8 8.5 Q 8 12 4 12 Q 1.5 12 0 10.5',
  ],
  4: ['M 6 12 L 6 0 L 0 8.5 L 8 8.5', 'M 1 0 L 0.5 7 L 8 7 M 6 2 L 6 12'],
  5: ['M 7 0 L 1 0 L 0.6 5.5 Q 2 4.5 4 4.5 Q 8 4.5 8 8.2 Q 8 12 4 12 Q 1.5 12 0 10.5'],
  6: [
    'M 7 0.5 Q 0 1.5 0 8.3 Q 0 12 4 12 Q 8 12 8 8.5 Q 8 5 4 5 Q 0.5 5 0 8.3',
    'M 5.5 0 L 1 6 M 8 8.5 O 4 8.4 3.8 3.6',
  ],
  7: ['M 0 0 L 8 0 L 3 12', 'M 0 0 L 8 0 L 3 12 M 2.5 6 L 7.5 6'],
  8: [
    'O 4 2.8 3.2 2.8 O 4 8.8 3.9 3.2',
    'M 7 2 Q 6 0 4 0 Q 1 0 1 2.7 Q 1 4.7 4 6 Q 7.7 7.5 7.7 9.3 Q 7.7 12 4 12 Q 0.3 12 0.3 9.3 Q 0.3 7.5 4 6 Q 7.5 4.5 7 2',
  ],
  9: ['M 1 11.5 Q 8 10.5 8 3.7 Q 8 0 4 0 Q 0 0 0 3.5 Q 0 7 4 7 Q 7.5 7 8 3.7', 'O 4 3.5 3.6 3.5 M 7.6 3.5 L 6.5 12'],
};

const LETTERS: Readonly<Record<string, readonly string[]>> = {
  A: ['M 0 12 L 4 0 L 8 12 M 1.5 8 L 6.5 8'],
  B: ['M 0.5 12 L 0.5 0 L 4 0 Q 7.5 0 7.5 3 Q 7.5 5.8 4 5.8 L 0.5 5.8 M 4 5.8 Q 8 5.8 8 9 Q 8 12 4 12 L 0.5 12'],
  C: ['M 8 2.5 Q 7 0 4.3 0 Q 0 0 0 6 Q 0 12 4.3 12 Q 7 12 8 9.5'],
  D: ['M 0.5 12 L 0.5 0 L 3 0 Q 8 0 8 6 Q 8 12 3 12 L 0.5 12'],
  E: ['M 8 0 L 0.5 0 L 0.5 12 L 8 12 M 0.5 6 L 6.5 6'],
  F: ['M 8 0 L 0.5 0 L 0.5 12 M 0.5 6 L 6.5 6'],
  G: ['M 8 2.5 Q 7 0 4.3 0 Q 0 0 0 6 Q 0 12 4.3 12 Q 8 12 8 7 L 4.5 7'],
  H: ['M 0.5 0 L 0.5 12 M 7.5 0 L 7.5 12 M 0.5 6 L 7.5 6'],
  I: ['M 4 0 L 4 12 M 1 0 L 7 0 M 1 12 L 7 12'],
  J: ['M 6.5 0 L 6.5 8.5 Q 6.5 12 3.2 12 Q 0 12 0 8.5', 'M 2.5 0 L 8 0 M 6 0 L 6 8.5 Q 6 12 3 12 Q 0 12 0 9'],
  K: ['M 0.5 0 L 0.5 12 M 8 0 L 0.5 7 M 3 5 L 8 12'],
  L: ['M 0.5 0 L 0.5 12 L 7.5 12'],
  M: ['M 0 12 L 0.5 0 L 4 7 L 7.5 0 L 8 12'],
  N: ['M 0.5 12 L 0.5 0 L 7.5 12 L 7.5 0'],
  O: ['O 4 6 4.4 5.6'],
  P: ['M 0.5 12 L 0.5 0 L 4 0 Q 8 0 8 3.5 Q 8 7 4 7 L 0.5 7'],
  Q: ['O 4 5.6 4.4 5.6 M 4.5 8 L 8.5 12.5'],
  R: ['M 0.5 12 L 0.5 0 L 4 0 Q 8 0 8 3.3 Q 8 6.6 4 6.6 L 0.5 6.6 M 3.5 6.6 L 8 12'],
  S: ['M 7.5 2 Q 6.5 0 4 0 Q 0.5 0 0.5 2.8 Q 0.5 5.2 4 6 Q 8 7 8 9.2 Q 8 12 4 12 Q 1 12 0 9.8'],
  T: ['M 0 0 L 8 0 M 4 0 L 4 12'],
  U: ['M 0.5 0 L 0.5 8 Q 0.5 12 4 12 Q 7.5 12 7.5 8 L 7.5 0'],
  V: ['M 0 0 L 4 12 L 8 0'],
  W: ['M 0 0 L 1.8 12 L 4 4 L 6.2 12 L 8 0'],
  X: ['M 0.5 0 L 7.5 12 M 7.5 0 L 0.5 12'],
  Y: ['M 0 0 L 4 6 L 8 0 M 4 6 L 4 12'],
  Z: ['M 0.5 0 L 8 0 L 0 12 L 8 12', 'M 0.5 0 L 8 0 L 0 12 L 8 12 M 2 6 L 6 6'],
};

/** Beside letters, the digits that look like one are written as people do to tell them apart: 0 with a slash, 1 with its flag. */
const DISTINCT_DIGITS = {
  ...DIGITS,
  0: ['O 4 6 3.4 6 M 6.5 1 L 1.5 11'],
  1: ['M 1.5 3 L 4.5 0 L 4.5 12'],
};

export interface Glyph {
  readonly name: string;
  readonly forms: readonly string[];
}

/** The classes of a set, in order. */
export function glyphsOf(set: GlyphSet): Glyph[] {
  const table = set === 'digits' ? DIGITS : set === 'letters' ? LETTERS : { ...DISTINCT_DIGITS, ...LETTERS };
  return Object.entries(table).map(([name, forms]) => ({ name, forms }));
}
