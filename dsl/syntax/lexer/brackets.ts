/**
 * Gives every bracket a partner, so that the grammar can rely on it: a broken pair then spoils the lines around it, not the rest of
 * the file. Which bracket is the broken one is judged by indentation, as a reader does.
 */
import type { TokenType } from 'chevrotain';
import type { Reporter } from '../reporter.ts';
import * as t from './tokens.ts';
import type { Token } from './tokens.ts';

interface Open {
  readonly token: Token;
  /** Indentation of the line on which it opens. */
  readonly indent: number;
  /** Its number among the tokens. */
  readonly index: number;
}

const partner = new Map<TokenType, TokenType>([
  [t.LParen, t.RParen],
  [t.LSquare, t.RSquare],
  [t.LCurly, t.RCurly],
]);
const closers: ReadonlySet<TokenType> = new Set(partner.values());
const textOf = new Map<TokenType, string>([
  [t.RParen, ')'],
  [t.RSquare, ']'],
  [t.RCurly, '}'],
]);

/** The tokens with zero-width closing brackets put in where one is missing and stray ones left out; depths are set anew. */
export function repairBrackets(tokens: readonly Token[], text: string, reporter: Reporter): Token[] {
  const result: Token[] = [];
  const stack: Open[] = [];
  let indent = 0;

  /** Closes the innermost bracket right after the last token. */
  const close = (): void => {
    const opened = stack.pop();
    const type = opened && partner.get(opened.token.tokenType);
    if (opened === undefined || type === undefined) return;
    const at = (result.at(-1)?.endOffset ?? -1) + 1;
    const bracket = textOf.get(type) ?? '';
    reporter.error(
      { start: at, end: at },
      `expected "${bracket}" to close the "${opened.token.image}" of line ${lineOf(text, opened.token.startOffset)}`,
      {
        related: [
          {
            file: reporter.file,
            span: { start: opened.token.startOffset, end: opened.token.endOffset + 1 },
            message: `"${opened.token.image}" opened here`,
          },
        ],
        fixes: [
          reporter.insertion(
            `Insert "${bracket}"`,
            at,
            type !== t.RCurly ? bracket : sameLine(text, opened.token, at) ? ' }' : `\n${' '.repeat(opened.indent)}}`,
          ),
        ],
      },
    );
    result.push({
      image: '',
      startOffset: at,
      endOffset: at - 1,
      tokenType: type,
      tokenTypeIdx: type.tokenTypeIdx ?? 0,
      newlineBefore: false,
      depth: stack.length,
      doc: undefined,
      isInsertedInRecovery: true,
    });
  };

  tokens.forEach((token, index) => {
    if (token.newlineBefore) {
      indent = indentOf(text, token.startOffset);
      const next = tokens[index + 1];
      if (indent === 0 && startsItem(token, next)) while (stack.length > 0) close();
      // A line that is not indented below the line of an open "(" or "[" is no longer inside it.
      while (!closers.has(token.tokenType) && opensInline(stack.at(-1)) && indent <= (stack.at(-1)?.indent ?? 0))
        close();
      while (!closers.has(token.tokenType) && endsEarly(stack.at(-1), tokens, text, indent)) close();
    }
    if (closers.has(token.tokenType)) {
      const matching = findPartner(stack, token, token.newlineBefore ? indent : undefined);
      if (matching < 0) {
        const span = { start: token.startOffset, end: token.endOffset + 1 };
        reporter.error(span, `unexpected "${token.image}": no bracket is open that it could close`, {
          fixes: [reporter.replacement(`Remove "${token.image}"`, span, '')],
        });
        return;
      }
      while (stack.length > matching + 1) close();
      stack.pop();
    }
    token.depth = stack.length;
    result.push(token);
    if (partner.has(token.tokenType)) stack.push({ token, indent, index });
  });
  while (stack.length > 0) close();
  return result;
}

const opensInline = (open: Open | undefined): boolean => open !== undefined && open.token.tokenType !== t.LCurly;

/** Tokens that are looked at below an open brace. */
const LOOK = 2_000;

/**
 * Whether a brace that opens on an indented line ends before a line that is not indented below it: unless that is how the text is written,
 * as the brace that closes it then stands below it, before any line that is indented less.
 */
function endsEarly(open: Open | undefined, tokens: readonly Token[], text: string, indent: number): boolean {
  if (open === undefined || open.indent === 0 || indent > open.indent) return false;
  let inner = 0;
  for (let i = open.index + 1; i < tokens.length && i < open.index + LOOK; i++) {
    const token = tokens[i] as Token;
    const next = tokens[i + 1];
    const opens = token.tokenType === t.LCurly && (next === undefined || next.newlineBefore);
    if (!token.newlineBefore) {
      if (opens && indentOfLine(text, token.startOffset) === open.indent) inner++;
      continue;
    }
    const at = indentOf(text, token.startOffset);
    if (at < open.indent) return true;
    if (at === open.indent && token.tokenType === t.RCurly && inner-- === 0) return false;
    if (opens && at === open.indent) inner++;
  }
  return true;
}

const startsItem = (token: Token, next: Token | undefined): boolean =>
  t.itemWords.has(token.tokenType) &&
  next !== undefined &&
  !next.newlineBefore &&
  (next.tokenType === t.StringToken || t.keywordTypes.has(next.image) || next.tokenType === t.Identifier);

/** Index of the opening bracket that `closer` closes; a brace alone on its line closes the one of the same indentation if there is one. */
function findPartner(stack: readonly Open[], closer: Token, indent: number | undefined): number {
  const fits = (open: Open | undefined): boolean =>
    open !== undefined && partner.get(open.token.tokenType) === closer.tokenType;
  if (closer.tokenType === t.RCurly && indent !== undefined && stack.at(-1)?.indent !== indent) {
    const aligned = stack.findLastIndex((open) => fits(open) && open.indent === indent);
    if (aligned >= 0) return aligned;
  }
  return stack.findLastIndex(fits);
}

function indentOf(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  return offset - at;
}

function indentOfLine(text: string, offset: number): number {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return end - start;
}

const sameLine = (text: string, { startOffset }: Token, end: number): boolean =>
  !/[\r\n]/.test(text.slice(startOffset, end));

/** 1-based number of the line at `offset`; only for messages. */
const lineOf = (text: string, offset: number): number => text.slice(0, offset).split(/\r\n|\r|\n/).length;
