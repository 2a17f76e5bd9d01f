/** Semantic tokens as the numbers of the protocol. */
import { SemanticTokensBuilder, type SemanticTokensLegend } from 'vscode-languageserver';
import { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from '../../dsl/service/semantic-tokens.ts';
import type { Span } from '../../dsl/syntax/ast.ts';
import type { OpenFile } from '../locate.ts';
import { rangeOf } from '../positions.ts';

export const legend: SemanticTokensLegend = { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] };

/** Five numbers a token; with `within`, of tokens that touch it only. */
export function tokensOfFile({ program, file, lines }: OpenFile, within?: Span): number[] {
  const builder = new SemanticTokensBuilder();
  for (const { span, type, modifiers } of semanticTokens(program, file)) {
    if (within !== undefined && (span.end < within.start || span.start > within.end)) continue;
    const { start } = rangeOf(lines, span);
    const bits = modifiers.reduce((sum, each) => sum | (1 << TOKEN_MODIFIERS.indexOf(each)), 0);
    builder.push(start.line, start.character, span.end - span.start, TOKEN_TYPES.indexOf(type), bits);
  }
  return builder.build().data;
}
