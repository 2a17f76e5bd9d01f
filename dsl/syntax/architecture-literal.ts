/**
 * A fast way for the most frequent text of all, an architecture on one line: `{ Cell.h[0].edge[0]: skip, depth: 3 }`. Read in one pass
 * without tokens; whatever is not of this plain form is left to the grammar, which also finds the errors.
 */
import type { Expr, RecordEntry, RecordExpr } from './ast.ts';
import { numberOf } from './lexer/number-literal.ts';
import { keywordTypes } from './lexer/tokens.ts';

const key = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\]|#\d+(?!\d|\.\d))*/y;
const word = /[A-Za-z_]\w*/y;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:KB|MB|GB|K|M|G|%)?(?![\w.])/y;

/** The record, or undefined where the text is not of the plain form: then nothing is known about it. */
export function readArchitecture(text: string): RecordExpr | undefined {
  let at = 0;

  const skipSpaces = (): void => {
    while (text.charCodeAt(at) === 32) at++;
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const takeChar = (code: number): boolean => {
    if (text.charCodeAt(at) !== code) return false;
    at++;
    return true;
  };

  const atom = (): Expr | undefined => {
    const start = at;
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      const image = take(number);
      if (image === undefined) return undefined;
      const found = numberOf({ image, startOffset: start, endOffset: at - 1 });
      return Number.isFinite(found.value) ? found : undefined;
    }
    const name = take(word);
    if (name === undefined) return undefined;
    const span = { start, end: at };
    if (name === 'true' || name === 'false') return { kind: 'boolean', value: name === 'true', span };
    return keywordTypes.has(name) ? undefined : { kind: 'name', name, span };
  };

  const value = (): Expr | undefined => {
    const start = at;
    if (!takeChar(91)) return atom();
    const items: Expr[] = [];
    skipSpaces();
    while (!takeChar(93)) {
      const item = atom();
      if (item === undefined) return undefined;
      items.push(item);
      skipSpaces();
      if (takeChar(44)) skipSpaces();
      else if (text.charCodeAt(at) !== 93) return undefined;
    }
    return { kind: 'list', items, span: { start, end: at } };
  };

  skipSpaces();
  const start = at;
  if (!takeChar(123)) return undefined;
  const entries: RecordEntry[] = [];
  skipSpaces();
  while (!takeChar(125)) {
    const from = at;
    const path = take(key);
    if (path === undefined) return undefined;
    const keySpan = { start: from, end: at };
    skipSpaces();
    if (!takeChar(58)) return undefined;
    skipSpaces();
    const found = value();
    if (found === undefined) return undefined;
    entries.push({ key: { text: path, span: keySpan }, value: found, span: { start: from, end: at } });
    skipSpaces();
    if (takeChar(44)) skipSpaces();
    else if (text.charCodeAt(at) !== 125) return undefined;
  }
  const end = at;
  skipSpaces();
  return at === text.length ? { kind: 'record', entries, span: { start, end } } : undefined;
}
