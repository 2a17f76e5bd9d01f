/** Pieces of Markdown. */
import { grouped } from '../facts/numbers.ts';

/** A block of code in the language. */
export const code = (text: string): string => `\`\`\`hnas\n${text}\n\`\`\``;

/** Paragraphs, those that are empty or missing left out. */
export const paragraphs = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('\n\n');

export const plural = (count: number | bigint, noun: string): string =>
  `${count === 1 || count === 1n ? '1' : grouped(count)} ${noun}${count === 1 || count === 1n ? '' : 's'}`;
