/**
 * Text to tokens. Written by hand, since it records for each token what chevrotain's own lexer does not (line breaks before it, depth,
 * doc comments) and must stop at once where brackets nest too deep. Comments are left out; the formatter reads them itself.
 */
import type { TokenType } from 'chevrotain';
import type { Span } from '../ast.ts';
import { MAX_NESTING } from '../limits.ts';
import type { Reporter } from '../reporter.ts';
import { valueOf } from './number-literal.ts';
import { decodeString } from './string-literal.ts';
import * as t from './tokens.ts';
import type { Token } from './tokens.ts';

export interface Comment {
  readonly text: string;
  readonly span: Span;
}

export interface Scanned {
  readonly tokens: Token[];
  /** Both `//` and `///` comments, in order; only when asked for. */
  readonly comments: readonly Comment[];
  /** Whether every bracket has its partner. */
  readonly balanced: boolean;
  /** Set when scanning stopped here because of the nesting. */
  readonly tooDeepAt: number | undefined;
}

const units: ReadonlySet<string> = new Set(['K', 'M', 'G', 'KB', 'MB', 'GB', 'us', 'ms', 's', 'min', 'h']);
const wordPattern = /[A-Za-z_][A-Za-z0-9_]*/y;
const numberPattern = /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y;
const letters = /[A-Za-z_][A-Za-z0-9_]*|%/y;
const stringPattern = /"(?:[^"\\\r\n]|\\[^\r\n])*("?)/y;
const singleQuoted = /'(?:[^'\\\r\n]|\\[^\r\n])*'?/y;
const lineEnd = /[\r\n]|$/g;

const operators = new Map<string, TokenType>([
  ...([
    ['(', t.LParen],
    [')', t.RParen],
    ['[', t.LSquare],
    [']', t.RSquare],
    ['{', t.LCurly],
    ['}', t.RCurly],
  ] as const),
  ...([
    [',', t.Comma],
    [';', t.Semicolon],
    [':', t.Colon],
    ['.', t.Dot],
    ['#', t.Hash],
    ['=', t.Assign],
  ] as const),
  ...([
    ['>>', t.Flow],
    ['..', t.DotDot],
    ['+', t.Plus],
    ['-', t.Minus],
    ['*', t.Times],
    ['/', t.Divide],
  ] as const),
  ...([
    ['%', t.Modulo],
    ['**', t.Power],
    ['==', t.Equal],
    ['!=', t.Unequal],
  ] as const),
  ...([
    ['<', t.Less],
    ['<=', t.AtMost],
    ['>', t.Greater],
    ['>=', t.AtLeast],
  ] as const),
]);

/** What other languages write, and what it is here. */
const foreign = new Map<string, readonly [TokenType, string]>([
  ['&&', [t.And, 'and']],
  ['||', [t.Or, 'or']],
  ['!', [t.Not, 'not']],
]);

const closing = new Map<TokenType, TokenType>([
  [t.RParen, t.LParen],
  [t.RSquare, t.LSquare],
  [t.RCurly, t.LCurly],
]);

