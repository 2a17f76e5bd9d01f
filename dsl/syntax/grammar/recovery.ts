/**
 * The base of the grammar: chevrotain's parser with recovery of its own. Brackets are balanced before parsing (lexer/brackets), so
 * whatever is missing is reported and taken as given, and whatever does not belong is skipped up to the next line, separator or
 * closing bracket of the same depth. No rule gives up: every declaration reaches the tree, complete or not.
 */
import { EmbeddedActionsParser, EOF, tokenMatcher, type IParserConfig, type TokenType } from 'chevrotain';
import type { Attached } from '../../diagnostics/catalogue.ts';
import type { ErrorExpr, Name, Span } from '../ast.ts';
import * as t from '../lexer/tokens.ts';
import type { Token } from '../lexer/tokens.ts';
import { Reporter } from '../reporter.ts';
import { closest } from './spelling.ts';

/** What may stand in a sequence, for messages and for mending misspelt keywords. */
export interface Expectation {
  /** For example `a member of a space`. */
  readonly what: string;
  /** Keywords that may begin an element. */
  readonly words: readonly TokenType[];
}

/** What may stand on the line after a part of a condition. */
const continuing: ReadonlySet<TokenType> = new Set([
  ...[t.Then, t.Dot, t.Of, t.With, t.Weights, t.Steps, t.Log],
  ...t.vocabulary.filter((type) => type.CATEGORIES?.includes(t.BinaryOperator)),
]);

/** Sections of an experiment. */
export const sections = ['search', 'budget', 'checkpoint'];

const endOfFile: Token = {
  image: '',
  startOffset: 0,
  endOffset: -1,
  tokenType: EOF,
  tokenTypeIdx: EOF.tokenTypeIdx ?? 0,
  newlineBefore: true,
  depth: -1,
  doc: undefined,
};

export abstract class RecoveringParser extends EmbeddedActionsParser {
  protected reporter = new Reporter('');
  private end: Token = endOfFile;
  /** Offset of the token before which the last error was found: nothing more is reported until it is consumed. */
  private brokenAt = -1;

  constructor(config: IParserConfig) {
    super([...t.vocabulary], { maxLookahead: 2, recoveryEnabled: false, ...config });
  }

  /** Prepares for another text; `tokens` have balanced brackets. */
  protected start(tokens: readonly Token[], text: string, reporter: Reporter): void {
    this.input = [...tokens];
    this.reporter = reporter;
    this.end = { ...endOfFile, startOffset: text.length, endOffset: text.length - 1 };
    this.brokenAt = -1;
  }

  /** Errors that chevrotain found itself. Every rule recovers, so there are none; if one slips through it must be seen. */
  protected reportUnrecovered(): void {
    for (const { token, message } of this.errors) {
      const at = token.tokenType === EOF ? this.end.startOffset : token.startOffset;
      this.reporter.error({ start: at, end: at }, message);
    }
  }

  // -------------------------------------------------------------------------------------------------------- looking

  protected peek(ahead = 1): Token {
    const token = this.LA(ahead);
    return token.tokenType === EOF ? this.end : (token as Token);
  }

  protected nextIs(type: TokenType, ahead = 1): boolean {
    return tokenMatcher(this.LA(ahead), type);
  }

  /** Whether the next token begins something on a line of its own, and so is not the value that is missing before it. */
  protected atNextElement(): boolean {
    return (
      this.peek().newlineBefore && (this.declares() || this.beginsMember() || this.beginsIf() || this.beginsChain())
    );
  }

  /** `a >> b`, unless it goes on with one: `if c then a else` on the line before. */
  private beginsChain(): boolean {
    const before = this.peek(0).tokenType;
    if (!this.nextIs(t.Identifier) || before === t.Flow || before === t.Then || before === t.Else) return false;
    const { depth } = this.peek();
    for (let ahead = 2; ; ahead++) {
      const token = this.peek(ahead);
      if (token.newlineBefore || token.depth < depth) return false;
      if (token.tokenType === t.Flow && token.depth === depth) return true;
    }
  }

  /** `key: value`, `search kind`, `budget { ... }` */
  private beginsMember(): boolean {
    const token = this.peek();
    const next = this.peek(2);
    if (!tokenMatcher(token, t.Word) || next.newlineBefore) return false;
    if (next.tokenType === t.Colon) return true;
    return sections.includes(token.image) && (next.tokenType === t.LCurly || tokenMatcher(next, t.NameWord));
  }

