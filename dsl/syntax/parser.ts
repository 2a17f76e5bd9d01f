/**
 * Text to tree: the facade of `dsl/syntax`. Never throws, on any text; a broken text gives a tree as far as it could be made and
 * diagnostics that say what was expected where.
 */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { readArchitecture } from './architecture-literal.ts';
import type { Expr, SourceFile } from './ast.ts';
import { DeclarationGrammar } from './grammar/declarations.ts';
import { repairBrackets } from './lexer/brackets.ts';
import { scan } from './lexer/scanner.ts';
import type { Token } from './lexer/tokens.ts';
import { MAX_FILE_SIZE, MAX_NESTING } from './limits.ts';
import { Reporter } from './reporter.ts';

/** The complete grammar. `validate` runs chevrotain's own check of the grammar (slow: for the tests). */
export class HnasParser extends DeclarationGrammar {
  constructor(validate = false) {
    super({ skipValidations: !validate });
    this.performSelfAnalysis();
  }

  parseFile(tokens: readonly Token[], text: string, reporter: Reporter): SourceFile {
    this.start(tokens, text, reporter);
    const items = this.file();
    this.reportUnrecovered();
    return { items: items ?? [], span: { start: 0, end: text.length } };
  }

  parseLone(tokens: readonly Token[], text: string, reporter: Reporter): Expr {
    this.start(tokens, text, reporter);
    const value = this.lone();
    this.reportUnrecovered();
    return value ?? this.errorExpr();
  }
}

let parser: HnasParser | undefined;

/** The parser is built at its first use (some 50 ms) and then reused. */
function sharedParser(): HnasParser {
  parser ??= new HnasParser();
  return parser;
}

/** Parses the text of a file; `file` is how diagnostics name it. */
export function parse(text: string, file: string): Checked<SourceFile> {
  const reporter = new Reporter(file);
  const tokens = tokensOf(text, reporter);
  const empty: SourceFile = { items: [], span: { start: 0, end: text.length } };
  const value = tokens === undefined ? empty : sharedParser().parseFile(tokens, text, reporter);
  return { value, diagnostics: reporter.sorted() };
}

/** Parses a text that holds one expression, such as an architecture `{ Cell.h[0].edge[0]: skip }`. */
export function parseExpression(text: string, file: string): Checked<Expr> {
  const architecture = readArchitecture(text);
  if (architecture !== undefined) return { value: architecture, diagnostics: [] };
  const reporter = new Reporter(file);
  const tokens = tokensOf(text, reporter);
  const missing: Expr = { kind: 'error', span: { start: 0, end: text.length } };
  const value = tokens === undefined ? missing : sharedParser().parseLone(tokens, text, reporter);
  return { value, diagnostics: reporter.sorted() };
}

/** Tokens with balanced brackets; undefined, with a diagnostic, where the text is beyond the limits. */
function tokensOf(text: string, reporter: Reporter): readonly Token[] | undefined {
  if (text.length > MAX_FILE_SIZE) {
    const place = { file: reporter.file, span: { start: 0, end: 0 } };
    reporter.add(diagnostic('file-too-large', place, { size: text.length, limit: MAX_FILE_SIZE }));
    return undefined;
  }
  const scanned = scan(text, reporter);
  if (scanned.tooDeepAt !== undefined) {
    const span = { start: scanned.tooDeepAt, end: scanned.tooDeepAt + 1 };
    reporter.add(diagnostic('nesting-too-deep', { file: reporter.file, span }, { limit: MAX_NESTING }));
    return undefined;
  }
  return scanned.balanced ? scanned.tokens : repairBrackets(scanned.tokens, text, reporter);
}
