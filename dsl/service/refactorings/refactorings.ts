/** Every refactoring that there is at a place. */
import type { Program } from '../../semantics/program.ts';
import type { Span } from '../../syntax/ast.ts';
import { resolveFile } from '../names.ts';
import { completeArch } from './complete-arch.ts';
import { extractBlock } from './extract-block.ts';
import { freezeDecision } from './freeze-decision.ts';
import { inlineLet } from './inline-let.ts';
import { literalToChoice } from './literal-to-choice.ts';
import type { AccuracyPredictor, Refactor, Refactoring } from './refactoring.ts';
import { sampleArch } from './sample-arch.ts';
import { sortAlternatives } from './sort-alternatives.ts';

const all: readonly Refactor[] = [
  completeArch,
  extractBlock,
  inlineLet,
  sortAlternatives,
  literalToChoice,
  freezeDecision,
  sampleArch,
];

/** Offers at a selection, or at a cursor where the span is empty. None where the file has syntax errors: its tree is not all there. */
export function refactoringsAt(
  program: Program,
  file: string,
  range: Span,
  others: () => readonly Program[],
  predictor?: AccuracyPredictor,
): Refactoring[] {
  const resolved = resolveFile(program, file);
  const broken = program.diagnostics.some((found) => found.file === file && !found.code.includes('import'));
  if (resolved === undefined || broken) return [];
  const selection = { program, file, resolved, range, others, ...(predictor === undefined ? {} : { predictor }) };
  return all.flatMap((refactor) => refactor(selection));
}
