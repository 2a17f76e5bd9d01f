/** Folding, growing selections, links of imports. */
import {
  FoldingRangeKind,
  type DocumentLink,
  type FoldingRange,
  type Position,
  type SelectionRange,
} from 'vscode-languageserver';
import { folds } from '../../dsl/service/folding.ts';
import { links } from '../../dsl/service/links.ts';
import { selections } from '../../dsl/service/selection.ts';
import { offsetOf, type OpenFile } from '../locate.ts';
import { rangeOf } from '../positions.ts';

export function foldingRanges({ text, file, lines }: OpenFile): FoldingRange[] {
  return folds(text, file).flatMap(({ kind, ...span }) => {
    const { start, end } = rangeOf(lines, span);
    // The line of a closing bracket stays.
    const endLine = kind === 'brackets' ? end.line - 1 : end.line;
    if (endLine <= start.line) return [];
    const named =
      kind === 'brackets' ? {} : { kind: kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Imports };
    return [{ startLine: start.line, endLine, ...named }];
  });
}

export function selectionRanges({ text, file, lines }: OpenFile, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => {
    const spans = selections(text, file, offsetOf(lines, position));
    const nested = spans.reduceRight<SelectionRange | undefined>(
      (parent, span) => ({ range: rangeOf(lines, span), ...(parent === undefined ? {} : { parent }) }),
      undefined,
    );
    return nested ?? { range: { start: position, end: position } };
  });
}

export const documentLinks = ({ program, file, lines }: OpenFile): DocumentLink[] =>
  links(program, file).map(({ span, target }) => ({ range: rangeOf(lines, span), target }));
