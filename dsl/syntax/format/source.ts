/** What the printer asks of the text it came from: where the author broke lines, and the comments that no one has printed yet. */
import type { TokenType } from 'chevrotain';
import type { Comment } from '../lexer/scanner.ts';
import type { Token } from '../lexer/tokens.ts';

export class Source {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private readonly comments: readonly Comment[];
  private readonly printed: boolean[];

  constructor(text: string, tokens: readonly Token[], comments: readonly Comment[]) {
    this.text = text;
    this.tokens = tokens;
    this.comments = comments;
    this.printed = comments.map(() => false);
  }

  /** The first token of `type` at or after `offset`, and whether the line breaks right after it. */
  opening(type: TokenType, offset: number): { start: number; end: number; broken: boolean } {
    let index = firstAtLeast(this.tokens, offset, (token) => token.startOffset);
    while (index < this.tokens.length && this.tokens[index]?.tokenType !== type) index++;
    const token = this.tokens[index];
    if (token === undefined) return { start: offset, end: offset, broken: false };
    const broken = this.tokens[index + 1]?.newlineBefore ?? false;
    return { start: token.startOffset, end: token.endOffset + 1, broken };
  }

  /** Whether the line breaks between two offsets. */
  breaksBetween(start: number, end: number): boolean {
    return /[\r\n]/.test(this.text.slice(start, end));
  }

  /** Whether a blank line lies between two offsets. */
  blankBetween(start: number, end: number): boolean {
    return /(?:\n|\r(?!\n))[ \t]*[\r\n]/.test(this.text.slice(start, end));
  }

  /** The image of the token that begins at `offset`. */
  wordAt(offset: number): string {
    const token = this.tokens[firstAtLeast(this.tokens, offset, (candidate) => candidate.startOffset)];
    return token?.startOffset === offset ? token.image : '';
  }

  /** The comments between two offsets that were not taken before. */
  take(start: number, end: number): Comment[] {
    const taken: Comment[] = [];
    for (let i = firstAtLeast(this.comments, start, (comment) => comment.span.start); i < this.comments.length; i++) {
      const comment = this.comments[i];
      if (comment === undefined || comment.span.end > end) break;
      if (this.printed[i] === true) continue;
      this.printed[i] = true;
      taken.push(comment);
    }
    return taken;
  }

  /** The comments after `offset` on the same line and before `end`: at most one, since a comment ends its line. */
  takeTrailing(offset: number, end: number): Comment | undefined {
    const index = firstAtLeast(this.comments, offset, (comment) => comment.span.start);
    const comment = this.comments[index];
    if (comment === undefined || comment.span.end > end || this.printed[index] === true) return undefined;
    if (this.breaksBetween(offset, comment.span.start)) return undefined;
    this.printed[index] = true;
    return comment;
  }
}

/** Index of the first element whose offset is at least `offset`. */
function firstAtLeast<T>(sorted: readonly T[], offset: number, offsetOf: (element: T) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = sorted[middle];
    if (element !== undefined && offsetOf(element) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** For trees without a text: nothing is known, nothing is kept. */
export const noSource = new Source('', [], []);