  /** `if c { ... }`, which is no value; `if c then a else b` is one. A brace may also be a record of the condition. */
  private beginsIf(): boolean {
    if (!this.nextIs(t.If)) return false;
    const { depth } = this.peek();
    for (let ahead = 2; ; ahead++) {
      const token = this.peek(ahead);
      if (token.depth < depth || token.tokenType === t.Then) return false;
      if (token.tokenType !== t.RCurly || token.depth !== depth) continue;
      const next = this.peek(ahead + 1);
      const ends = next.newlineBefore || next.depth < depth || next.tokenType === t.Separator;
      if (next.tokenType === t.Else || (ends && !continuing.has(next.tokenType))) return true;
    }
  }

  /** Whether the next tokens read like the beginning of a declaration, such as `cell Name`. */
  protected declares(): boolean {
    const token = this.peek();
    if (!t.declarationWords.has(token.tokenType)) return false;
    const next = this.peek(2);
    if (next.newlineBefore) return false;
    if (token.tokenType === t.Import) return next.tokenType === t.StringToken;
    return (tokenMatcher(next, t.Word) && !t.joiningWords.has(next.tokenType)) || next.tokenType === t.LCurly;
  }

  /** End of the last consumed token. */
  protected previousEnd(): number {
    const token = this.LA(0);
    return token.tokenType === EOF ? 0 : (token as Token).endOffset + 1;
  }

  protected since(start: number): Span {
    return { start, end: Math.max(start, this.previousEnd()) };
  }

  // ------------------------------------------------------------------------------------------------------ reporting

  /** Reports once per stuck position. */
  protected complain(span: Span, message: string, attached?: Attached): void {
    const at = this.peek().startOffset;
    if (this.RECORDING_PHASE || at === this.brokenAt) return;
    this.brokenAt = at;
    this.reporter.error(span, message, attached);
  }

  /** Reports that something is missing before the next token: there, or at the end of the line before. */
  protected missing(expected: string, fix?: string): void {
    const next = this.peek();
    const gap = this.previousEnd();
    const elsewhere = next.newlineBefore || next.isInsertedInRecovery === true;
    const span = elsewhere ? { start: gap, end: gap } : { start: next.startOffset, end: next.endOffset + 1 };
    const found = this.describe(next);
    const fixes = fix === undefined ? [] : [this.reporter.insertion(`Insert "${fix.trim()}"`, gap, fix)];
    this.complain(span, `expected ${expected}${found === '' ? '' : `, found ${found}`}`, { fixes });
  }

  protected describe(token: Token): string {
    if (token.tokenType === EOF) return 'the end of the file';
    if (token.isInsertedInRecovery === true) return '';
    if (token.newlineBefore) return 'the end of the line';
    const image = token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image;
    if (token.tokenType === t.StringToken) return `the string ${image}`;
    return token.tokenType === t.NumberToken ? `the number ${image}` : `"${image}"`;
  }

  // ------------------------------------------------------------------------------------------------------- grammar

  /** Consumes a token of `type`, or reports what is missing and goes on as if it were there. */
  protected expect(index: number, type: TokenType, expected: string, fix?: string): Token | undefined {
    if (this.RECORDING_PHASE || this.nextIs(type)) return this.consume(index, type) as Token;
    this.missing(expected, fix);
    return undefined;
  }

  /** A declared or used name on the same line; `{ text: '' }` where it is missing. */
  protected named(index: number, expected: string, type = t.NameWord): Name {
    const next = this.peek();
    if (this.RECORDING_PHASE || (tokenMatcher(next, type) && !next.newlineBefore))
      return nameOf(this.consume(index, type) as Token);
    if (!next.newlineBefore && tokenMatcher(next, t.Word)) {
      this.complain(spanOf(next), `"${next.image}" is a keyword; expected ${expected}`);
      this.SKIP_TOKEN();
      return nameOf(next);
    }
    this.missing(expected);
    const at = this.previousEnd();
    return { text: '', span: { start: at, end: at } };
  }

  protected errorExpr(): ErrorExpr {
    const at = this.previousEnd();
    return { kind: 'error', span: { start: at, end: at } };
  }