export function scan(text: string, reporter: Reporter, keepComments = false): Scanned {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  const open: TokenType[] = [];
  let balanced = true;
  let newlineBefore = true;
  let doc: string | undefined;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const push = (tokenType: TokenType, length: number, image = text.slice(at, at + length)): void => {
    tokens.push({
      image,
      startOffset: at,
      endOffset: at + length - 1,
      tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
      tokenType,
      newlineBefore,
      depth: open.length,
      doc,
    });
    at += length;
    newlineBefore = false;
    doc = undefined;
  };
  const done = (tooDeepAt?: number): Scanned => ({
    tokens,
    comments,
    balanced: balanced && open.length === 0,
    tooDeepAt,
  });

  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9) {
      at++;
    } else if (code === 10 || code === 13) {
      newlineBefore = true;
      at++;
    } else if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) {
      const word = match(wordPattern)?.[0] ?? '';
      push(t.keywordTypes.get(word) ?? t.Identifier, word.length, word);
    } else if (code >= 48 && code <= 57) {
      const digits = match(numberPattern)?.[0].length ?? 1;
      const start = at;
      at += digits;
      const unit = match(letters)?.[0] ?? '';
      if (unit !== '' && unit !== '%' && !units.has(unit)) {
        const known = [...units, '%'].join(' ');
        reporter.error(
          { start: at, end: at + unit.length },
          `unknown unit "${unit}" after a number; the units are ${known}`,
        );
      }
      at = start;
      const span = { start: at, end: at + digits };
      if (!Number.isFinite(valueOf(text.slice(at, at + digits)))) reporter.error(span, 'this number is too large');
      push(t.NumberToken, digits + unit.length);
    } else if (code === 34) {
      const found = match(stringPattern);
      const image = found?.[0] ?? '"';
      if (found?.[1] !== '"') {
        const end = at + image.length;
        reporter.error({ start: at, end }, "this string is not closed; expected '\"' before the end of the line", {
          fixes: [reporter.insertion('Close the string', end, '"')],
        });
      }
      for (const fault of decodeString(image).faults) {
        reporter.error({ start: at + fault.start, end: at + fault.end }, fault.message);
      }
      push(t.StringToken, image.length, image);
    } else if (code === 47 && text.charCodeAt(at + 1) === 47) {
      lineEnd.lastIndex = at;
      const end = lineEnd.exec(text)?.index ?? text.length;
      if (keepComments) comments.push({ text: text.slice(at, end), span: { start: at, end } });
      if (text.charCodeAt(at + 2) === 47 && text.charCodeAt(at + 3) !== 47) {
        const line = text.slice(at + 3, end).trimEnd();
        const content = line.startsWith(' ') ? line.slice(1) : line;
        doc = doc === undefined ? content : `${doc}\n${content}`;
      }
      at = end;
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const close = text.indexOf('*/', at + 2);
      const end = close < 0 ? text.length : close + 2;
      reporter.error({ start: at, end: at + 2 }, 'comments begin with "//" and run to the end of the line');
      newlineBefore ||= /[\r\n]/.test(text.slice(at, end));
      at = end;
    } else {
      const two = text.slice(at, at + 2);
      const one = text.slice(at, at + 1);
      const known = operators.get(two) ?? operators.get(one);
      const other = foreign.get(two) ?? foreign.get(one);
      if (known !== undefined) {
        const opener = closing.get(known);
        if (opener !== undefined) {
          if (open.pop() !== opener) balanced = false;
        }
        push(known, operators.has(two) ? two.length : 1);
        if (known === t.LParen || known === t.LSquare || known === t.LCurly) {
          open.push(known);
          if (open.length > MAX_NESTING) return done(at - 1);
        }
      } else if (other !== undefined) {
        const length = foreign.has(two) ? two.length : 1;
        const span = { start: at, end: at + length };
        reporter.error(span, `"${text.slice(at, at + length)}" is written "${other[1]}" here`, {
          fixes: [reporter.replacement(`Write "${other[1]}"`, span, ` ${other[1]} `)],
        });
        push(other[0], length);
      } else if (code === 39) {
        const image = match(singleQuoted)?.[0] ?? "'";
        const span = { start: at, end: at + image.length };
        const inner = image.slice(1, image.length > 1 && image.endsWith("'") ? -1 : undefined).replaceAll('"', '\\"');
        reporter.error(span, 'strings are written in double quotes', {
          fixes: [reporter.replacement('Use double quotes', span, `"${inner}"`)],
        });
        push(t.StringToken, image.length, `"${inner}"`);
      } else {
        const start = at;
        while (at < text.length && isStrange(text.charCodeAt(at))) at++;
        at = Math.max(at, start + 1);
        reporter.error(
          { start, end: at },
          `unexpected ${at - start === 1 ? 'character' : 'characters'} ${quote(text.slice(start, at))}`,
        );
      }
    }
  }
  return done();
}

/** Whether no token begins with this character. */
const isStrange = (code: number): boolean =>
  code > 126 || code < 9 || (code > 13 && code < 32) || [36, 63, 64, 92, 94, 96, 126].includes(code);

function quote(found: string): string {
  const shown = JSON.stringify(found.length > 20 ? `${found.slice(0, 20)}…` : found);
  return shown.replace(/[^\x20-\x7e…]/gu, (char) =>
    /\p{L}|\p{S}|\p{P}/u.test(char) ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
