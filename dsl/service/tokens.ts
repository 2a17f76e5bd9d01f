/** The tokens of a text, kept for the text asked for last: several features of one request look at them. */
import { Reporter } from '../syntax/reporter.ts';
import { scan } from '../syntax/lexer/scanner.ts';
import type { Token } from '../syntax/lexer/tokens.ts';

let lastText: string | undefined;
let lastTokens: readonly Token[] = [];

export function tokensOf(text: string): readonly Token[] {
  if (text !== lastText) {
    lastTokens = scan(text, new Reporter('')).tokens;
    lastText = text;
  }
  return lastTokens;
}

/** Index of the first token that ends after the offset. */
export function tokenAfter(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.endOffset ?? 0) >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The token that holds the offset; where two touch, the one that begins there. */
export function tokenAt(text: string, offset: number): Token | undefined {
  const tokens = tokensOf(text);
  const after = tokens[tokenAfter(tokens, offset)];
  if (after !== undefined && after.startOffset <= offset) return after;
  const before = tokens[tokenAfter(tokens, offset - 1)];
  return before !== undefined && before.startOffset <= offset && before.endOffset + 1 >= offset ? before : undefined;
}

export const isWord = (token: Token | undefined): token is Token =>
  token !== undefined && /^[A-Za-z_]\w*$/.test(token.image);