  /**
   * Elements up to the end of the enclosing bracket (or of the file), with optional separators. What begins no element is reported and
   * skipped; a misspelt keyword is mended and parsed.
   */
  protected elements(element: () => void, expectation: Expectation, gate: () => boolean = () => true): void {
    const depth = this.contentDepth();
    do {
      this.MANY({
        GATE: gate,
        DEF: () => {
          element();
          this.OPTION(() => this.CONSUME(t.Separator));
        },
      });
    } while (this.skipStranger(depth, expectation));
  }

  /** Entries of a list, record or argument list: separated by commas or line ends. */
  protected entries(entry: () => void, what: string): void {
    const depth = this.contentDepth();
    do {
      this.MANY(() => {
        entry();
        this.OPTION(() => this.CONSUME(t.Comma));
        this.checkSeparated(depth);
      });
    } while (this.skipStranger(depth, { what, words: [] }));
  }

  private checkSeparated(depth: number): void {
    if (this.RECORDING_PHASE || this.LA(0).tokenType === t.Comma) return;
    const next = this.peek();
    if (next.depth < depth || next.newlineBefore) return;
    this.missing('","', ',');
  }

  /** `{ content }`; where the brace is missing, the rest of the line up to one is skipped, or the content is left out. */
  protected braced(content: () => void, after: string): void {
    if (this.RECORDING_PHASE || this.seekBrace(after)) {
      this.CONSUME(t.LCurly);
      content();
      this.CONSUME(t.RCurly);
    }
  }

  protected seekBrace(after: string): boolean {
    if (this.nextIs(t.LCurly)) return true;
    this.missing(`"{" after ${after}`);
    const depth = this.contentDepth();
    let distance = 1;
    for (let token = this.peek(); !token.newlineBefore && token.depth >= depth; token = this.peek(++distance)) {
      if (token.tokenType !== t.LCurly || token.depth !== depth) continue;
      for (let skipped = 1; skipped < distance; skipped++) this.SKIP_TOKEN();
      return true;
    }
    return false;
  }

  /** Depth of the tokens between the brackets in which the parser stands. */
  private contentDepth(): number {
    if (this.RECORDING_PHASE) return 0;
    const token = this.LA(0);
    if (token.tokenType === EOF) return 0;
    const { depth, tokenType } = token as Token;
    return tokenType === t.LCurly || tokenType === t.LParen || tokenType === t.LSquare ? depth + 1 : depth;
  }

  /** Deals with a token that begins no element; false at the end of the sequence. */
  private skipStranger(depth: number, expectation: Expectation): boolean {
    if (this.RECORDING_PHASE) return false;
    const stranger = this.peek();
    if (stranger.depth < depth) return false;
    if (this.mendKeyword(stranger, expectation.words)) return true;
    const found = stranger.newlineBefore ? `"${stranger.image}"` : this.describe(stranger);
    this.complain(spanOf(stranger), `expected ${expectation.what}, found ${found}`);
    do {
      this.SKIP_TOKEN();
      const next = this.peek();
      if (next.depth < depth || (next.depth === depth && next.newlineBefore)) break;
    } while (!(this.nextIs(t.Separator, 0) && this.peek(0).depth === depth));
    return true;
  }

  /** Reports a misspelt keyword, puts the right one in its place and returns true. */
  protected mendKeyword(token: Token, words: readonly TokenType[]): boolean {
    if (token.tokenType !== t.Identifier) return false;
    const keyword = this.mended(
      token,
      words.map((word) => word.name.toLowerCase()),
    );
    const type = keyword === undefined ? undefined : t.keywordTypes.get(keyword);
    if (type === undefined) return false;
    token.tokenType = type;
    token.tokenTypeIdx = type.tokenTypeIdx ?? 0;
    return true;
  }

  /** The word nearest to a misspelt one, reported with a fix; undefined if none is near. */
  protected mended(token: Token, words: readonly string[]): string | undefined {
    const word = closest(token.image, words);
    if (word === undefined) return undefined;
    this.reporter.error(spanOf(token), `unknown keyword "${token.image}"; did you mean "${word}"?`, {
      fixes: [this.reporter.replacement(`Change to "${word}"`, spanOf(token), word)],
    });
    return word;
  }
}

export const spanOf = (token: Token): Span => ({ start: token.startOffset, end: token.endOffset + 1 });

export const nameOf = (token: Token): Name => ({ text: token.image, span: spanOf(token) });
