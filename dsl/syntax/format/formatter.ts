/**
 * The formatter: two spaces a level, one blank line at most, lines of up to 120 characters. Brackets stay on several lines where the
 * author broke the line after the opening one. Comments are kept; formatting twice changes nothing more.
 */
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { Expr, SourceFile } from '../ast.ts';
import { scan } from '../lexer/scanner.ts';
import { parse } from '../parser.ts';
import { Reporter } from '../reporter.ts';
import { item } from './declarations.ts';
import { hardline, render } from './doc.ts';
import { expression } from './expressions.ts';
import { lines } from './sequence.ts';
import { noSource, Source } from './source.ts';

const WIDTH = 120;

/** The formatted text; a text with syntax errors is returned unchanged with its diagnostics. */
export function format(text: string, file: string): Checked<string> {
  const { value, diagnostics } = parse(text, file);
  if (diagnostics.length > 0) return { value: text, diagnostics };
  const { tokens, comments } = scan(text, new Reporter(file), true);
  const trimmed = comments.map((comment) => ({ ...comment, text: comment.text.trimEnd() }));
  const source = new Source(text, tokens, trimmed);
  const elements = value.items.map((node) => ({ span: node.span, print: () => item(source, node) }));
  const content = render([lines(source, elements, text.length), hardline], WIDTH).replace(/^\n+/, '');
  return { value: text.includes('\r\n') ? content.replaceAll('\n', '\r\n') : content, diagnostics };
}

/** A tree that has no text of its own (a generated one) as a formatted file. Documentation and comments are not part of it. */
export function printFile(file: SourceFile): string {
  const elements = file.items.map((node) => ({ span: node.span, print: () => item(noSource, node) }));
  return render([lines(noSource, elements, 0), hardline], WIDTH);
}

/** An expression in its canonical form, on one line: equal trees give equal texts, and the text reads back as the tree. */
export function printExpr(expr: Expr): string {
  return render(expression(noSource, expr), Number.POSITIVE_INFINITY);
}
