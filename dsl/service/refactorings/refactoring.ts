/** What a refactoring sees and what it offers. Offers are cheap; their edits are made when one is taken. */
import type { TextEdit } from '../../diagnostics/diagnostic.ts';
import type { Program } from '../../semantics/program.ts';
import type { Architecture, DecisionSpace } from '../../space/decision-space.ts';
import type { Span } from '../../syntax/ast.ts';
import type { ResolvedFile } from '../names.ts';

/** Where accuracies come from: the engine, through whatever it is connected by. */
export interface AccuracyPredictor {
  /** Whether a trained model of this space is at hand. Answers at once. */
  knows(space: DecisionSpace): boolean;
  /** Predicted accuracies in percent, one for each architecture. */
  predict(space: DecisionSpace, architectures: readonly Architecture[]): Promise<readonly number[]>;
}

export interface Selection {
  readonly program: Program;
  readonly file: string;
  readonly resolved: ResolvedFile;
  /** The selection, or an empty span at the cursor. */
  readonly range: Span;
  /** Further programs that may use what the file declares. */
  readonly others: () => readonly Program[];
  readonly predictor?: AccuracyPredictor;
}

export type RefactoringKind = 'refactor.extract' | 'refactor.inline' | 'refactor.rewrite' | 'source';

export interface Refactoring {
  /** Tells the offers at one place apart: `freeze 3`. */
  readonly id: string;
  readonly title: string;
  readonly kind: RefactoringKind;
  /** Empty where it turns out that nothing can be done. */
  readonly edits: () => readonly TextEdit[] | Promise<readonly TextEdit[]>;
}

export type Refactor = (selection: Selection) => readonly Refactoring[];
