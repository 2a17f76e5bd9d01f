/** The ways in which a table can name an architecture of a space. */

export const notationNames = ['nb201', 'nb101', 'darts', 'autoformer', 'text', 'decisions'] as const;

export type NotationName = (typeof notationNames)[number];

export function isNotationName(text: string): text is NotationName {
  return (notationNames as readonly string[]).includes(text);
}
